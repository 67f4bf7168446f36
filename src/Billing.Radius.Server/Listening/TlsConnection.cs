using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Channels;
using Billing.Radius.Server.Control;

namespace Billing.Radius.Server.Listening;

/// <summary>One gateway's connection. Packets follow one another; answers leave in the order in which they are made.</summary>
internal sealed class TlsConnection : IPath, IDisposable
{
    // A client that does not read what it asked for is not waited for.
    private const int MostWaitingAnswers = 4_096;

    private const int LengthEnd = 4;

    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(1);

    private readonly TcpClient _client;
    private readonly SocketAddress _source;
    private readonly Channel<byte[]> _answers = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MostWaitingAnswers) { SingleReader = true });
    private SslStream? _stream;
    private Task _writing = Task.CompletedTask;

    public TlsConnection(TcpClient client, IPEndPoint remote)
    {
        _client = client;
        client.NoDelay = true;
        client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        _source = remote.Serialize();
        Remote = remote;
        Family = remote.AddressFamily;
    }

    public PortKind Kind => PortKind.Tls;

    public IPEndPoint Remote { get; }

    /// <summary>Requests of ours that wait for the gateway's answers.</summary>
    public ControlPeer Control { get; } = new();

    public AddressFamily Family { get; }

    /// <exception cref="System.Security.Authentication.AuthenticationException">The client's certificate is none that we know.</exception>
    public async Task SecureAsync(TlsCertificates certificates, CancellationToken patience)
    {
        _stream = new(_client.GetStream());
        await _stream.AuthenticateAsServerAsync(certificates.Options, patience);
        _writing = WriteAsync(_stream);
    }

    /// <summary>Waits for a packet.</summary>
    /// <returns>Its length, or 0 at the end. A length that cannot be is the octets that were read: the parser says why.</returns>
    public async ValueTask<int> ReceiveAsync(Exchange exchange, CancellationToken stopping)
    {
        _source.Buffer.Span[..int.Min(_source.Size, exchange.Source.Size)].CopyTo(exchange.Source.Buffer.Span);
        var buffer = exchange.Memory;

        if (await _stream!.ReadAtLeastAsync(buffer[..LengthEnd], LengthEnd, throwOnEndOfStream: false, stopping) < LengthEnd)
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

    public void Send(ReadOnlySpan<byte> answer, SocketAddress destination) => Send(answer);

    public void Send(ReadOnlySpan<byte> packet)
    {
        if (!_answers.Writer.TryWrite(packet.ToArray()))
        {
            Dispose();
        }
    }

    /// <summary>Sends what is waiting to be sent, to a client that reads, and takes no more.</summary>
    public async Task FinishAsync()
    {
        _answers.Writer.TryComplete();
        await Task.WhenAny(_writing, Task.Delay(FarewellPatience));
    }

    public void Dispose()
    {
        _answers.Writer.TryComplete();
        _client.Dispose();
    }

    private async Task WriteAsync(SslStream stream)
    {
        try
        {
            await foreach (var answer in _answers.Reader.ReadAllAsync())
            {
                await stream.WriteAsync(answer);
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidOperationException or SocketException)
        {
            Dispose(); // the reader sees the end too
        }
    }
}
