using NodaTime;

namespace Billing.Core.Sessions;

/// <summary>Tells a gateway's new session from a repeated report when it reuses an Acct-Session-Id.</summary>
public static class Incarnation
{
    /// <summary>The incarnation of a session that is known by our own token: others may have its name as well.</summary>
    public const int OfToken = -1;

    private static readonly Duration Tolerance = Duration.FromSeconds(60);

    /// <summary>Whether <paramref name="report"/> speaks of another session than <paramref name="known"/>.</summary>
    /// <remarks>
    /// <para>Only evidence of time makes a new session, never the order of arrival: reports come twice, late and in any
    /// order, and charging one again would be worse than anything. Evidence is an Event-Timestamp (RFC 2869 5.3) whose
    /// implied start (event time minus Acct-Session-Time) moved by more than 60 s, with a Start after the end or with
    /// fallen counters; or a gateway that reported its restart (Accounting-On) after the known session was heard of and
    /// before this one began.</para>
    /// <para>After a restart a report that does not say when it happened seems to speak of a session that began since, though it
    /// may be an old one that comes late. Unless it is a Start it is of another session only if the known one cannot have
    /// been it: shorter, fewer octets, or longer than it could have run until the restart.</para>
    /// </remarks>
    /// <param name="known">The session with this name.</param>
    /// <param name="report">The report's marks.</param>
    /// <param name="nodeRestartedAt">When the gateway last said that it restarted; null if it never did.</param>
    public static bool IsNew(in KnownSession known, in ReportMarks report, Instant? nodeRestartedAt)
    {
        var impliedStart = report.ImpliedStart;

        if (nodeRestartedAt is { } restartedAt && known.ReportedAt <= restartedAt && !known.IsOpen
            && (report.IsStart || (report.Counters.DurationSeconds is { } seconds && (report.HasEventTimestamp || CannotBe(known, report.Counters, seconds, restartedAt))))
            && impliedStart > restartedAt)
        {
            return true;
        }

        if (!report.HasEventTimestamp || known.StartedAt is not { } startedAt
            || Distance(impliedStart, startedAt) <= Tolerance)
        {
            return false;
        }

        return (report.IsStart && known.EndedAt is { } endedAt && report.EventAt > endedAt)
            || report.Counters.DurationSeconds < known.DurationSeconds
            || (report.EventAt > known.ReportedAt && Fell(report.Counters, known));
    }

    private static bool CannotBe(in KnownSession known, in ReportedCounters now, long seconds, Instant restartedAt) =>
        seconds < known.DurationSeconds
        || (now.HasGigawords && (Octets(now.InputOctets, now.InputGigawords) < known.InputOctets || Octets(now.OutputOctets, now.OutputGigawords) < known.OutputOctets))
        || (known.StartedAt is { } startedAt && startedAt + Duration.FromSeconds(seconds) > restartedAt + Tolerance);

    // A counter that fell while the session time grew is the wrap of a gateway without Gigawords, not a new session. One of before
    // the last report was smaller then.
    private static bool Fell(in ReportedCounters now, in KnownSession known) =>
        now.DurationSeconds is null && !now.HasGigawords
        && (now.InputOctets < known.InputOctets || now.OutputOctets < known.OutputOctets);

    private static long? Octets(uint? low, uint? high) => low is { } octets ? ((long)(high ?? 0) << 32) | octets : null;

    private static Duration Distance(Instant a, Instant b) => a > b ? a - b : b - a;
}

/// <summary>What of a report tells one session from another.</summary>
/// <param name="EventAt">When it happened: Event-Timestamp, else arrival minus Acct-Delay-Time.</param>
/// <param name="HasEventTimestamp">Whether the gateway itself said when.</param>
public readonly record struct ReportMarks(bool IsStart, Instant EventAt, bool HasEventTimestamp, ReportedCounters Counters)
{
    private static readonly Duration LongestBelieved = Duration.FromDays(31);

    /// <summary>When the session began, by this report.</summary>
    public Instant ImpliedStart => EventAt - Duration.FromSeconds(Counters.DurationSeconds ?? 0);

    /// <summary>The instant whose rate prices a session that this report opens: its start, if that can be, else the arrival.</summary>
    /// <remarks>
    /// A start of more than 31 days before the arrival is not believed for the price: a gateway's Acct-Session-Time of
    /// 136 years would find no rate in force, and the usage would be free. It stays the session's start all the same, for it
    /// tells the session's repeated reports from those of another one.
    /// </remarks>
    /// <param name="arrivedAt">When the report came, on our clock.</param>
    public Instant PricedAt(Instant arrivedAt) =>
        ImpliedStart is var start && start >= arrivedAt - LongestBelieved && start <= arrivedAt ? start : arrivedAt;
}

/// <summary>What is known of the session that has the name.</summary>
public readonly record struct KnownSession(
    bool IsOpen,
    Instant? StartedAt,
    Instant ReportedAt,
    Instant? EndedAt,
    long DurationSeconds,
    long InputOctets,
    long OutputOctets);
