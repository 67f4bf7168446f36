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

    /// <summary>Grants a new session by holding the price of what is granted.</summary>
    /// <remarks>
    /// The grant is the largest usage whose charge fits the funds, up to the slice; zero is a refusal. Granting and
    /// charging price by the same function, so a grant never costs more than was held.
    /// </remarks>
    /// <param name="session">The session as it is to be opened, without a grant.</param>
    /// <param name="maxSessions">The most sessions of its service that its account may have open at once; null: any number.</param>
    public static AuthorizeOutcome Authorize(Balance balance, Session session, int? maxSessions)
    {
        if (maxSessions is { } most && CountOf(balance, session.Terms) is var open && open >= most)
        {
            return new AuthorizeOutcome.TooManySessions(open);
        }

        var granted = Grant(balance, session, balance.Available);

        return granted.GrantedUnits == 0
            ? new AuthorizeOutcome.InsufficientFunds(balance.Available)
            : new AuthorizeOutcome.Granted(
                new Posting(balance.Version, balance.With(null, granted), granted, IsNewSession: true, Entry: null, Record: null));
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
        var after = totals.State is SessionState.Released ? Release(session, totals) : Advance(session, totals);
        var ends = !after.IsOpen;
        LedgerEntry? entry = null;
        Xdr? record = null;

        if (ends || now - after.SettledAt >= LongestUnsettled)
        {
            (after, entry, record) = Settle(balance, session, after, now);
        }

        after = ends ? after with { Held = 0 } : Grant(balance, after, FundsFor(balance, session, after, entry));
        var next = balance.With(isNew ? null : session, after);

        if (entry is not null)
        {
            next = next with { Posted = entry.PostedAfter, LastSequence = entry.Sequence };
        }

        return new(balance.Version, next, after, isNew, entry, record);
    }

    private static int CountOf(Balance balance, SessionTerms terms) =>
        balance.Sessions.Values.Count(open => open.Terms.AccountId == terms.AccountId && open.Terms.Service == terms.Service);

    // What this session could hold if it held nothing: everything available once its own new charge is counted.
    private static decimal FundsFor(Balance balance, Session before, Session after, LedgerEntry? entry)
    {
        var own = before.IsOpen && balance.Sessions.ContainsKey(before.Terms.SessionId) ? before.Unsettled + before.Held : 0;

        return balance.Available + (entry?.Amount ?? 0) + own - after.Unsettled;
    }

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
        var startedAt = session.StartedAt ?? totals.StartedAt;
        var isNewer = totals.EventAt >= session.ReportedAt && totals.State is not SessionState.Lost; // that is our word, no report
        var usedUnits = long.Clamp(counters.In(session.Terms.Unit), session.UsedUnits, RateLimits.MaxUnits);

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
            Charged = session.Terms.Rate is { } rate ? Pricing.Amount(rate, usedUnits, session.ClockFrom(startedAt)) : 0,
            StartedAt = startedAt,
            SettledAt = session.StartedAt is null ? Instant.Max(totals.StartedAt, session.SettledAt) : session.SettledAt,
            ReportedAt = isNewer ? totals.EventAt : session.ReportedAt,
            HeardAt = Instant.Max(session.HeardAt, totals.HeardAt),
            EndedAt = state.IsOpen() ? null : session.State is SessionState.Ended ? session.EndedAt : totals.EventAt,
            TerminateCause = state.IsOpen() ? null : totals.TerminateCause ?? session.TerminateCause,
            FramedAddress = totals.FramedAddress ?? session.FramedAddress,
        };
    }

    // A gateway that counts no seconds still says when a call ended.
    private static ReportedCounters Measured(Session session, UsageTotals totals) =>
        session.Terms.Unit is Unit.Second && totals is { State: SessionState.Ended, Counters.DurationSeconds: null }
            ? totals.Counters with { DurationSeconds = long.Max(0, (totals.EventAt - (session.StartedAt ?? totals.StartedAt)).BclCompatibleTicks / NodaConstants.TicksPerSecond) }
            : totals.Counters;

    private static (Session, LedgerEntry?, Xdr?) Settle(Balance balance, Session before, Session after, Instant now)
    {
        var amount = after.Unsettled;
        var neverStarted = after.State is SessionState.Released;
        var nothingNew = after.Parts > 0 && amount == 0 && after.UsedUnits == after.SettledUnits;

        if (neverStarted || nothingNew)
        {
            return (after, null, null);
        }

        var part = after.Parts + 1;
        var entry = amount == 0
            ? null
            : new LedgerEntry(
                balance.BalanceId,
                balance.LastSequence + 1,
                -amount,
                balance.Posted - amount,
                LedgerReason.Usage,
                after.Terms.SessionId,
                part,
                now);
        var settled = after with
        {
            Settled = after.Charged,
            SettledUnits = after.UsedUnits,
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

        return (settled, entry, record);
    }

    private static RatedUsage Explain(Rate rate, Session before, Session settled)
    {
        var whole = Pricing.Explain(rate, settled.UsedUnits, settled.Clock);

        return before.SettledUnits == 0 ? whole : whole.Since(Pricing.Explain(rate, before.SettledUnits, settled.Clock));
    }

    /// <summary>Holds the price of the next slice, as far as <paramref name="funds"/> go.</summary>
    private static Session Grant(Balance balance, Session session, decimal funds)
    {
        var terms = session.Terms;

        if (terms.IsEmergency)
        {
            return session with { GrantedUnits = long.Max(terms.LongestUnits, session.UsedUnits), Held = 0 };
        }

        if (terms.Rate is not { } rate)
        {
            return session with { GrantedUnits = session.UsedUnits, Held = 0 };
        }

        // A gateway that cannot come back was granted everything at once; its later reports only move along the grant.
        var wanted = terms.SliceUnits is { } slice
            ? long.Min(checked(session.UsedUnits + slice), long.Max(terms.LongestUnits, session.UsedUnits))
            : long.Max(session.GrantedUnits > 0 ? session.GrantedUnits : terms.LongestUnits, session.UsedUnits);
        var granted = long.Max(session.UsedUnits, Pricing.Grant(rate, session.Charged + decimal.Max(0, funds), wanted, session.Clock));

        return session with
        {
            GrantedUnits = granted,
            Held = decimal.Max(0, Pricing.Amount(rate, granted, session.Clock) - session.Charged),
        };
    }
}
