using System.Net;
using System.Net.Sockets;
using Billing.Radius.Server.Datagrams;
using Billing.Radius.Server.Listening;

namespace Billing.Radius.Server.Tests.Listening;

public sealed class DrainTests
{
    [Fact]
    public void What_the_kernel_has_taken_is_read_before_the_end()
    {
        using var socket = new ListeningSocket(new(IPAddress.Loopback, 0), PortKind.Acct, 1_000_000, _ => { });
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
    public void What_came_together_is_read_to_the_last()
    {
        using var socket = new ListeningSocket(new(IPAddress.Loopback, 0), PortKind.Acct, 1_000_000, _ => { });
        using var gateway = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.Equal(0, DatagramSegments.Send(gateway.SafeHandle, new byte[10 * 20], 20, socket.Local.Serialize().Buffer.Span));

        socket.Drain();

        var buffer = new byte[100];
        var source = new SocketAddress(AddressFamily.InterNetwork);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(20, socket.Receive(buffer, source)));
        Assert.Equal(-1, socket.Receive(buffer, source));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_reader_that_waits_is_woken(bool drains, bool offload)
    {
        using var socket = new ListeningSocket(new(IPAddress.Loopback, 0), PortKind.Acct, 1_000_000, _ => { }, offload);
        var reading = Task.Factory.StartNew(
            () => socket.Receive(new byte[100], new(AddressFamily.InterNetwork)),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.Delay(100, TestContext.Current.CancellationToken);

        if (drains)
        {
            socket.Drain();
        }
        else
        {
            socket.Dispose(); // the end, and no empty packet
        }

        Assert.Equal(-1, await reading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }
}
