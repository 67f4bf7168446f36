using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Decides what sessions do to a balance: holds, charges, settlements. Pure: state in, posting out.</summary>
public static class Charging
{
    /// <summary>A session is settled into the ledger at least this often, so that a month-long one is seen.</summary>
    public static readonly Duration LongestUnsettled = Duration.FromHours(24);

    // How much longer than since it was let in a call without a counter may have been.
    private static readonly Duration BeforeItWasLetIn = Duration.FromSeconds(60);

    // Of two times that a gateway says: whole seconds, and the way of a packet.
    private static readonly Duration Exactness = Duration.FromSeconds(2);

    // An end that says our time may also have waited for just as long as its gateway's clock is ahead: of a few seconds that is the rule.
    private static readonly Duration LeastSet = Duration.FromSeconds(60);

    /// <summary>Grants a new session by holding the price of what is granted.</summary>
    /// <remarks>
    /// The grant is the largest usage whose charge fits the funds, up to the slice; zero is a refusal. Granting and
    /// charging price by the same function, so a grant never costs more than was held.
    /// </remarks>
    /// <param name="session">The session as it is to be opened, without a grant.</param>
    /// <param name="maxSessions">The most sessions of its service that its account may have open at once; null: any number.</param>
    /// <param name="openSessions">How many those are now, from who keeps count; null: they are counted here.</param>
    public static AuthorizeOutcome Authorize(Balance balance, Session session, int? maxSessions, int? openSessions = null)
    {
        if (maxSessions is { } most && (openSessions ?? CountOf(balance, session.Terms)) is var open && open >= most)
        {
            return new AuthorizeOutcome.TooManySessions(open);
        }

        var (before, expired) = Promotions.Renew(balance, session.Terms.AuthorizedAt);
        var granting = new Granting(before, session, session, session.Terms.AuthorizedAt);
        var granted = granting.Grant();

        return granted.GrantedUnits > 0
            ? new AuthorizeOutcome.Granted(Changes.Posting(balance, before.With(null, granted), granted, isNew: true, expired, null))
            {
                BlockedBy = granting.BlockedBy,
            }
            : granting.Refusal;
    }

    /// <summary>Charges what a session has used so far beyond what it was charged, and holds its next slice or ends it.</summary>
    /// <remarks>
    /// <para>Usage is cumulative and only grows: a report that was heard before, or comes late, charges nothing.</para>
    /// <para>Usage past the grant is charged all the same, below zero if need be: it has happened.</para>
    /// </remarks>
    /// <param name="session">The session as it was last decided; not open: a report after its end (a late higher counter
    /// is settled at once, a lost session that speaks again is open again).</param>
    /// <param name="isNew">Whether it has no row yet (its authorisation or start was never seen).</param>
    public static Posting Report(Balance balance, Session session, bool isNew, UsageTotals totals, Instant now)
    {
        totals = totals.Of(session);
        var (before, entries) = Promotions.Renew(balance, now, UnheardSince(session, isNew, totals));
        var (after, funds) = totals.State is SessionState.Released
            ? (Release(session, totals), before.Funds)
            : Usage.Charge(before, session, Advance(session, totals), now);
        var next = ReferenceEquals(funds, before.Funds) ? before : before with { Funds = funds };
        var ends = !after.IsOpen;
        Xdr? record = null;

        if (ends || now - after.SettledAt >= LongestUnsettled)
        {
            (next, after, var entry, record) = Settle(next, session, after, now);
            record = record is null || totals.Attributes is null ? record : record with { Attributes = totals.Attributes };
            entries = entry is null ? entries : entries.Add(entry);
        }

        after = ends
            ? after with { Held = 0, Holds = [], Policy = null }
            : Steering.Count(isNew ? null : session, new Granting(next, session, after, now).Grant());
        next = next.With(isNew ? null : session, after);

        return Changes.Posting(balance, next, after, isNew, entries, record);
    }

    /// <summary>
    /// Whether <see cref="Renew"/> may change a running session: it has a policy or should have one, or it is of data and used up.
    /// </summary>
    /// <remarks>A call that is used up is over: its gateway counts its seconds, and nothing would use what is held for it.</remarks>
    public static bool IsRenewable(Balance balance, Session session, Instant now) =>
        session.IsOpen
        && (session is { IsUsedUp: true, Terms.Unit: Unit.Byte }
            || (session.Policy ?? balance.Limited?.Policy ?? balance.PolicyAt(session.Terms, now)) is not null);

    /// <summary>
    /// Plans a running session's next units anew, after funds came in, limits changed or another period of the day began: its gateway
    /// need not wait for its next report.
    /// </summary>
    /// <returns>Null when the gateway has nothing to learn from it.</returns>
    public static Posting? Renew(Balance balance, Session session, Instant now)
    {
        if (!IsRenewable(balance, session, now))
        {
            return null;
        }

        var (before, entries) = Promotions.Renew(balance, now);
        var after = Steering.Count(session, new Granting(before, session, session, now).Grant());

        return after.Steerings == session.Steerings && after.IsUsedUp == session.IsUsedUp
            ? null
            : Changes.Posting(balance, before.With(session, after), after, isNew: false, entries, null);
    }

