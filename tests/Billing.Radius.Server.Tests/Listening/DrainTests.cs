using System.Net;
using System.Net.Sockets;
using Billing.Radius.Server.Listening;

namespace Billing.Radius.Server.Tests.Listening;

public sealed class DrainTests
{
    [Fact]
    public void What_the_kernel_has_taken_is_read_before_the_end()
    {
        using var socket = new ListeningSocket(new(IPAddress.Loopback, 0), PortKind.Acct, 1_000_000);
        using var gateway = new UdpClient();
        gateway.Connect(socket.Local);

        for (var i = 1; i <= 50; i++)
        {
            gateway.Send(new byte[i]);
        }

        socket.Drain();

        var buffer = new byte[100];
        var source = new SocketAddress(AddressFamily.InterNetwork);
        Assert.Equal(Enumerable.Range(1, 50), Enumerable.Range(1, 50).Select(_ => socket.Receive(buffer, source)));
        Assert.Equal(-1, socket.Receive(buffer, source));

        // Answers leave all the same.
        socket.Send("answer"u8, source);
        var from = new IPEndPoint(IPAddress.Any, 0);
        Assert.Equal("answer"u8, gateway.Receive(ref from));
    }

    [Fact]
    public async Task A_reader_that_waits_is_woken()
    {
        using var socket = new ListeningSocket(new(IPAddress.Loopback, 0), PortKind.Acct, 1_000_000);
        var reading = Task.Factory.StartNew(
            () => socket.Receive(new byte[100], new(AddressFamily.InterNetwork)),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.Delay(100, TestContext.Current.CancellationToken);

        socket.Drain();

        Assert.Equal(-1, await reading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }
}
