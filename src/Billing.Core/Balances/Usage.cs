using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Charges what a session has newly used: allowances, discounts, reserved money, then the balance.</summary>
internal static class Usage
{
    /// <param name="before">The session as it was last decided.</param>
    /// <param name="after">The same with the usage of a new report.</param>
    /// <returns>The session with its new price, and the funds with what that took.</returns>
    public static (Session Session, Funds Funds) Charge(Balance balance, Session before, Session after, Instant now)
    {
        if (after.Terms.Rate is not { } rate)
        {
            return (after with { Charged = 0 }, balance.Funds);
        }

        if (balance.Funds.IsPlain && after.Coverage.IsNone)
        {
            return (after with { Charged = Pricing.Amount(rate, after.UsedUnits, after.Clock) }, balance.Funds);
        }

        var funds = balance.Funds;
        var others = OthersHolds(balance, before);
        var coverage = after.Coverage;
        var from = Pricing.ChargedUnits(rate, before.UsedUnits, after.Clock);
        var to = Pricing.ChargedUnits(rate, after.UsedUnits, after.Clock);

        if (after.UsedUnits < before.UsedUnits && rate.Direction is Tariffs.RateDirection.Charge)
        {
            return Less(funds, before, after, to);
        }

        if (to > from && rate.Direction is Tariffs.RateDirection.Charge)
        {
            // Usage without a time of its own began when the session was last heard of: what it held was valid then.
            var allocation = new Allocation(funds, others, after, before.ReportedAt, isPlan: false);
            allocation.Cover(from, to);
            funds = allocation.Settled(funds);
            coverage = coverage with { Spans = allocation.Spans };
        }

        var amount = Pricing.Amount(rate, after.UsedUnits, after.Clock, coverage);

        foreach (var draw in Draw(funds, others, after.Terms, before.ReportedAt, amount - coverage.Drawn - before.Charged))
        {
            funds = funds.Take(draw.AllowanceId, draw.Amount);
            coverage = coverage with { Draws = Merge(coverage.Draws, draw) };
        }

        after = after with { Coverage = coverage, Charged = amount - coverage.Drawn };

        return (after, Spend(funds, after.Terms, after.Charged - before.Charged, now));
    }

    // Only an event's usage falls: its gateway says at the end that there was none. What it took goes back as a refund of it does, and
    // where some is left, that is paid as it would have been without the rest: reserved money first.
    private static (Session, Funds) Less(Funds funds, Session before, Session after, long to)
    {
        funds = Allocation.Uncount(funds, before, after.UsedUnits, before.UsedUnits, before.SettledAt);
        var spans = ImmutableArray.CreateBuilder<CoverSpan>();

        foreach (var span in before.Coverage.Spans)
        {
            var end = long.Clamp(to, span.From, span.To);
            funds = span.AllowanceId is { } paid ? funds.Take(paid, (end - span.To) * span.Weight) : funds;

            if (end > span.From)
            {
                spans.Add(span with { To = end });
            }
        }

        var coverage = new Coverage(spans.ToImmutable(), before.Coverage.Draws);
        var amount = Pricing.Amount(after.Terms.Rate!, after.UsedUnits, after.Clock, coverage);
        var back = coverage.Drawn - decimal.Max(0, amount - before.Settled);

        for (var i = coverage.Draws.Length - 1; i >= 0 && back > 0; i--)
        {
            var draw = coverage.Draws[i];
            var part = decimal.Min(back, draw.Amount);
            back -= part;
            funds = funds.Take(draw.AllowanceId, -part);
            coverage = coverage with
            {
                Draws = part == draw.Amount ? coverage.Draws.RemoveAt(i) : coverage.Draws.SetItem(i, draw with { Amount = draw.Amount - part }),
            };
        }

        after = after with { Coverage = coverage, Charged = amount - coverage.Drawn };

        return (after, Unspend(funds, after.Terms, before.Charged - after.Charged, before.HeardAt));
    }

    /// <summary>What others hold: without what this session held itself.</summary>
    public static ImmutableDictionary<HoldKey, decimal> OthersHolds(Balance balance, Session session) =>
        session.IsOpen && balance.Sessions.ContainsKey(session.Terms.SessionId)
            ? balance.Holds.Replace(session.Holds, [])
            : balance.Holds;

    /// <summary>What reserved money pays of an amount, by allowance.</summary>
    public static IEnumerable<AllowanceDraw> Draw(
        Funds funds, ImmutableDictionary<HoldKey, decimal> others, SessionTerms terms, Instant at, decimal amount)
    {
        foreach (var allowance in funds.Allowances)
        {
            if (amount > 0 && allowance.Kind is AllowanceKind.Money && allowance.IsValidAt(at) && allowance.FindUse(terms, period: null) is not null
                && decimal.Min(amount, allowance.Remaining - others.GetValueOrDefault(new(HoldOf.Allowance, allowance.AllowanceId))) is var part and > 0)
            {
                amount -= part;

                yield return new(allowance.AllowanceId, part);
            }
        }
    }

    /// <summary>Counts what was spent against the limits that hold for the account.</summary>
    public static Funds Spend(Funds funds, SessionTerms terms, decimal amount, Instant now)
    {
        foreach (var limit in funds.Limits)
        {
            if (limit.AccountId is null || limit.AccountId == terms.AccountId)
            {
                funds = funds.Add(KeyOf(limit), StartOf(limit, terms, now), amount);
            }
        }

        return funds;
    }

    /// <summary>Takes money that is given back off the limits' counters, in the periods in which it was spent.</summary>
    public static Funds Unspend(Funds funds, SessionTerms terms, decimal amount, Instant spentAt)
    {
        foreach (var limit in funds.Limits)
        {
            if (limit.AccountId is null || limit.AccountId == terms.AccountId)
            {
                funds = funds.Reduce(KeyOf(limit), StartOf(limit, terms, spentAt), amount);
            }
        }

        return funds;
    }

    /// <summary>Counts what usage turned out to cost more, in the period in which it was spent; not in one that is over for good.</summary>
    public static Funds SpendMore(Funds funds, SpendingLimit limit, Instant periodStart, decimal amount) =>
        funds.Counters.Any(counter => counter.Key == KeyOf(limit) && counter.PeriodStart == periodStart)
            ? funds.Add(KeyOf(limit), periodStart, amount)
            : funds;

    public static CounterKey KeyOf(SpendingLimit limit) => new(CounterOf.SpendingLimit, limit.LimitId);

    public static Instant StartOf(SpendingLimit limit, SessionTerms terms, Instant now) =>
        BillingPeriod.At(limit.Period, now, terms.Zone, BillingPeriod.CommonAnchor).Start;

    private static ImmutableArray<AllowanceDraw> Merge(ImmutableArray<AllowanceDraw> draws, AllowanceDraw draw)
    {
        for (var i = 0; i < draws.Length; i++)
        {
            if (draws[i].AllowanceId == draw.AllowanceId)
            {
                return draws.SetItem(i, draw with { Amount = draws[i].Amount + draw.Amount });
            }
        }

        return draws.Add(draw);
    }
}
