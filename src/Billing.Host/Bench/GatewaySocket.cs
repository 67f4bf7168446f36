using System.Net;
using System.Net.Sockets;

namespace Billing.Host.Bench;

/// <summary>
/// One gateway's socket to one of the server's ports. It never blocks and never throws for the network.
/// </summary>
internal sealed class GatewaySocket : IDisposable
{
    private const int ReceiveBuffer = 4 << 20;
    private const int PacketLength = 512;

    private readonly Socket _socket;
    private readonly byte[] _sent = new byte[256 * PacketLength];
    private readonly ushort[] _lengths = new ushort[256];

    /// <param name="from">The gateway's address; null: that of the route.</param>
    public GatewaySocket(int gateway, IPEndPoint server, bool isAccounting, IPAddress? from = null)
    {
        Gateway = gateway;
        IsAccounting = isAccounting;
        _socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            Blocking = false,
            ReceiveBufferSize = ReceiveBuffer,
        };

        if (from is not null)
        {
            _socket.Bind(new IPEndPoint(from, 0));
        }

        _socket.Connect(server);
    }

    public int Gateway { get; }

    public bool IsAccounting { get; }

    public IdentifierPool Identifiers { get; } = new();

    public Socket Socket => _socket;

    /// <summary>Where the packet of an identifier is built and kept until it is answered.</summary>
    public Span<byte> Packet(byte identifier) => _sent.AsSpan(identifier * PacketLength, PacketLength);

    public void Sent(byte identifier, int length) => _lengths[identifier] = (ushort)length;

    /// <returns>False where the system did not take the datagram; to the protocol it is lost.</returns>
    public bool Send(byte identifier)
    {
        ReadOnlySpan<byte> packet = Packet(identifier)[.._lengths[identifier]];
        _socket.Send(packet, SocketFlags.None, out var error);

        // This is the earlier datagram's ICMP; ours has not been sent yet.
        if (error is SocketError.ConnectionRefused or SocketError.ConnectionReset)
        {
            _socket.Send(packet, SocketFlags.None, out error);
        }

        return error == SocketError.Success;
    }

    /// <returns>The datagram's length, or -1 where there is none.</returns>
    public int Receive(Span<byte> buffer, ref long refusals)
    {
        while (true)
        {
            var length = _socket.Receive(buffer, SocketFlags.None, out var error);

            switch (error)
            {
                case SocketError.Success:
                    return length;
                case SocketError.ConnectionRefused or SocketError.ConnectionReset:
                    refusals++;
                    continue;
                default:
                    return -1;
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
