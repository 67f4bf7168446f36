using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Billing.Radius.Server.Listening;

/// <summary>Packets on a stream (RFC 6613 2.6): they follow one another, and leave in the order in which they are given.</summary>
internal sealed class PacketStream : IDisposable
{
    // A peer that does not read what it is sent is not waited for.
    private const int MostWaiting = 4_096;

    private const int LengthEnd = 4;

    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(1);

    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly TcpClient _client;
    private readonly Stream _stream;
    private readonly Task _writing;

    /// <param name="stream">What is secured on the connection.</param>
    public PacketStream(TcpClient client, Stream stream)
    {
        (_client, _stream) = (client, stream);
        _writing = WriteAsync();
    }

    /// <summary>What makes a connection fail; all else is a mistake of ours.</summary>
    public static bool IsOfTheWorld(Exception failure) =>
        failure is IOException or SocketException or ObjectDisposedException or InvalidOperationException or System.Security.Authentication.AuthenticationException;

    /// <summary>Waits for a packet.</summary>
    /// <returns>Its length, or 0 at the end. A length that cannot be is the octets that were read: the parser says why.</returns>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken stopping)
    {
        if (await _stream.ReadAtLeastAsync(buffer[..LengthEnd], LengthEnd, throwOnEndOfStream: false, stopping) < LengthEnd)
        {
            return 0;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(buffer.Span[2..]);

        if (length is < RadiusPacket.HeaderLength or > RadiusPacket.MaximumLength)
        {
            return LengthEnd;
        }

        await _stream.ReadExactlyAsync(buffer[LengthEnd..length], stopping);

        return length;
    }

    public void Send(ReadOnlySpan<byte> packet)
    {
        if (!_waiting.Writer.TryWrite(packet.ToArray()))
        {
            Dispose();
        }
    }

    /// <summary>Sends what is waiting to be sent, to a peer that reads, and takes no more.</summary>
    public async Task FinishAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAny(_writing, Task.Delay(FarewellPatience));
    }

    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _client.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var packet in _waiting.Reader.ReadAllAsync())
            {
                await _stream.WriteAsync(packet);
            }
        }
        catch (Exception failure) when (IsOfTheWorld(failure))
        {
            Dispose(); // the reader sees the end too
        }
    }
}
