using System.Net;
using Billing.Radius.Server.Nodes;
using NodaTime;

namespace Billing.Radius.Server.Listening;

/// <summary>One request on its way to its answer: the octets, where they came from and what will be repeated.</summary>
/// <remarks>Pooled with its buffer, and its own work item: a request allocates none of them.</remarks>
/// <param name="work">What the thread pool does with it.</param>
internal sealed class Exchange(IPath socket, Action<Exchange> work) : IThreadPoolWorkItem
{
    private readonly byte[] _buffer = new byte[RadiusPacket.MaximumLength + 1];
    private int _length;

    public IPath Socket { get; } = socket;

    /// <summary>The sender; also where the answer goes.</summary>
    public SocketAddress Source { get; } = new(socket.Family);

    public Span<byte> Buffer => _buffer;

    public Memory<byte> Memory => _buffer;

    public Node Node { get; private set; } = null!;

    public DuplicateCache.Entry Entry { get; private set; } = null!;

    public Instant ArrivedAt { get; private set; }

    /// <summary>The request, which was found well-formed when it arrived.</summary>
    public RadiusPacket Packet
    {
        get
        {
            RadiusPacket.TryParse(_buffer.AsSpan(0, _length), out var packet);

            return packet;
        }
    }

    /// <summary>What it asks for; of an admitted request.</summary>
    public RequestCode Code => RequestCodes.Of((RadiusCode)_buffer[0]);

    /// <summary>Whether the request has a Message-Authenticator; it was found right when it arrived.</summary>
    public bool IsSigned => Packet.TryGet(Attributes.MessageAuthenticator, out _);

    /// <summary>What was answered; null: nothing yet.</summary>
    public Outcome? Answered { get; private set; }

    /// <summary>When it was read, by the clock's timestamps.</summary>
    public long ReadAt { get; private set; }

    public void Execute() => work(this);

    public void Received(int length, long readAt)
    {
        _length = length;
        ReadAt = readAt;
        Answered = null;
    }

    public void Admit(Node node, DuplicateCache.Entry entry, Instant arrivedAt)
    {
        Node = node;
        Entry = entry;
        entry.Admitted();
        ArrivedAt = arrivedAt;
    }

    /// <summary>Sends the answer from the socket that was asked, and keeps it for repeats.</summary>
    public void Answer(ReadOnlySpan<byte> answer, Outcome outcome)
    {
        Answered = outcome;
        Entry.Answered(answer);
        Node.Counters.Count(outcome, Code);
        Socket.Send(answer, Source);
    }
}
