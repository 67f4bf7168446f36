using System.Net;
using System.Net.Sockets;
using Billing.Radius.Server.Datagrams;

namespace Billing.Host.Bench;

/// <summary>
/// One gateway's socket to one of the server's ports. It never blocks and never throws for the network.
/// </summary>
internal sealed class GatewaySocket : IDisposable
{
    private const int ReceiveBuffer = 4 << 20;
    private const int PacketLength = 512;
    private const int Refused = 111; // ECONNREFUSED

    private readonly Socket _socket;
    private readonly byte[] _sent = new byte[256 * PacketLength];
    private readonly ushort[] _lengths = new ushort[256];
    private readonly ArrivingDatagrams? _arriving;
    private readonly DepartingDatagrams? _departing;

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
        _arriving = ArrivingDatagrams.Of(_socket);
        _departing = DepartingDatagrams.Of(_socket);
    }

    public int Gateway { get; }

    public bool IsAccounting { get; }

    public IdentifierPool Identifiers { get; } = new();

    public Socket Socket => _socket;

    /// <summary>Where the packet of an identifier is built and kept until it is answered.</summary>
    public Span<byte> Packet(byte identifier) => _sent.AsSpan(identifier * PacketLength, PacketLength);

    public void Sent(byte identifier, int length) => _lengths[identifier] = (ushort)length;

    /// <summary>Sends the packet of an identifier, now or with the next <see cref="Flush"/>.</summary>
    /// <returns>False where the system did not take the datagram; to the protocol it is lost.</returns>
    public bool Send(byte identifier)
    {
        ReadOnlySpan<byte> packet = Packet(identifier)[.._lengths[identifier]];

        if (_departing is not null)
        {
            _departing.Add(packet, null);

            return true;
        }

        _socket.Send(packet, SocketFlags.None, out var error);

        // This is the earlier datagram's ICMP; ours has not been sent yet.
        if (error is SocketError.ConnectionRefused or SocketError.ConnectionReset)
        {
            _socket.Send(packet, SocketFlags.None, out error);
        }

        return error == SocketError.Success;
    }

    /// <summary>Sends what waits to be sent.</summary>
    /// <returns>How many datagrams the system did not take.</returns>
    public int Flush() => _departing?.Send() ?? 0;

    /// <returns>The datagram's length, or -1 where there is none.</returns>
    public int Receive(Span<byte> buffer, ref long refusals)
    {
        while (true)
        {
            var error = SocketError.Success;
            var length = _arriving?.Receive(buffer, null) ?? _socket.Receive(buffer, SocketFlags.None, out error);

            if (length == -Refused || error is SocketError.ConnectionRefused or SocketError.ConnectionReset)
            {
                refusals++;

                continue;
            }

            return error == SocketError.Success && length >= 0 ? Math.Min(length, buffer.Length) : -1;
        }
    }

    public void Dispose() => _socket.Dispose();
}
