using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Billing.Radius;

namespace Billing.Host.Tests.Bench;

/// <summary>
/// A RADIUS server on two neighbouring ports that records what it is told and answers as a test wishes.
/// </summary>
internal sealed class LoadedServer : IDisposable
{
    private static readonly SharedSecret Secret = new("testing123"u8);

    private readonly Socket _auth = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _acct = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public LoadedServer()
    {
        // Reading it at the first packet would let gateways lose their patience.
        _ = RadiusDictionary.Standard;
        _auth.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _acct.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Start(_auth);
        Start(_acct);
    }

    public int AuthPort => ((IPEndPoint)_auth.LocalEndPoint!).Port;

    public int AcctPort => ((IPEndPoint)_acct.LocalEndPoint!).Port;

    /// <summary>Every verified packet as lines, in order of arrival.</summary>
    public ConcurrentQueue<(RadiusCode Code, byte Identifier, string[] Attributes)> Packets { get; } = new();

    /// <summary>What to answer to the packet of this number, counted from 1; null for silence.</summary>
    public Func<RadiusCode, int, RadiusCode?> Answer { get; set; } = (code, _) =>
        code == RadiusCode.AccessRequest ? RadiusCode.AccessAccept : RadiusCode.AccountingResponse;

    /// <summary>Whether answers are signed with another secret.</summary>
    public bool Forges { get; set; }

    public void Dispose()
    {
        _auth.Dispose();
        _acct.Dispose();
    }

    private void Start(Socket socket) => new Thread(() => Serve(socket)) { IsBackground = true }.Start();

    private void Serve(Socket socket)
    {
        byte[] request = new byte[4096], response = new byte[4096];
        var from = new SocketAddress(AddressFamily.InterNetwork);

        try
        {
            while (true)
            {
                var length = socket.ReceiveFrom(request, SocketFlags.None, from);

                if (RadiusPacket.TryParse(request.AsSpan(0, length), out var packet) != ParseOutcome.Ok
                    || !IsRight(packet))
                {
                    continue;
                }

                var lines = new List<string>();

                foreach (var attribute in packet)
                {
                    lines.Add(RadiusDictionary.Standard.Format(attribute));
                }

                Packets.Enqueue((packet.Code, packet.Identifier, [.. lines]));

                if (Answer(packet.Code, Packets.Count) is { } code)
                {
                    var writer = new RadiusPacketWriter(response, code, packet.Identifier);
                    writer.ReserveMessageAuthenticator();
                    writer.AddString(Attributes.Class, "token");
                    length = writer.CompleteResponse(packet.Authenticator, Forges ? new("other"u8) : Secret);
                    socket.SendTo(response.AsSpan(0, length), SocketFlags.None, from);
                }
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static bool IsRight(in RadiusPacket packet) => packet.Code == RadiusCode.AccessRequest
        ? PacketAuthentication.CheckMessageAuthenticator(packet, Secret) == MessageAuthenticatorState.Valid
        : PacketAuthentication.VerifyAccountingRequest(packet, Secret);
}
