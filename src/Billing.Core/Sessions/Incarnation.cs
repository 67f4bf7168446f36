using NodaTime;

namespace Billing.Core.Sessions;

/// <summary>Tells a gateway's new session from a repeated report when it reuses an Acct-Session-Id.</summary>
public static class Incarnation
{
    /// <summary>The incarnation of a session that is known by our own token: others may have its name as well.</summary>
    public const int OfToken = -1;

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
    /// <para>A clock that is ahead of ours is evidence against itself only: what comes late says a time that could not be when it was on
    /// time. So starts are compared by the gateway's clock too, as it was first told, and one of both is enough for the same session.</para>
    /// <para>A call that failed never was: whatever does not say that it failed is of the one that was asked for again.</para>
    /// </remarks>
    /// <param name="known">The session with this name.</param>
    /// <param name="report">The report's marks.</param>
    /// <param name="nodeRestartedAt">When the gateway last said that it restarted; null if it never did.</param>
    public static bool IsNew(in KnownSession known, in ReportMarks report, Instant? nodeRestartedAt)
    {
        if (known.HasFailed)
        {
            return !report.HasFailed;
        }

        var impliedStart = report.ImpliedStart;

        if (nodeRestartedAt is { } restartedAt && known.ReportedAt <= restartedAt && !known.IsOpen
            && (report.IsStart || (report.Counters.DurationSeconds is { } seconds && (report.HasEventTimestamp || CannotBe(known, report.Counters, seconds, restartedAt))))
            && impliedStart > restartedAt
            && !IsSaidAgain(known, report))
        {
            return true;
        }

        if (!report.HasEventTimestamp || known.StartedAt is not { } startedAt
            || report.Start.IsSame(new(startedAt, known.GatewayStartedAt ?? startedAt)))
        {
            return false;
        }

        return (report.IsStart && known.EndedAt is { } endedAt && IsAfter(report, endedAt, known))
            || report.Counters.DurationSeconds < known.DurationSeconds
            || ((report.GatewayAt ?? report.EventAt) > known.ReportedAt + known.Ahead && Fell(report.Counters, known));
    }

    // Restart or not, by the gateway's own clock it began when the known one did.
    private static bool IsSaidAgain(in KnownSession known, in ReportMarks report) =>
        known.GatewayStartedAt is { } startedAt && (report.HasEventTimestamp || report.GatewayAt is not null)
        && new SessionStart(startedAt, startedAt).IsSameByGateway(report.Start);

    // Of an end that did not say its start both are by the gateway's clock.
    private static bool IsAfter(in ReportMarks report, Instant endedAt, in KnownSession known) => known.StartedAt == endedAt
        ? (report.GatewayAt ?? report.EventAt) > endedAt + known.Ahead
        : report.EventAt > endedAt;

    private static bool CannotBe(in KnownSession known, in ReportedCounters now, long seconds, Instant restartedAt) =>
        seconds < known.DurationSeconds
        || (now.HasGigawords && (Octets(now.InputOctets, now.InputGigawords) < known.InputOctets || Octets(now.OutputOctets, now.OutputGigawords) < known.OutputOctets))
        || (known.StartedAt is { } startedAt && startedAt + Duration.FromSeconds(seconds) > restartedAt + SessionStart.Tolerance);

    // A counter that fell while the session time grew is the wrap of a gateway without Gigawords, not a new session. One of before
    // the last report was smaller then.
    private static bool Fell(in ReportedCounters now, in KnownSession known) =>
        now.DurationSeconds is null && !now.HasGigawords
        && (now.InputOctets < known.InputOctets || now.OutputOctets < known.OutputOctets);

    private static long? Octets(uint? low, uint? high) => low is null ? null : UsageCounters.Octets(low, high);
}

/// <summary>When a session began.</summary>
/// <param name="At">As its price takes it: never later than it was heard of.</param>
/// <param name="Gateways">By the gateway's clock, which may be ahead of ours; by ours if it said none.</param>
public readonly record struct SessionStart(Instant At, Instant Gateways)
{
    internal static readonly Duration Tolerance = Duration.FromSeconds(60);

    /// <summary>Whether both are of one session, by either clock: within 60 s.</summary>
    public bool IsSame(SessionStart other) => Distance(At, other.At) <= Tolerance || IsSameByGateway(other);

    /// <summary>Whether both are of one session by the gateway's clock: it says the same time however late it is heard.</summary>
    public bool IsSameByGateway(SessionStart other) => Distance(Gateways, other.Gateways) <= Tolerance;

    private static Duration Distance(Instant a, Instant b) => a > b ? a - b : b - a;
}

/// <summary>What of a report tells one session from another.</summary>
/// <param name="EventAt">When it happened: Event-Timestamp, else arrival minus Acct-Delay-Time.</param>
/// <param name="HasEventTimestamp">Whether the gateway itself said when.</param>
public readonly record struct ReportMarks(bool IsStart, Instant EventAt, bool HasEventTimestamp, ReportedCounters Counters)
{
    private static readonly Duration LongestBelieved = Duration.FromDays(31);

    /// <summary>When it happened by the clock of a gateway that is ahead of ours; null: it is not.</summary>
    public Instant? GatewayAt { get; init; }

    /// <summary>What was asked for did not happen.</summary>
    public bool HasFailed { get; init; }

    /// <summary>When the session began, by this report.</summary>
    public Instant ImpliedStart => EventAt - Ran;

    /// <summary>The same by the clock of a gateway that is ahead of ours; null: it is not.</summary>
    public Instant? GatewayStart => GatewayAt - Ran;

    /// <summary>The same by both.</summary>
    public SessionStart Start => new(ImpliedStart, GatewayStart ?? ImpliedStart);

    private Duration Ran => Duration.FromSeconds(Counters.DurationSeconds ?? 0);

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
    long OutputOctets)
{
    /// <summary>As <see cref="StartedAt"/>, by the clock of a gateway that is ahead of ours; null: it is not.</summary>
    public Instant? GatewayStartedAt { get; init; }

    /// <inheritdoc cref="Session.HasFailed"/>
    public bool HasFailed { get; init; }

    /// <summary>Null: nobody has said it.</summary>
    public SessionStart? Start => StartedAt is { } at ? new SessionStart(at, GatewayStartedAt ?? at) : null;

    /// <summary>How far its gateway's clock was ahead of ours when it said the start.</summary>
    public Duration Ahead => GatewayStartedAt is { } theirs && StartedAt is { } ours ? theirs - ours : Duration.Zero;
}
