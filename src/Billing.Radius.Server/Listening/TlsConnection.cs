using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Billing.Contracts.Nodes;
using Billing.Radius.Server.Control;

namespace Billing.Radius.Server.Listening;

/// <summary>One gateway's connection.</summary>
internal sealed class TlsConnection : IPath, IDisposable
{
    private readonly TcpClient _client;
    private readonly SocketAddress _source;
    private PacketStream? _packets;

    public TlsConnection(TcpClient client, IPEndPoint remote)
    {
        _client = client;
        client.NoDelay = true;
        client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        _source = remote.Serialize();
        Remote = remote;
        Family = remote.AddressFamily;
    }

    public PortKind Kind => PortKind.Tls;

    public IPEndPoint Remote { get; }

    /// <summary>Requests of ours that wait for the gateway's answers.</summary>
    public ControlPeer Control { get; } = new();

    /// <summary>What it has reported here; of a node that is one gateway nothing is kept.</summary>
    public HeardSessions Sessions { get; } = new();

    public AddressFamily Family { get; }

    /// <summary>The pre-shared key by which the client proved itself; null: by a certificate.</summary>
    public NodeTlsKey? Key { get; private set; }

    /// <summary>The name that its certificate was wanted to have; null: any.</summary>
    public string? Name { get; private set; }

    /// <exception cref="AuthenticationException">The client's certificate or key is none that we know, or another's.</exception>
    public async Task SecureAsync(SslServerAuthenticationOptions? certificates, NodeTlsKey? key, string? name, CancellationToken patience)
    {
        (Key, Name) = (key, name);

        if (key is not null)
        {
            var stream = new PskStream(_client.GetStream());
            await stream.AuthenticateAsServerAsync(key, patience);
            _packets = new(_client, stream);
        }
        else if (certificates is not null)
        {
            var stream = new SslStream(_client.GetStream());
            await stream.AuthenticateAsServerAsync(certificates, patience);
            _packets = new(_client, stream);

            // Whoever has a certificate of our authority could be any gateway from whose address he can speak (RFC 6614 2.3).
            if (name is not null && (stream.RemoteCertificate is not X509Certificate2 own || !own.MatchesHostname(name, allowCommonName: true)))
            {
                throw new AuthenticationException($"its certificate ({stream.RemoteCertificate?.Subject}) is not one of {name}");
            }
        }
        else
        {
            throw new AuthenticationException("it has no pre-shared key, and there is no certificate to show it (Billing:Radius:RadSec:Certificate)");
        }
    }

    /// <inheritdoc cref="PacketStream.ReceiveAsync"/>
    public ValueTask<int> ReceiveAsync(Exchange exchange, CancellationToken stopping)
    {
        _source.Buffer.Span[..int.Min(_source.Size, exchange.Source.Size)].CopyTo(exchange.Source.Buffer.Span);

        return _packets!.ReceiveAsync(exchange.Memory, stopping);
    }

    public void Send(ReadOnlySpan<byte> answer, SocketAddress destination) => Send(answer);

    public void Send(ReadOnlySpan<byte> packet) => _packets?.Send(packet);

    public Task FinishAsync() => _packets?.FinishAsync() ?? Task.CompletedTask;

    public void Dispose()
    {
        _packets?.Dispose();
        _client.Dispose();
    }
}
