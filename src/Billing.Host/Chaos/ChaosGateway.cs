using System.Net;
using System.Net.Sockets;
using System.Text;
using Billing.Host.Bench;
using Billing.Radius;

namespace Billing.Host.Chaos;

/// <summary>A gateway with an address of its own that repeats what is not answered, at one server after the other.</summary>
internal sealed class ChaosGateway : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _received = new byte[RadiusPacket.MaximumLength];
    private readonly IReadOnlyList<RadiusServer> _servers;
    private readonly Random _random;
    private int _server;
    private byte _identifier;

    public ChaosGateway(IPAddress address, IReadOnlyList<RadiusServer> servers, Random random, string secret = "testing123")
    {
        (_servers, _random) = (servers, random);
        Secret = new(Encoding.UTF8.GetBytes(secret));
        _socket.Bind(new IPEndPoint(address, 0));
    }

    public delegate void Fill(ref RadiusPacketWriter writer);

    public SharedSecret Secret { get; }

    /// <summary>An Accounting-Request, repeated until it is acknowledged or nobody wants that any more.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> AccountAsync(Fill fill, TimeSpan within, CancellationToken cancellation)
    {
        var request = Build(RadiusCode.AccountingRequest, (ref RadiusPacketWriter writer, byte[] _) => fill(ref writer));

        return await AskAsync(request, request[4..20], server => server.AcctPort, within, cancellation) is not null;
    }

    /// <summary>An Access-Request with PAP, repeated as long.</summary>
    /// <returns>The answer; null: none came.</returns>
    public async Task<byte[]?> LogInAsync(string user, string password, TimeSpan within, CancellationToken cancellation)
    {
        byte[] authenticator = [];
        var request = Build(RadiusCode.AccessRequest, (ref RadiusPacketWriter writer, byte[] random) =>
        {
            authenticator = random;
            writer.ReserveMessageAuthenticator();
            writer.AddString(Attributes.UserName, user);
            Span<byte> hidden = stackalloc byte[UserPassword.MaximumLength];
            writer.Add(Attributes.UserPassword, hidden[..UserPassword.Encrypt(Encoding.UTF8.GetBytes(password), random, Secret, hidden)]);
        });

        return await AskAsync(request, authenticator, server => server.AuthPort, within, cancellation);
    }

    /// <summary>Sends to any server and does not wait.</summary>
    public void Throw(ReadOnlySpan<byte> datagram, bool isAccounting)
    {
        var server = _servers[_random.Next(_servers.Count)];

        try
        {
            _socket.SendTo(datagram, new IPEndPoint(server.Host, isAccounting ? server.AcctPort : server.AuthPort));
        }
        catch (SocketException)
        {
            // Nobody is there at the moment.
        }
    }

    public byte[] Accounting(Fill fill) => Build(RadiusCode.AccountingRequest, (ref RadiusPacketWriter writer, byte[] _) => fill(ref writer));

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]?> AskAsync(byte[] request, byte[] authenticator, Func<RadiusServer, int> port, TimeSpan within, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(within);

        for (var tries = 1; !enough.IsCancellationRequested; tries++)
        {
            var server = _servers[_server % _servers.Count];

            try
            {
                await _socket.SendToAsync(request, new IPEndPoint(server.Host, port(server)), enough.Token);

                if (await AnswerAsync(request[1], authenticator, enough.Token) is { } answer)
                {
                    return answer;
                }
            }
            catch (SocketException)
            {
                await Task.Delay(Patience, CancellationToken.None); // nobody listens there
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            if (tries % 2 == 0)
            {
                _server++;
            }
        }

        return null;
    }

    private async Task<byte[]?> AnswerAsync(byte identifier, byte[] authenticator, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);

        try
        {
            while (true)
            {
                var length = await _socket.ReceiveAsync(_received, patience.Token);

                if (RadiusPacket.TryParse(_received.AsSpan(0, length), out var packet) is ParseOutcome.Ok
                    && packet.Identifier == identifier && PacketAuthentication.VerifyResponse(packet, authenticator, Secret))
                {
                    return _received[..length];
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private delegate void FillWith(ref RadiusPacketWriter writer, byte[] random);

    private byte[] Build(RadiusCode code, FillWith fill)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var random = new byte[16];
        _random.NextBytes(random);
        var writer = new RadiusPacketWriter(buffer, code, _identifier);
        _identifier = unchecked((byte)(_identifier + 1));
        fill(ref writer, random);

        return buffer[..writer.CompleteRequest(Secret, random)].ToArray();
    }
}
