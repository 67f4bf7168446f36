using Billing.Core.Tariffs;

namespace Billing.Core.Sessions;

/// <summary>The cumulative counters of one session, as 64-bit totals.</summary>
/// <param name="DurationSeconds">Acct-Session-Time.</param>
/// <param name="InputOctets">From the user (RFC 2866 5.3).</param>
/// <param name="OutputOctets">To the user (RFC 2866 5.4).</param>
/// <param name="SawGigawords">Whether the gateway has ever sent Gigawords (RFC 2869 5.1) in this session.</param>
public readonly record struct UsageCounters(long DurationSeconds, long InputOctets, long OutputOctets, bool SawGigawords)
{
    /// <summary>The most octets of one direction that are told, 4 EiB: both together have room in a number.</summary>
    public const long MaxOctets = (1L << 62) - 1;

    private const long Wrap = 1L << 32;

    // 10 Gbit/s. Who is faster sends Gigawords; a counter that falls further in less time is a gateway's slip, not four gigabytes.
    private const long FastestOctetsPerSecond = 1_250_000_000;

    /// <summary>Reads a report's counters against what is known, and never goes backwards.</summary>
    /// <remarks>
    /// A gateway that has never sent Gigawords starts again from zero at 2³² octets: its counter falls while the
    /// session time grows, and what it counted in between can have come in that time (10 Gbit/s). A late report also has a smaller
    /// counter, but its session time is smaller too; and where it has a larger one, it is from before the fall.
    /// </remarks>
    public UsageCounters Advance(in ReportedCounters reported)
    {
        var sawGigawords = SawGigawords || reported.HasGigawords;
        var later = reported.DurationSeconds - DurationSeconds;
        var isEarlier = reported.DurationSeconds < DurationSeconds;

        return new(
            long.Max(DurationSeconds, reported.DurationSeconds ?? 0),
            Resume(InputOctets, reported.InputOctets, reported.InputGigawords, sawGigawords, later ?? 0, isEarlier),
            Resume(OutputOctets, reported.OutputOctets, reported.OutputGigawords, sawGigawords, later ?? 0, isEarlier),
            sawGigawords);
    }

    /// <summary>A counter's octets.</summary>
    /// <remarks>
    /// No line has had so many as <see cref="MaxOctets"/>, and of a counter that is beyond what a number has room for its gateway has counted
    /// below zero: that is none. Nothing that a gateway says may stop who adds it up.
    /// </remarks>
    public static long Octets(uint? low, uint? high) => (((long)(high ?? 0) << 32) | (low ?? 0)) is >= 0 and var octets ? long.Min(octets, MaxOctets) : 0;

    /// <summary>The usage in base units of a service that is measured in <paramref name="unit"/>.</summary>
    /// <remarks>Saturates: counters are whatever a gateway says, and nothing that it says may be without an answer.</remarks>
    public long In(Unit unit) => unit switch
    {
        Unit.Second => DurationSeconds,
        Unit.Byte => InputOctets > long.MaxValue - OutputOctets ? long.MaxValue : InputOctets + OutputOctets,
        _ => 1,
    };

    private static long Resume(long known, uint? low, uint? high, bool sawGigawords, long seconds, bool isEarlier)
    {
        if (low is null && high is null)
        {
            return known;
        }

        var total = Octets(low, high);

        // An earlier report may be of before the last wrap: its low word says nothing of the high one.
        if (sawGigawords || isEarlier)
        {
            return long.Max(known, total);
        }

        total |= known & ~(Wrap - 1);

        return total >= known ? total
            : seconds > 0 && (total + Wrap - known) / seconds <= FastestOctetsPerSecond ? total + Wrap
            : known;
    }
}

/// <summary>The counters that one packet carries; null where it has no such attribute.</summary>
public readonly record struct ReportedCounters(
    long? DurationSeconds,
    uint? InputOctets,
    uint? InputGigawords,
    uint? OutputOctets,
    uint? OutputGigawords)
{
    public bool HasGigawords => InputGigawords is not null || OutputGigawords is not null;
}
