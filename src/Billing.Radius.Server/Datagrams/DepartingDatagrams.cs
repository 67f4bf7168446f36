using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Billing.Radius.Server.Datagrams;

/// <summary>Datagrams that leave a socket soon: those of one length to one address by one call of the system.</summary>
/// <remarks>One thread at a time. UDP keeps no order, and neither does this.</remarks>
public sealed class DepartingDatagrams
{
    // A longer one may not fit into a frame (IPv6: 1280 octets and more), nor as many as the system takes into its 64 KiB.
    private const int LongestTogether = 1000;

    // Where the system cannot send them together (EIO: IPsec on the way, no checksums by the device; EINVAL: none at all; EMSGSIZE: a narrow
    // path) all are sent by themselves for as many rounds. Any other error is one of this address, or of the moment.
    private const int RoundsAlone = 1000;
    private const int NotByDevice = 5;
    private const int NotTogether = 22;
    private const int TooLong = 90;

    private const int Refused = 111; // ECONNREFUSED

    private readonly SafeHandle _handle;
    private readonly List<Datagram> _datagrams = [];
    private byte[] _octets = new byte[1 << 12];
    private byte[] _together = new byte[1 << 12];
    private int _end;
    private int _alone;

    private DepartingDatagrams(Socket socket) => _handle = socket.SafeHandle;

    public int Count => _datagrams.Count;

    /// <returns>Null: the system cannot; each is sent by itself, as the framework's sockets do.</returns>
    public static DepartingDatagrams? Of(Socket socket) => DatagramSegments.CanSend(socket) ? new(socket) : null;

    /// <param name="destination">Null: the socket is connected.</param>
    public void Add(ReadOnlySpan<byte> datagram, SocketAddress? destination)
    {
        var address = destination is null ? default : destination.Buffer.Span[..destination.Size];
        var end = _end + address.Length + datagram.Length;

        if (end > _octets.Length)
        {
            Array.Resize(ref _octets, Math.Max(2 * _octets.Length, end));
        }

        address.CopyTo(_octets.AsSpan(_end));
        datagram.CopyTo(_octets.AsSpan(_end + address.Length));
        _datagrams.Add(new(KeyOf(address, datagram.Length), _end, address.Length, datagram.Length));
        _end = end;
    }

    /// <summary>Sends all; then it is empty.</summary>
    /// <returns>How many the system did not take.</returns>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public int Send()
    {
        var datagrams = CollectionsMarshal.AsSpan(_datagrams);
        datagrams.Sort(static (one, other) => one.Key.CompareTo(other.Key));
        var lost = 0;
        _alone = Math.Max(0, _alone - 1);

        try
        {
            for (int first = 0, count; first < datagrams.Length; first += count)
            {
                for (count = 1; count < DatagramSegments.Most && first + count < datagrams.Length; count++)
                {
                    if (!IsAlike(datagrams[first], datagrams[first + count]))
                    {
                        break;
                    }
                }

                lost += Send(datagrams.Slice(first, count));
            }
        }
        finally
        {
            _datagrams.Clear();
            _end = 0;
        }

        return lost;
    }

    private int Send(ReadOnlySpan<Datagram> alike)
    {
        if (alike.Length > 1 && TrySendTogether(alike))
        {
            return 0;
        }

        var lost = 0;

        foreach (var datagram in alike)
        {
            var error = SendAlone(datagram);

            // That nobody was there is an earlier datagram's answer: this one has not been tried.
            if (error == Refused)
            {
                error = SendAlone(datagram);
            }

            lost += error == 0 ? 0 : 1;
        }

        return lost;
    }

    private bool TrySendTogether(ReadOnlySpan<Datagram> alike)
    {
        var length = alike[0].Length;

        if (_together.Length < alike.Length * length)
        {
            _together = new byte[alike.Length * length];
        }

        for (var i = 0; i < alike.Length; i++)
        {
            OctetsOf(alike[i]).CopyTo(_together.AsSpan(i * length));
        }

        var error = DatagramSegments.Send(_handle, _together.AsSpan(0, alike.Length * length), length, AddressOf(alike[0]));
        _alone = error is NotByDevice or NotTogether or TooLong ? RoundsAlone : 0;

        return error == 0;
    }

    private int SendAlone(Datagram datagram) => DatagramSegments.Send(_handle, OctetsOf(datagram), datagram.Length, AddressOf(datagram));

    private bool IsAlike(Datagram one, Datagram other) => _alone == 0 && one.Length == other.Length && one.Length is > 0 and <= LongestTogether
        && AddressOf(one).SequenceEqual(AddressOf(other));

    private ReadOnlySpan<byte> AddressOf(Datagram datagram) => _octets.AsSpan(datagram.Start, datagram.AddressLength);

    private ReadOnlySpan<byte> OctetsOf(Datagram datagram) => _octets.AsSpan(datagram.Start + datagram.AddressLength, datagram.Length);

    private static int KeyOf(ReadOnlySpan<byte> address, int length)
    {
        var key = default(HashCode);
        key.AddBytes(address);
        key.Add(length);

        return key.ToHashCode();
    }

    // Alike ones have the same key, so that sorting brings them together; that they are is seen by their octets.
    private readonly record struct Datagram(int Key, int Start, int AddressLength, int Length);
}
