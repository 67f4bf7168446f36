using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Billing.Radius.Server.Datagrams;

/// <summary>Reads a socket's datagrams one by one, where the system hands over several at once.</summary>
/// <remarks>One thread at a time.</remarks>
public sealed class ArrivingDatagrams
{
    private const int LongestOfAll = 1 << 16;
    private const int Interrupted = 4; // EINTR

    private readonly SafeHandle _handle;
    private readonly byte[] _octets = new byte[LongestOfAll];
    private readonly SocketAddress _source;
    private int _next;
    private int _end;
    private int _length;

    private ArrivingDatagrams(Socket socket)
    {
        _handle = socket.SafeHandle;
        _source = new(socket.AddressFamily);
    }

    /// <summary>Whether some that were received wait to be taken.</summary>
    public bool HasMore => _next < _end;

    /// <returns>Null: the system hands over each by itself, as the framework's sockets do.</returns>
    public static ArrivingDatagrams? Of(Socket socket) => DatagramSegments.TryCoalesce(socket) ? new(socket) : null;

    /// <summary>Takes the next, waiting for it as the socket does.</summary>
    /// <param name="source">Gets the sender's address; null: the socket is connected.</param>
    /// <returns>Its length, which may be greater than the buffer's: the rest is lost. Negative: the system's number of the error.</returns>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public int Receive(Span<byte> buffer, SocketAddress? source)
    {
        if (!HasMore && Refill(source is not null) is < 0 and var error)
        {
            return error;
        }

        var datagram = _octets.AsSpan(_next, Math.Min(_length, _end - _next));
        _next += datagram.Length;
        datagram[..Math.Min(datagram.Length, buffer.Length)].CopyTo(buffer);

        if (source is not null)
        {
            source.Size = _source.Size;
            _source.Buffer.Span[.._source.Size].CopyTo(source.Buffer.Span);
        }

        return datagram.Length;
    }

    private int Refill(bool withSource)
    {
        int received, sourceLength;

        do
        {
            received = DatagramSegments.Receive(_handle, _octets, withSource ? _source.Buffer.Span : default, out _length, out sourceLength);
        }
        while (received == -Interrupted);

        _next = 0;
        _end = Math.Max(0, received);

        if (withSource && received >= 0)
        {
            _source.Size = sourceLength;
        }

        return received;
    }
}