    // Since when it may have used what is heard of now. What came before was paid by what plans had given by then, and a month-long session
    // asks them for its last hours only.
    private static Instant UnheardSince(Session session, bool isNew, UsageTotals totals) => session.StartedAt is not { } startedAt || isNew
        ? Instant.Min(session.ReportedAt, totals.StartedAt)
        : session.Terms.Unit is Unit.Second
            ? Instant.Min(session.ReportedAt, startedAt + Duration.FromSeconds(long.Min(session.UsedUnits, Allocation.LastSecond)))
            : session.ReportedAt;

    private static int CountOf(Balance balance, SessionTerms terms) =>
        balance.Sessions.Values.Count(open => open.Terms.AccountId == terms.AccountId && open.Terms.Service == terms.Service);

    // A release says nothing of usage. Of a session that was heard of meanwhile it ends what was heard, and no more.
    private static Session Release(Session session, UsageTotals totals) => !session.IsOpen
        ? session
        : session with
        {
            State = session.State is SessionState.Authorized ? SessionState.Released : SessionState.Lost,
            EndedAt = Instant.Max(totals.EventAt, session.ReportedAt),
            TerminateCause = totals.TerminateCause,
        };

    private static Session Advance(Session session, UsageTotals totals)
    {
        var counters = session.Counters.Advance(Measured(session, totals));
        var startedAt = session.StartedAt ?? (SaysStart(session, totals) ? Start(session, totals) : (Instant?)null);
        var isNewer = totals.EventAt >= session.ReportedAt && totals.State is not SessionState.Lost; // that is our word, no report
        var usedUnits = session.Terms.Unit is Unit.Event ? Events(session, totals)
            : long.Clamp(Reported(session.Terms.Unit, counters, totals), session.UsedUnits, RateLimits.MaxUnits);

        // Once a gateway has ended a session nothing opens it again; what we ended ourselves (Lost) may go on.
        var state = session.State is SessionState.Ended && totals.State is SessionState.Running or SessionState.Lost
            ? SessionState.Ended
            : totals.State;

        return session with
        {
            State = state,
            AcctSessionId = session.AcctSessionId ?? totals.AcctSessionId,
            Incarnation = session.AcctSessionId is null ? totals.Incarnation : session.Incarnation,
            Counters = counters,
            UsedUnits = usedUnits,
            StartedAt = startedAt,
            GatewayStartedAt = session.StartedAt is null ? GatewayStart(session, totals, startedAt) : session.GatewayStartedAt,
            SettledAt = session.StartedAt is null && startedAt is { } began ? Instant.Max(began, session.SettledAt) : session.SettledAt,
            ReportedAt = isNewer ? totals.EventAt : session.ReportedAt,
            HeardAt = Instant.Max(session.HeardAt, totals.HeardAt),
            EndedAt = state.IsOpen() ? null : session.State is SessionState.Ended ? session.EndedAt : totals.EventAt,
            TerminateCause = state.IsOpen() ? null : totals.TerminateCause ?? session.TerminateCause,
            FramedAddress = totals.FramedAddress ?? session.FramedAddress,
            GatewayUserName = totals.GatewayUserName is not { } said ? session.GatewayUserName : said == session.Terms.UserName ? null : said,
        };
    }

    private static long Reported(Unit unit, in UsageCounters counters, UsageTotals totals) => long.Max(counters.In(unit), totals.UsedUnits ?? 0);

    // Events are not counted up: a gateway says at the end whether there was one. What it has ended stays as it ended.
    private static long Events(Session session, UsageTotals totals) => session.State is SessionState.Ended
        ? session.UsedUnits
        : long.Clamp(totals.Events ?? 1, session.SettledUnits, RateLimits.MaxUnits);

    // A gateway that counts no seconds still says when a call began and when it ended: with the later of the two reports, whichever it
    // is, it is known how long it was. Said again it is not measured again.
    private static ReportedCounters Measured(Session session, UsageTotals totals)
    {
        Duration? length = (session, totals.State) switch
        {
            ({ Terms.Unit: not Unit.Second }, _) => null,
            ({ State: SessionState.Ended, StartedAt: null, EndedAt: { } end }, SessionState.Running) when SaysStart(session, totals) =>
                Believed(session, GatewayStart(totals), GatewayEnd(session, end), session.HeardAt),
            ({ State: not SessionState.Ended, StartedAt: { } start }, SessionState.Ended) when totals.Counters.DurationSeconds is null =>
                Believed(session, session.GatewayStartedAt ?? start, GatewayEnd(session, start, totals), totals.HeardAt),
            _ => null,
        };

        return length is { } time
            ? totals.Counters with { DurationSeconds = long.Max(totals.Counters.DurationSeconds ?? 0, time.BclCompatibleTicks / NodaConstants.TicksPerSecond) }
            : totals.Counters;
    }

