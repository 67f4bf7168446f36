using System.Collections.Immutable;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Finds the next slice of a session, and what is to be held for it.</summary>
/// <param name="balance">The balance once the session's own usage is charged, still with the holds that it had before.</param>
/// <param name="before">The session as the balance has it, if it has it.</param>
/// <param name="session">The session after its usage was charged.</param>
internal sealed class Granting(Balance balance, Session before, Session session, Instant now)
{
    private readonly SessionTerms _terms = session.Terms;
    private SpendingLimit? _reached;

    /// <summary>The allowance at whose end the grant ends, for nothing beyond it is sold; null: none of them ends it.</summary>
    public string? BlockedBy { get; private set; }

    /// <summary>Why nothing was granted.</summary>
    public AuthorizeOutcome Refusal => BlockedBy is { } allowance
        ? new AuthorizeOutcome.AllowanceUsedUp(allowance)
        : _reached is { } limit
            ? new AuthorizeOutcome.SpendingLimitReached(limit.Amount)
            : new AuthorizeOutcome.InsufficientFunds(balance.AvailableAt(now));

    /// <summary>Holds the price of the next slice, as far as the funds go.</summary>
    public Session Grant()
    {
        if (_terms.IsEmergency)
        {
            return session with { GrantedUnits = long.Max(_terms.LongestUnits, session.UsedUnits), Held = 0, Holds = [] };
        }

        // What was used is charged all the same; the next report hears that the session is to end.
        if (_terms.Rate is not { } rate || balance.IsSuspended || balance.BlockedAccounts.Contains(_terms.AccountId) || WasBlocked)
        {
            return Blocked();
        }

        // A gateway that cannot come back was granted everything at once; its later reports only move along the grant.
        var wanted = _terms.SliceUnits is { } slice
            ? long.Min(checked(session.UsedUnits + slice), long.Max(_terms.LongestUnits, session.UsedUnits))
            : long.Max(session.GrantedUnits > 0 ? session.GrantedUnits : _terms.LongestUnits, session.UsedUnits);

        return balance.Funds.IsPlain && session.Coverage.IsNone ? Plain(rate, wanted) : Covered(rate, wanted);
    }

    // Of a session that has used something what was granted is not known any more when it is not blocked any more: only the hold is, and that
    // its gateway still goes by it. Nothing else holds anything beyond its grant.
    private bool WasBlocked => _terms.SliceUnits is null
        && session.GrantedUnits > 0 && before.GrantedUnits <= before.UsedUnits
        && (before.Held > 0 || !before.Holds.IsEmpty);

    // Its gateway that cannot come back was told all of the grant at once, and goes by it until it is told to end: what is left of it stays
    // set aside until then.
    private Session Blocked()
    {
        var held = _terms.SliceUnits is null && _terms.Rate is not null && session.IsOpen
            ? decimal.Max(0, before.Held - decimal.Max(0, session.Charged - before.Charged))
            : 0;
        ImmutableArray<Hold> holds = _terms.SliceUnits is not null || _terms.Rate is null || !session.IsOpen
            ? []
            : [.. before.Holds.Select(hold => hold with { Amount = Left(hold, held) }).Where(hold => hold.Amount > 0)];

        return session with { GrantedUnits = session.UsedUnits, Held = held, Holds = holds };
    }

    private decimal Left(Hold hold, decimal held) => hold.Key.Of is HoldOf.SpendingLimit
        ? held
        : hold.Amount - session.Coverage.Of((int)hold.Key.Id) + before.Coverage.Of((int)hold.Key.Id);

    private Session Plain(Rate rate, long wanted)
    {
        var granted = long.Max(session.UsedUnits, Pricing.Grant(rate, session.Charged + decimal.Max(0, Money()), wanted, session.Clock));

        return session with
        {
            GrantedUnits = granted,
            Held = decimal.Max(0, Pricing.Amount(rate, granted, session.Clock) - session.Charged),
            Holds = [],
            Policy = PolicyOf(null),
        };
    }

