using System.Net;
using System.Net.Sockets;

namespace Billing.Host.Chaos;

/// <summary>Gives a port of 127.0.0.1 to those who see this machine by another address.</summary>
internal sealed class TcpRelay : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener;
    private readonly int _port;

    private TcpRelay(IPAddress address, int port)
    {
        _port = port;
        _listener = new(address, 0);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <param name="address">Where others see this machine; any free port of it.</param>
    /// <param name="port">Of 127.0.0.1.</param>
    public static TcpRelay Open(IPAddress address, int port) => new(address, port);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

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
            // Nobody wants it any more.
        }
    }

    private async Task ServeAsync(TcpClient caller)
    {
        using var one = caller;
        using var other = new TcpClient { NoDelay = true };
        one.NoDelay = true;

        try
        {
            await other.ConnectAsync(IPAddress.Loopback, _port, _stopping.Token);
            await Task.WhenAny(
                one.GetStream().CopyToAsync(other.GetStream(), _stopping.Token), other.GetStream().CopyToAsync(one.GetStream(), _stopping.Token));
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of them has hung up.
        }
    }
}
