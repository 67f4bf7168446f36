using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Billing.Contracts.Nodes;
using Org.BouncyCastle.Tls;

namespace Billing.Radius.Server.Listening;

/// <summary>TLS by a pre-shared key (RFC 4279; RFC 8446 2.2), as the server. The platform's TLS has none, so it is Bouncy Castle's.</summary>
/// <remarks>
/// It works on octets, not on the socket: no thread waits in it. One reads and one writes at a time; the protocol itself is
/// entered by one of them at a time, and what it gives out leaves in its order.
/// </remarks>
internal sealed class PskStream(NetworkStream inner) : Stream
{
    private const int ChunkLength = 16 * 1024 + 512; // a record

    private readonly TlsServerProtocol _protocol = new(); // also its lock
    private readonly SemaphoreSlim _sending = new(1);
    private readonly byte[] _chunk = new byte[ChunkLength];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="AuthenticationException">The client has another identity or another key.</exception>
    /// <exception cref="IOException">It went away.</exception>
    public async Task AuthenticateAsServerAsync(NodeTlsKey key, CancellationToken patience)
    {
        var server = new PskServer(Encoding.UTF8.GetBytes(key.Identity), Convert.FromHexString(key.Key));
        _protocol.Accept(server);

        try
        {
            while (!server.IsSecured)
            {
                if (!await FeedAsync(patience))
                {
                    throw new IOException("the client closed the connection");
                }
            }
        }
        catch (TlsException failure)
        {
            throw new AuthenticationException(server.IsUnknown ? "the identity of its pre-shared key is not this gateway's" : $"its pre-shared key: {failure.Message}", failure);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            lock (_protocol)
            {
                if (_protocol.GetAvailableInputBytes() is > 0 and var waiting)
                {
                    var octets = new byte[int.Min(waiting, buffer.Length)];
                    _protocol.ReadInput(octets, 0, octets.Length);
                    octets.CopyTo(buffer);

                    return octets.Length;
                }

                if (_protocol.IsClosed)
                {
                    return 0;
                }
            }

            if (!await FeedAsync(cancellationToken))
            {
                return 0;
            }
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_protocol)
        {
            _protocol.WriteApplicationData(buffer.Span);
        }

        await SendAsync(cancellationToken);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <returns>False at the end.</returns>
    private async Task<bool> FeedAsync(CancellationToken patience)
    {
        var length = await inner.ReadAsync(_chunk, patience);

        if (length == 0)
        {
            return false;
        }

        try
        {
            lock (_protocol)
            {
                _protocol.OfferInput(_chunk, 0, length);
            }
        }
        finally
        {
            await SendAsync(patience); // the alert too, where it failed
        }

        return true;
    }

    private async Task SendAsync(CancellationToken patience)
    {
        await _sending.WaitAsync(patience);

        try
        {
            byte[] octets;

            lock (_protocol)
            {
                octets = new byte[_protocol.GetAvailableOutputBytes()];
                _protocol.ReadOutput(octets, 0, octets.Length);
            }

            if (octets.Length > 0)
            {
                await inner.WriteAsync(octets, patience);
            }
        }
        finally
        {
            _sending.Release();
        }
    }
}
