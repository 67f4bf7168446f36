using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Billing.Portal.Tests;

/// <summary>A way to a port of this machine on which everything takes its time, as over a satellite or at the edge of a cell.</summary>
internal sealed class SlowLink : IDisposable
{
    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(350);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _to;

    public SlowLink(Uri to)
    {
        _to = to;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The same place, seen from the other end.</summary>
    public Uri Address => new UriBuilder(_to) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient caller)
    {
        using var one = caller;
        using var other = new TcpClient { NoDelay = true };
        one.NoDelay = true;

        try
        {
            await other.ConnectAsync(_to.Host, _to.Port, _stopping.Token);
            await Task.WhenAll(CarryAsync(one.GetStream(), other.GetStream()), CarryAsync(other.GetStream(), one.GetStream()));
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of them has hung up.
        }
    }

    // Late, not narrow: what was sent later does not wait for what was sent before to be late.
    private async Task CarryAsync(NetworkStream from, NetworkStream to)
    {
        var underway = Channel.CreateUnbounded<(long Since, byte[] Octets)>();
        var delivery = DeliverAsync(underway.Reader, to);
        var buffer = new byte[16_384];

        for (int read; (read = await from.ReadAsync(buffer, _stopping.Token)) > 0;)
        {
            underway.Writer.TryWrite((TimeProvider.System.GetTimestamp(), buffer[..read]));
        }

        underway.Writer.Complete();
        await delivery;
        to.Socket.Shutdown(SocketShutdown.Send);
    }

    private async Task DeliverAsync(ChannelReader<(long Since, byte[] Octets)> underway, NetworkStream to)
    {
        await foreach (var (since, octets) in underway.ReadAllAsync(_stopping.Token))
        {
            var left = OneWay - TimeProvider.System.GetElapsedTime(since);

            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, _stopping.Token);
            }

            await to.WriteAsync(octets, _stopping.Token);
        }
    }
}