    // Both times are by the gateway's clock, which may be wrong, or be set in between. By ours no call is longer than since it was let in; of
    // one that was never let in, whose own first time is all there is, it is known only that none is granted more than its longest.
    private static Duration Believed(Session session, Instant start, Instant end, Instant endHeardAt)
    {
        var letInAt = session.Terms.AuthorizedAt;
        var wasLetIn = letInAt != start && letInAt != end && letInAt != session.StartedAt && letInAt != session.EndedAt && letInAt < endHeardAt;
        var most = wasLetIn
            ? endHeardAt - letInAt + BeforeItWasLetIn
            : Duration.FromSeconds(long.Min(session.Terms.LongestUnits, uint.MaxValue));

        return Duration.Min(end - start, most);
    }

    // A start that comes after the end says a later time than it could have said before, if its gateway's clock is ahead: by as much as
    // the end was.
    private static Instant Start(Session session, UsageTotals totals) => session is { EndedAt: { } end, GatewayStartedAt: { } theirs }
        ? Instant.Min(totals.StartedAt, GatewayStart(totals) - (theirs - end))
        : totals.StartedAt;

    // What its next reports are known by. Of a call of which only the end is known it is that.
    private static Instant? GatewayStart(Session session, UsageTotals totals, Instant? startedAt) => startedAt is null
        ? session.GatewayStartedAt ?? totals.GatewayStartedAt
        : GatewayStart(totals) is var theirs && theirs != startedAt ? theirs : null;

    private static Instant GatewayStart(UsageTotals totals) => totals.GatewayStartedAt ?? totals.StartedAt;

    private static Instant GatewayEnd(Session session, Instant end) => session.GatewayStartedAt ?? end;

    // Of a start that was not ahead the end is by our clock: one that is ahead is of a clock that was set wrong since. One that is before the
    // start, or says our time, is of a clock that was set right since: by ours it is known how much later it was.
    private static Instant GatewayEnd(Session session, Instant startedAt, UsageTotals totals) => session.GatewayStartedAt switch
    {
        null => totals.EventAt,
        { } theirs when GatewayEnd(totals) < theirs || (theirs - startedAt > LeastSet && SaysOurTime(totals, theirs - startedAt)) => theirs + (totals.EventAt - startedAt),
        _ => GatewayEnd(totals),
    };

    private static Instant GatewayEnd(UsageTotals totals) => totals.GatewayStartedAt ?? totals.EventAt;

    // Also where its first packets were lost: said again it says a time of some seconds ago, much nearer to ours than to that of a clock that is
    // still ahead.
    private static bool SaysOurTime(UsageTotals totals, Duration ahead) =>
        GatewayEnd(totals) - totals.HeardAt is var away && away <= Exactness && away >= -Duration.Min(ahead / 2, LeastSet);

    // The end of a call without its length does not say when it began, nor does what is said to have happened after its end.
    private static bool SaysStart(Session session, UsageTotals totals) =>
        session.Terms.Unit is not Unit.Second
        || totals is { Counters.DurationSeconds: not null } or { UsedUnits: not null }
        || (totals.State is not SessionState.Ended && !(session.EndedAt is { } end && GatewayStart(totals) > GatewayEnd(session, end)));

    private static (Balance, Session, LedgerEntry?, Xdr?) Settle(Balance balance, Session before, Session after, Instant now)
    {
        var amount = after.Unsettled;
        var neverStarted = after.State is SessionState.Released;
        var nothingNew = after.Parts > 0 && amount == 0 && after.UsedUnits == after.SettledUnits;

        if (neverStarted || nothingNew)
        {
            return (balance, after, null, null);
        }

        var part = after.Parts + 1;
        LedgerEntry? entry = null;

        if (amount != 0)
        {
            (balance, entry) = Ledger.Post(balance, -amount, LedgerReason.Usage, now);
            entry = entry with { SessionId = after.Terms.SessionId, Part = part };
        }

        var settled = after with
        {
            Settled = after.Charged,
            SettledUnits = after.UsedUnits,
            SettledDraws = after.Coverage.Draws,
            Parts = part,
            SettledAt = now,
        };
        var rated = settled.Terms.Rate is { } rate ? Explain(rate, before, settled) : null;
        var record = new Xdr(
            settled,
            part,
            before.SettledUnits,
            settled.UsedUnits - before.SettledUnits,
            rated?.ChargedUnits ?? settled.UsedUnits - before.SettledUnits,
            amount,
            entry?.Sequence,
            rated?.Parts ?? [],
            now);

        return (balance, settled, entry, record);
    }

    // What was settled before had the same spans, and of the draws those that were settled with it.
    private static RatedUsage Explain(Rate rate, Session before, Session settled)
    {
        var whole = Pricing.Explain(rate, settled.UsedUnits, settled.Clock, settled.Coverage);

        if (before.SettledUnits == 0)
        {
            return whole;
        }

        var earlier = Pricing.Explain(rate, before.SettledUnits, settled.Clock, settled.Coverage with { Draws = before.SettledDraws });

        return whole.Since(earlier);
    }
}
