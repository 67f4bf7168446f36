using System.Collections.Immutable;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Rates and charges usage on a balance that is stored nowhere: what would this cost, and why.</summary>
/// <remarks>It decides nothing itself: every call goes through <see cref="Charging"/>, as a live one does.</remarks>
public sealed class Rehearsal(Balance opening)
{
    private int _sessions;

    /// <summary>The balance after what was run so far.</summary>
    public Balance Balance { get; private set; } = opening;

    /// <summary>Runs one session from its authorisation to its end.</summary>
    public RehearsalOutcome Run(RehearsedSession call)
    {
        ArgumentNullException.ThrowIfNull(call);

        if (call.Tariff.Find(call.Destination, call.StartAt) is not { } match)
        {
            return new RehearsalOutcome.NoRate();
        }

        var session = Open(call, match.Rate);

        if (match.IsForbidden)
        {
            return new RehearsalOutcome.Forbidden(match.Rate);
        }

        var (blockedBy, refusal) = Authorize(session);
        var granted = Balance.Sessions.GetValueOrDefault(session.Terms.SessionId) ?? session;
        var parts = ImmutableArray.CreateBuilder<RatedPart>();
        var (isNew, chargedUnits, last) = (refusal is not null, 0L, granted);

        for (var i = 0; i < call.Reports.Length; i++)
        {
            var (used, at) = call.Reports[i];
            var state = i + 1 < call.Reports.Length ? SessionState.Running : SessionState.Ended;
            var posting = Charging.Report(Balance, last, isNew, Totals(call, used, at, state), at);
            (Balance, last, isNew) = (posting.After, posting.Session!, false);

            if (posting.Record is { } record)
            {
                chargedUnits += record.ChargedUnits;
                parts.AddRange(record.Parts);
            }
        }

        return new RehearsalOutcome.Rated(match.Rate, last, chargedUnits, parts.ToImmutable(), granted.GrantedUnits, refusal)
        {
            BlockedBy = blockedBy,
            Policy = granted.Policy,
        };
    }

    private (string? BlockedBy, AuthorizeOutcome? Refusal) Authorize(Session session)
    {
        switch (Charging.Authorize(Balance, session, maxSessions: null))
        {
            case AuthorizeOutcome.Granted(var posting) granted:
                Balance = posting.After;

                return (granted.BlockedBy, null);

            case var refusal:
                return (null, refusal);
        }
    }

    private Session Open(RehearsedSession call, Rate rate) => new()
    {
        Terms = new()
        {
            SessionId = new(++_sessions, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            AccountId = call.AccountId,
            BalanceId = Balance.BalanceId,
            NodeId = 0,
            UserName = "",
            Service = call.Service,
            Unit = call.Tariff.Unit,
            Rate = rate,
            TariffId = call.Tariff.TariffId,
            TariffVersion = call.Tariff.Version,
            CalledParty = call.Destination,
            CallingParty = null,
            DestinationGroups = call.DestinationGroups,
            AuthorizedAt = call.StartAt,
            Zone = call.Zone,
            Periods = call.Tariff.Periods,
            SliceUnits = call.SliceUnits,
            LongestUnits = call.LongestUnits,
        },
        ReportedAt = call.StartAt,
        HeardAt = call.StartAt,
        SettledAt = call.StartAt,
    };

    private static UsageTotals Totals(RehearsedSession call, long used, Instant at, SessionState state) => new(
        Counters(call.Tariff.Unit, used), at, at, call.StartAt, state, "rehearsal", 0, null, null)
    {
        Events = used,
    };

    private static ReportedCounters Counters(Unit unit, long used) => unit is Unit.Byte
        ? new(null, (uint)(used & 0xffff_ffff), (uint)(used >> 32), null, null)
        : new(used, null, null, null, null);
}

/// <summary>A session to rehearse.</summary>
/// <param name="Destination">As it is rated: E.164 without "+", or a keyword.</param>
/// <param name="Reports">Cumulative usage in base units with the time of the report; the last one ends the session.</param>
/// <param name="LongestUnits">The most that it may be granted.</param>
public sealed record RehearsedSession(
    Tariff Tariff,
    string Service,
    long AccountId,
    string Destination,
    ImmutableArray<string> DestinationGroups,
    Instant StartAt,
    DateTimeZone Zone,
    ImmutableArray<(long UsedUnits, Instant At)> Reports,
    long? SliceUnits,
    long LongestUnits);

/// <summary>What came of it.</summary>
public abstract record RehearsalOutcome
{
    private RehearsalOutcome()
    {
    }

    public sealed record NoRate : RehearsalOutcome;

    public sealed record Forbidden(Rate Rate) : RehearsalOutcome;

    /// <param name="Session">As it ended: its amount is <see cref="Session.Charged"/>.</param>
    /// <param name="GrantedUnits">The largest grant for the funds before any use; zero when it would have been refused.</param>
    /// <param name="Refusal">Why it would have been refused; null: it would not. What was used is charged all the same.</param>
    public sealed record Rated(
        Rate Rate, Session Session, long ChargedUnits, ImmutableArray<RatedPart> Parts, long GrantedUnits, AuthorizeOutcome? Refusal) : RehearsalOutcome
    {
        /// <summary>The allowance at whose end the grant ends, for nothing beyond it is sold; null: none of them ends it.</summary>
        public string? BlockedBy { get; init; }

        /// <summary>What its gateway would be told to apply when it begins; null: the gateway's own, ordinary policy.</summary>
        public string? Policy { get; init; }
    }
}