    private Session Covered(Rate rate, long wanted)
    {
        var others = Usage.OthersHolds(balance, before);
        var (plan, spans) = Plan(rate, wanted, others);
        var coverage = session.Coverage with { Spans = spans };
        var limit = plan?.StopsAt is { } stop ? LastBelow(rate, stop, wanted, isWhole: plan.Blocks is not null) : wanted;
        var reserved = Usage.Draw(balance.Funds, others, _terms, session.ReportedAt, decimal.MaxValue).Sum(draw => draw.Amount);
        var money = decimal.Max(0, Limited(Money(), others));
        var spent = session.Charged + session.Coverage.Drawn;
        var granted = long.Max(session.UsedUnits, Pricing.Grant(rate, spent + reserved + money, limit, session.Clock, coverage));
        var price = decimal.Max(0, Pricing.Amount(rate, granted, session.Clock, coverage) - spent);
        var draws = Usage.Draw(balance.Funds, others, _terms, session.ReportedAt, price).ToImmutableArray();
        var held = price - draws.Sum(draw => draw.Amount);
        BlockedBy = plan?.Blocks;

        return session with
        {
            GrantedUnits = granted,
            Held = held,
            Policy = PolicyOf(plan?.Policy),
            Holds =
            [
                .. plan?.HoldsBetween(
                    Pricing.ChargedUnits(rate, session.UsedUnits, session.Clock), Pricing.ChargedUnits(rate, granted, session.Clock)) ?? [],
                .. draws.Select(draw => new Hold(new(HoldOf.Allowance, draw.AllowanceId), draw.Amount)),
                .. LimitsOf().Where(_ => held > 0).Select(limit => new Hold(new(HoldOf.SpendingLimit, limit.LimitId), held)),
            ],
        };
    }

    // Who owes is limited more than who has used something up; who has not has what their product says at this time.
    private string? PolicyOf(string? allowance) =>
        (_terms.Unit is Unit.Byte ? balance.Limited?.Policy : null) ?? allowance ?? balance.PolicyAt(_terms, now);

    private (Allocation?, ImmutableArray<CoverSpan>) Plan(Rate rate, long wanted, ImmutableDictionary<HoldKey, decimal> others)
    {
        if (rate.Direction is not RateDirection.Charge)
        {
            return (null, session.Coverage.Spans);
        }

        var plan = new Allocation(balance.Funds, others, session, session.ReportedAt, isPlan: true);
        plan.Cover(
            Pricing.ChargedUnits(rate, session.UsedUnits, session.Clock),
            Pricing.ChargedUnits(rate, long.Min(wanted, RateLimits.MaxUnits), session.Clock));

        return (plan, plan.Spans);
    }

    // Up to where an allowance ends; where it blocks, no interval may reach beyond it.
    private long LastBelow(Rate rate, long stop, long wanted, bool isWhole)
    {
        var (fits, tooMany) = (session.UsedUnits, long.Max(session.UsedUnits, long.Min(wanted, stop + rate.FreeUnits)) + 1);

        if (!isWhole || Pricing.ChargedUnits(rate, tooMany - 1, session.Clock) <= stop)
        {
            return tooMany - 1;
        }

        while (tooMany - fits > 1)
        {
            var middle = fits + (tooMany - fits) / 2;
            (fits, tooMany) = Pricing.ChargedUnits(rate, middle, session.Clock) <= stop ? (middle, tooMany) : (fits, middle);
        }

        return fits;
    }

    // What this session could hold if it held nothing: everything available once its own new charge is counted. What was settled just
    // now is in the posted balance already: counted as unsettled too, it would be money that the session does not have.
    private decimal Money()
    {
        if (!before.IsOpen || !balance.Sessions.ContainsKey(before.Terms.SessionId))
        {
            return balance.AvailableAt(now) - session.Unsettled;
        }

        var settled = session.Settled - before.Settled;
        var own = before.Unsettled - settled + before.Held;

        return (settled == 0 ? balance : balance with { Unsettled = balance.Unsettled - settled }).AvailableAt(now) + own - session.Unsettled;
    }

    private decimal Limited(decimal money, ImmutableDictionary<HoldKey, decimal> others)
    {
        foreach (var limit in LimitsOf())
        {
            var left = limit.Amount
                - balance.Funds.ValueOf(Usage.KeyOf(limit), Usage.StartOf(limit, _terms, now))
                - others.GetValueOrDefault(new(HoldOf.SpendingLimit, limit.LimitId));

            if (left < money)
            {
                (money, _reached) = (left, limit);
            }
        }

        return money;
    }

    private IEnumerable<SpendingLimit> LimitsOf() =>
        balance.Funds.Limits.Where(limit => limit.AccountId is null || limit.AccountId == _terms.AccountId);
}
