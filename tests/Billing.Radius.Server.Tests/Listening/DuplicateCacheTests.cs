using System.Net;
using Billing.Radius.Server.Listening;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>RFC 5080 2.2.2: how long a packet is the same packet.</summary>
public sealed class DuplicateCacheTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    private readonly Hand _clock = new();

    [Theory]
    //          seconds later, same port, same authenticator
    [InlineData(0.0, true, true, true)]
    [InlineData(14.9, true, true, true)]
    [InlineData(15.0, true, true, false)]
    [InlineData(40.0, true, true, false)]
    [InlineData(1.0, false, true, false)]
    [InlineData(1.0, true, false, false)]
    public void A_packet_is_a_repeat_within_the_window_only(double seconds, bool samePort, bool sameAuthenticator, bool isRepeat)
    {
        var cache = new DuplicateCache(Window, _clock);
        Look(cache, 1_000, 7, out var first).Answered([1, 2, 3]);
        Assert.False(first);

        _clock.Advance(seconds);

        var entry = Look(cache, samePort ? 1_000 : 1_001, (byte)(sameAuthenticator ? 7 : 8), out var second);
        Assert.Equal((isRepeat, isRepeat), (second, entry.IsAnswered));
    }

    [Fact]
    public void What_got_no_answer_is_work_again()
    {
        var cache = new DuplicateCache(Window, _clock);
        Look(cache, 1_000, 7, out _).Forget();

        Look(cache, 1_000, 7, out var isRepeat);

        Assert.False(isRepeat);
    }

    [Fact]
    public void What_somebody_works_at_is_not_the_next_packets()
    {
        var cache = new DuplicateCache(Window, _clock);
        var first = Look(cache, 1_000, 7, out _);
        first.Admitted();

        var second = Look(cache, 1_000, 8, out _);
        first.Answered([1, 2, 3]);

        Assert.NotSame(first, second);
        Assert.False(second.IsAnswered);
    }

    [Fact]
    public void What_is_left_is_the_next_packets_without_its_answer()
    {
        var cache = new DuplicateCache(Window, _clock);
        var first = Look(cache, 1_000, 7, out _);
        first.Admitted();
        first.Answered([1, 2, 3]);
        first.Left();

        var second = Look(cache, 1_000, 8, out var isRepeat);

        Assert.Same(first, second);
        Assert.Equal((false, false), (isRepeat, second.IsAnswered));

        second.Answered([4]);
        Assert.Equal([4], Look(cache, 1_000, 8, out isRepeat).Answer.ToArray());
        Assert.True(isRepeat);
    }

    private static DuplicateCache.Entry Look(DuplicateCache cache, int port, byte mark, out bool isRepeat)
    {
        Span<byte> octets = stackalloc byte[20];
        octets[0] = 4;
        octets[1] = 42;
        octets[3] = 20;
        octets[4..].Fill(mark);
        Assert.Equal(ParseOutcome.Ok, RadiusPacket.TryParse(octets, out var packet));

        return cache.Look(new IPEndPoint(IPAddress.Loopback, port).Serialize(), packet, out isRepeat);
    }

    private sealed class Hand : TimeProvider
    {
        private long _now = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(double seconds) => _now += TimeSpan.FromSeconds(seconds).Ticks;
    }
}
