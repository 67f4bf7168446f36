using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Billing.Radius.Server.Proxying;

namespace Billing.Radius.Server.Tests.Proxying;

/// <summary>Another realm's server by TLS, as a test wants it to be. It answers Status-Server unless it is deaf.</summary>
internal sealed class HomeServer : IDisposable
{
    private readonly TcpListener _listener;
    private readonly X509Certificate2 _certificate;
    private readonly Func<Connection, byte[], Task> _serve;
    private int _connections;
    private int _ended;

    /// <param name="serve">Gets every packet but Status-Server, one after the other.</param>
    public HomeServer(X509Certificate2 certificate, Func<Connection, byte[], Task> serve, int port = 0)
    {
        (_certificate, _serve) = (certificate, serve);
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were secured.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many of them have ended.</summary>
    public int Ended => Volatile.Read(ref _ended);

    public bool IsDeaf { get; set; }

    /// <summary>An answer with the request's Proxy-State, signed for it.</summary>
    public static byte[] Answer(RadiusCode code, byte[] request, string message = "")
    {
        RadiusPacket.TryParse(request, out var packet);
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var writer = new RadiusPacketWriter(buffer, code, packet.Identifier);
        writer.AddString(Attributes.ReplyMessage, message);
        writer.TryAddAll(Attributes.ProxyState, packet);

        return buffer[..writer.CompleteResponse(packet.Authenticator, ServerConnection.Secret)].ToArray();
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // disposed
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var stream = new SslStream(client.GetStream());

        try
        {
            await stream.AuthenticateAsServerAsync(_certificate, clientCertificateRequired: false, checkCertificateRevocation: false);
            var connection = new Connection(Interlocked.Increment(ref _connections), client, stream);

            while (await ReceiveAsync(stream) is { } packet)
            {
                if (packet[0] != (byte)RadiusCode.StatusServer)
                {
                    await _serve(connection, packet);
                }
                else if (!IsDeaf)
                {
                    await connection.SendAsync(Answer(RadiusCode.AccessAccept, packet));
                }
            }
        }
        catch (Exception)
        {
            // the other side, or the test, ended it
        }

        client.Dispose();
        Interlocked.Increment(ref _ended);
    }

    private static async Task<byte[]?> ReceiveAsync(SslStream stream)
    {
        var header = new byte[4];

        if (await stream.ReadAtLeastAsync(header, 4, throwOnEndOfStream: false) < 4)
        {
            return null;
        }

        var octets = new byte[(header[2] << 8) | header[3]];
        header.CopyTo(octets, 0);
        await stream.ReadExactlyAsync(octets.AsMemory(4));

        return octets;
    }

    /// <param name="Number">1: the first.</param>
    internal sealed record Connection(int Number, TcpClient Client, SslStream Stream)
    {
        public async Task SendAsync(byte[] packet) => await Stream.WriteAsync(packet);

        public void Cut() => Client.Dispose();
    }
}
