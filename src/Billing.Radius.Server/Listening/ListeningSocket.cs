using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Billing.Radius.Server.Datagrams;

namespace Billing.Radius.Server.Listening;

/// <summary>One local address and port, read by a thread of its own.</summary>
/// <remarks>A blocking read on one thread is the cheapest way to receive; the work itself is the thread pool's.</remarks>
internal sealed class ListeningSocket : IPath, IDisposable
{
    // SOL_SOCKET, SO_SNDBUFFORCE and SO_RCVBUFFORCE of Linux: past the system's limits, where we are allowed to.
    private const int SolSocket = 1;
    private const int SendBufferForce = 32;
    private const int ReceiveBufferForce = 33;

    private readonly Socket _socket;
    private readonly ArrivingDatagrams? _arriving;
    private readonly AnswerQueue? _answers;
    private readonly Action<int> _lost;
    private volatile bool _isDraining;
    private volatile bool _isClosing;

    /// <param name="lost">Told how many answers the system did not take.</param>
    public ListeningSocket(IPEndPoint local, PortKind kind, int receiveBufferBytes, Action<int> lost, bool offload = true)
    {
        _lost = lost;
        Kind = kind;
        Local = local;
        _socket = new(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

        if (local.AddressFamily is AddressFamily.InterNetworkV6)
        {
            _socket.DualMode = false;
        }

        Enlarge(receiveBufferBytes);
        _socket.Bind(local);
        Local = (IPEndPoint)_socket.LocalEndPoint!;

        if (!offload)
        {
            return;
        }

        _arriving = ArrivingDatagrams.Of(_socket);
        _answers = DepartingDatagrams.Of(_socket) is { } one && DepartingDatagrams.Of(_socket) is { } other ? new(one, other, lost) : null;
    }

    public PortKind Kind { get; }

    public IPEndPoint Local { get; }

    public AddressFamily Family => Local.AddressFamily;

    public bool IsClosing => _isClosing;

    /// <summary>Waits for a datagram.</summary>
    /// <returns>Its length; negative when the socket was closed, or is being drained and nothing waits in it any more.</returns>
    public int Receive(Span<byte> buffer, SocketAddress source)
    {
        while (!_isClosing)
        {
            try
            {
                // Looked at first: the stop may come at any time, and what wakes the read is that there will be nothing more.
                if (_isDraining && _arriving is not { HasMore: true } && _socket.Available == 0)
                {
                    return -1;
                }

                var length = _arriving?.Receive(buffer, source) ?? _socket.ReceiveFrom(buffer, SocketFlags.None, source);

                if (_isClosing)
                {
                    return -1; // what woke it is that there is nothing more: no packet, and no error
                }

                if (length < 0)
                {
                    Thread.Sleep(1); // an error that the network sent back for an earlier answer
                }
                else if (!_isDraining || length > 0)
                {
                    return Math.Min(length, buffer.Length); // of one that is longer than any RADIUS packet the parser says so
                }
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.MessageSize)
            {
                return buffer.Length;
            }
            catch (SocketException) when (!_isClosing)
            {
                Thread.Sleep(1);
            }
            catch (Exception failure) when (failure is ObjectDisposedException or SocketException)
            {
                return -1;
            }
        }

        return -1;
    }

    public void Send(ReadOnlySpan<byte> answer, SocketAddress destination)
    {
        if (_answers is not null)
        {
            _answers.Add(answer, destination);

            return;
        }

        try
        {
            if (OperatingSystem.IsLinux())
            {
                _lost(DatagramSegments.Send(_socket.SafeHandle, answer, answer.Length, destination.Buffer.Span[..destination.Size]) == 0 ? 0 : 1);
            }
            else
            {
                _socket.SendTo(answer, SocketFlags.None, destination);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            _lost(1); // it is asked for again
        }
    }

    /// <summary>Reads what the kernel has taken already, and then no more; answers can still be sent until it is disposed.</summary>
    public void Drain()
    {
        _isDraining = true;

        try
        {
            _socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // an unconnected socket says so, and wakes its reader all the same; a stopped one is stopped
        }
    }

    public void Dispose()
    {
        _isClosing = true;
        _answers?.Flush();
        _socket.Dispose();
    }

    private void Enlarge(int bytes)
    {
        _socket.ReceiveBufferSize = bytes;
        _socket.SendBufferSize = bytes / 4;

        Force(ReceiveBufferForce, bytes);
        Force(SendBufferForce, bytes / 4);
    }

    private void Force(int option, int bytes)
    {
        try
        {
            _socket.SetRawSocketOption(SolSocket, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in bytes)));
        }
        catch (SocketException)
        {
            // not allowed to pass net.core.rmem_max and wmem_max
        }
    }
}
