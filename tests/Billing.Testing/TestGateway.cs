using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Billing.Radius;

namespace Billing.Testing;

/// <summary>A gateway for tests: real packets from a real socket, each answer's authenticator checked.</summary>
public sealed class TestGateway : IDisposable
{
    private readonly Socket _socket;
    private readonly IPAddress _server;
    private readonly int _authPort;
    private readonly int _acctPort;
    private readonly LogLines? _log;
    private byte _identifier;

    public TestGateway(RunningBilling billing, string secret = "testing123", IPAddress? server = null, IPAddress? from = null)
        : this(billing.AuthPort, billing.AcctPort, secret, server, from) => _log = billing.Log;

    /// <param name="server">The address that is asked; 127.0.0.1 unless given.</param>
    /// <param name="from">The gateway's own address; the loopback one of the server's family unless given.</param>
    public TestGateway(int authPort, int acctPort, string secret = "testing123", IPAddress? server = null, IPAddress? from = null)
    {
        (_authPort, _acctPort) = (authPort, acctPort);
        _server = server ?? IPAddress.Loopback;
        Secret = new(Encoding.UTF8.GetBytes(secret));
        _socket = new(_server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        from ??= _server.AddressFamily is AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        _socket.Bind(new IPEndPoint(from, 0));
    }

    /// <summary>Writes the attributes of a request.</summary>
    public delegate void Fill(ref RadiusPacketWriter writer);

    /// <summary>Writes the attributes of a request whose authenticator they depend on.</summary>
    public delegate void FillWith(ref RadiusPacketWriter writer, byte[] random);

    public SharedSecret Secret { get; }

    /// <summary>What the server calls it.</summary>
    public string Name { get; init; } = "demo";

    /// <summary>What the server has to say about an answer that did not come.</summary>
    public string Excuse => $"no answer within {Patience}\n{string.Join('\n', _log?.Lines.TakeLast(20) ?? [])}";

    /// <summary>How long an answer is waited for.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Access-Request with PAP.</summary>
    public async Task<Answer?> AuthenticateAsync(string user, string password, Fill? more = null, bool messageAuthenticator = false)
    {
        var request = Build(RadiusCode.AccessRequest, out var authenticator, (ref RadiusPacketWriter writer, byte[] random) =>
        {
            if (messageAuthenticator)
            {
                writer.ReserveMessageAuthenticator();
            }

            writer.AddString(Attributes.UserName, user);
            Span<byte> hidden = stackalloc byte[UserPassword.MaximumLength];
            var length = UserPassword.Encrypt(Encoding.UTF8.GetBytes(password), random, Secret, hidden);
            writer.Add(Attributes.UserPassword, hidden[..length]);
            more?.Invoke(ref writer);
        });

        return await AskAsync(request, authenticator, _authPort);
    }

    /// <summary>Accounting-Request of a status type (RFC 2866 5.1).</summary>
    public async Task<Answer?> AccountAsync(uint statusType, string user, string acctSessionId, Fill? more = null)
    {
        var request = Accounting(statusType, user, acctSessionId, more);

        return await AskAsync(request, request.AsSpan(4, 16).ToArray(), _acctPort);
    }

    /// <summary>The octets of an Accounting-Request, to be sent more than once.</summary>
    public byte[] Accounting(uint statusType, string user, string acctSessionId, Fill? more = null) =>
        Build(RadiusCode.AccountingRequest, out _, (ref RadiusPacketWriter writer, byte[] _) =>
        {
            writer.AddUInt32(Attributes.AcctStatusType, statusType);
            writer.AddString(Attributes.UserName, user);
            writer.AddString(Attributes.AcctSessionId, acctSessionId);
            more?.Invoke(ref writer);
        });

    /// <summary>Any request, built by hand.</summary>
    public byte[] Request(RadiusCode code, Fill fill) =>
        Build(code, out _, (ref RadiusPacketWriter writer, byte[] _) => fill(ref writer));

    /// <summary>An Access-Request whose credentials need its authenticator.</summary>
    public byte[] Access(FillWith fill) => Build(RadiusCode.AccessRequest, out _, fill);

    public Task<Answer?> AskAuthAsync(byte[] request) => AskAsync(request, request.AsSpan(4, 16).ToArray(), _authPort);

    public Task<Answer?> AskAcctAsync(byte[] request) => AskAsync(request, request.AsSpan(4, 16).ToArray(), _acctPort);

    /// <summary>Sends without waiting for an answer.</summary>
    public void Throw(ReadOnlySpan<byte> datagram, bool atAuth) =>
        _socket.SendTo(datagram, SocketFlags.None, new IPEndPoint(_server, atAuth ? _authPort : _acctPort));

    /// <summary>The next datagram within a time; null when none comes.</summary>
    public async Task<byte[]?> ReceiveAsync(TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        var buffer = new byte[RadiusPacket.MaximumLength];

        try
        {
            var length = await _socket.ReceiveAsync(buffer, SocketFlags.None, patience.Token);

            return buffer[..length];
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<Answer?> AskAsync(byte[] request, byte[] authenticator, int port)
    {
        await _socket.SendToAsync(request, SocketFlags.None, new IPEndPoint(_server, port));

        while (await ReceiveAsync(Patience) is { } octets)
        {
            if (octets[1] == request[1])
            {
                return Read(octets, authenticator);
            }
        }

        return null;
    }

    private Answer Read(byte[] octets, byte[] authenticator)
    {
        if (RadiusPacket.TryParse(octets, out var packet) is not ParseOutcome.Ok || !PacketAuthentication.VerifyResponse(packet, authenticator, Secret))
        {
            throw new InvalidDataException("the answer is not the server's");
        }

        return new(octets);
    }

    private byte[] Build(RadiusCode code, out byte[] random, FillWith fill)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        random = RandomNumberGenerator.GetBytes(16);
        var writer = new RadiusPacketWriter(buffer, code, _identifier);
        _identifier = unchecked((byte)(_identifier + 1));
        fill(ref writer, random);

        return buffer[..writer.CompleteRequest(Secret, random)].ToArray();
    }
}

/// <summary>An answer whose authenticator was right.</summary>
public sealed class Answer(byte[] octets)
{
    public byte[] Octets { get; } = octets;

    public RadiusCode Code => (RadiusCode)Octets[0];

    public byte[]? Find(AttributeKey key)
    {
        RadiusPacket.TryParse(Octets, out var packet);

        return packet.TryGet(key, out var value) ? value.ToArray() : null;
    }

    public uint? Number(AttributeKey key)
    {
        RadiusPacket.TryParse(Octets, out var packet);

        return packet.TryGetUInt32(key, out var value) ? value : null;
    }

    /// <summary>The values of every attribute of the key, in their order.</summary>
    public IReadOnlyList<byte[]> All(AttributeKey key)
    {
        RadiusPacket.TryParse(Octets, out var packet);
        var values = new List<byte[]>();

        foreach (var attribute in packet)
        {
            if (attribute.Key == key)
            {
                values.Add(attribute.Value.ToArray());
            }
        }

        return values;
    }

    public string? Text(AttributeKey key) => Find(key) is { } value ? Encoding.UTF8.GetString(value) : null;
}
