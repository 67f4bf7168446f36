using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Billing.Radius.Server.Listening;

/// <summary>Tells repeats of a packet from new ones, on one socket (RFC 5080 2.2.2).</summary>
/// <remarks>
/// <para>The same source, port, identifier and authenticator is the same packet. Only verified packets get in. A packet
/// with the same identifier and another authenticator takes the place of the older one.</para>
/// <para>A courtesy, not a guard of money: a gateway's repeat is mostly a different packet. One thread only, that of the
/// socket; answers are put in by others.</para>
/// </remarks>
internal sealed class DuplicateCache(TimeSpan window, TimeProvider clock)
{
    private const int MostSources = 20_000;

    private readonly Dictionary<SourceKey, Slots> _sources = [];
    private long _sweptTicks;

    /// <summary>The entry of a packet that was seen before, or a new one.</summary>
    /// <param name="isRepeat">Whether it was seen before; its answer may not be there yet.</param>
    public Entry Look(SocketAddress source, in RadiusPacket packet, out bool isRepeat)
    {
        var now = clock.GetTimestamp();
        Sweep(now);
        var key = SourceKey.Of(source);

        if (!_sources.TryGetValue(key, out var slots))
        {
            slots = new();
            _sources.Add(key, slots);
        }

        slots.UsedTicks = now;
        ref var slot = ref slots.Entries[packet.Identifier];
        isRepeat = slot is not null && slot.Is(packet.Authenticator) && clock.GetElapsedTime(slot.SeenTicks, now) < window;

        if (!isRepeat)
        {
            slot = slot is { IsAtWork: false } ? slot : new Entry();
            slot.Begin(packet.Authenticator, now);
        }

        return slot!;
    }

    private void Sweep(long now)
    {
        if (_sources.Count < MostSources && clock.GetElapsedTime(_sweptTicks, now) < window)
        {
            return;
        }

        _sweptTicks = now;

        foreach (var (key, slots) in _sources)
        {
            if (clock.GetElapsedTime(slots.UsedTicks, now) > window)
            {
                _sources.Remove(key);
            }
        }

        if (_sources.Count >= MostSources)
        {
            _sources.Clear(); // a flood of sources: the cache is a courtesy, memory is not
        }
    }

    /// <summary>One packet: its authenticator and, once it has been given, its answer.</summary>
    /// <remarks>
    /// It is the next packet's of the same identifier once nobody works at it any more: made anew for each, entries and answers outlived
    /// most collections of the youngest generation, and were half of what those had to copy.
    /// </remarks>
    internal sealed class Entry
    {
        private const int None = -1;

        private UInt128 _authenticator;
        private byte[] _answer = [];
        private volatile int _answerLength = None;
        private volatile bool _isForgotten;
        private volatile bool _isAtWork;

        public long SeenTicks { get; private set; }

        public bool IsAnswered => _answerLength != None;

        /// <summary>Valid until the socket's thread looks for its next packet.</summary>
        public ReadOnlySpan<byte> Answer => _answer.AsSpan(0, _answerLength);

        /// <summary>Whether somebody may still answer it or forget it.</summary>
        public bool IsAtWork => _isAtWork;

        public bool Is(ReadOnlySpan<byte> other) => !_isForgotten && _authenticator == BinaryPrimitives.ReadUInt128BigEndian(other);

        public void Begin(ReadOnlySpan<byte> authenticator, long seenTicks)
        {
            _authenticator = BinaryPrimitives.ReadUInt128BigEndian(authenticator);
            _answerLength = None;
            _isForgotten = false;
            SeenTicks = seenTicks;
        }

        public void Admitted() => _isAtWork = true;

        public void Answered(ReadOnlySpan<byte> answer)
        {
            if (_answer.Length < answer.Length)
            {
                _answer = new byte[answer.Length];
            }

            answer.CopyTo(_answer);
            _answerLength = answer.Length; // the last: whoever sees it sees the answer
        }

        /// <summary>It got no answer, so that its repeat is work again.</summary>
        public void Forget() => _isForgotten = true;

        /// <summary>Nobody will answer it or forget it any more.</summary>
        public void Left() => _isAtWork = false;
    }

    private sealed class Slots
    {
        public readonly Entry?[] Entries = new Entry?[256];

        public long UsedTicks;
    }

    private readonly record struct SourceKey(UInt128 Address, uint PortAndScope)
    {
        // sockaddr_in: family, port, address; sockaddr_in6: family, port, flow, address, scope.
        public static SourceKey Of(SocketAddress address)
        {
            var octets = address.Buffer.Span[..address.Size];
            var port = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);

            return address.Family is AddressFamily.InterNetwork
                ? new(BinaryPrimitives.ReadUInt32BigEndian(octets[4..]), port)
                : new(BinaryPrimitives.ReadUInt128BigEndian(octets[8..]), port | ((uint)octets[24] << 16));
        }
    }
}
