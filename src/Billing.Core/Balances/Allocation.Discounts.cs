using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Money less a volume discount: which plan counts a stretch, and how much is off its price.</summary>
internal sealed partial class Allocation
{
    private long Discount(in SegmentWalk walk, long from, long to, Instant time)
    {
        foreach (var plan in funds.Discounts)
        {
            if (plan.Fits(session.Terms, walk.Period, time))
            {
                return DiscountBy(plan, walk.Ladder, from, to);
            }
        }

        return to;
    }

    private long DiscountBy(DiscountPlan plan, PriceLadder ladder, long from, long to)
    {
        var counted = _counted.GetValueOrDefault(plan.DiscountId);
        var others = funds.ValueOf(KeyOf(plan), PeriodOf(plan)) - Contribution(plan, _ownBefore.GetValueOrDefault(plan.DiscountId));
        var value = others + counted / (plan.Measure is CounterMeasure.Units ? 1 : _terms.PriceUnitSize);
        var (percent, next) = plan.At(value);

        if (next is { } threshold)
        {
            to = plan.Measure is CounterMeasure.Units
                ? (long)decimal.Min(to, from + decimal.Ceiling(threshold - value))
                : FirstAtWeight(ladder, from, to, (threshold - others) * _terms.PriceUnitSize - counted, percent);
        }

        // Counted by what it costs if nobody else counts: a dearer reckoning would reach a better discount too early.
        _counted[plan.DiscountId] = counted + (plan.Measure is CounterMeasure.Units
            ? to - from
            : (ladder.WeightOf(to) - ladder.WeightOf(from)) * (100 - percent) / 100m);
        _ownBefore.TryAdd(plan.DiscountId, 0);

        // Other sessions may count before this one uses what it holds: the counter only grows until then.
        Add(new(from, to, null, plan.DiscountId, isPlan ? plan.LowestFrom(value) : percent));

        return to;
    }

    // The smallest end of the stretch whose discounted weight reaches what is missing, by halving.
    private static long FirstAtWeight(PriceLadder ladder, long from, long to, decimal missing, decimal percent)
    {
        var (tooFew, enough) = (from, to);
        var before = ladder.WeightOf(from);

        while (enough - tooFew > 1)
        {
            var middle = tooFew + (enough - tooFew) / 2;

            if ((ladder.WeightOf(middle) - before) * (100 - percent) / 100m >= missing)
            {
                enough = middle;
            }
            else
            {
                tooFew = middle;
            }
        }

        return enough;
    }

    // What the session itself has counted since it was last settled is in the counters already.
    private void CountOwn(long usedUnits = long.MaxValue)
    {
        if (session.Coverage.Spans.IsEmpty)
        {
            return;
        }

        var settled = Pricing.ChargedUnits(session.Terms.Rate!, session.SettledUnits, _clock);
        var end = usedUnits == long.MaxValue ? long.MaxValue : Pricing.ChargedUnits(session.Terms.Rate!, usedUnits, _clock);
        var own = new Coverage([.. session.Coverage.Spans.Where(span => span.DiscountId is not null && span.To > settled && span.From < end)
            .Select(span => span with { From = long.Max(span.From, settled), To = long.Min(span.To, end) })], []);

        foreach (var discountId in own.Spans.Select(span => span.DiscountId!.Value).Distinct())
        {
            if (funds.Discounts.FirstOrDefault(plan => plan.DiscountId == discountId) is { } plan)
            {
                var sum = plan.Measure is CounterMeasure.Units
                    ? own.Spans.Where(span => span.DiscountId == discountId).Sum(span => span.Units)
                    : WeightOf(own, long.MaxValue, discountId);
                _ownBefore[discountId] = sum;
                _counted[discountId] = sum;
            }
        }
    }

    /// <summary>The counters without what a part of an ended session, which is taken back, has added to them.</summary>
    /// <param name="fromUnits">The cumulative usage up to which it was settled before the part was.</param>
    /// <param name="usedUnits">The cumulative usage up to which the part settled it.</param>
    /// <param name="countedFrom">When the part before was settled; of the first one <see cref="Session.CountedFrom"/>.</param>
    public static Funds Uncount(Funds funds, Session session, long fromUnits, long usedUnits, Instant countedFrom)
    {
        if (session.Terms.Rate is null)
        {
            return funds;
        }

        var part = session with { SettledUnits = fromUnits, SettledAt = countedFrom };
        var allocation = new Allocation(funds, Holds.None, part, countedFrom, isPlan: false);
        allocation.CountOwn(usedUnits);

        foreach (var (discountId, sum) in allocation._ownBefore)
        {
            var plan = allocation.PlanOf(discountId);
            funds = funds.Reduce(KeyOf(plan), allocation.PeriodOf(plan), allocation.Contribution(plan, sum));
        }

        return funds;
    }

    private decimal WeightOf(Coverage coverage, long limit, long discountId)
    {
        var walk = new SegmentWalk(_terms, _clock);
        var end = long.Min(limit, coverage.Spans.IsEmpty ? 0 : coverage.Spans[^1].To);
        var sum = 0m;

        while (walk.MoveNext(end))
        {
            sum += coverage.CountedWeight(walk.Ladder, walk.From, long.Min(walk.To, limit), discountId);
        }

        return sum;
    }

    private DiscountPlan PlanOf(long discountId) => funds.Discounts.First(plan => plan.DiscountId == discountId);

    private static CounterKey KeyOf(DiscountPlan plan) => new(CounterOf.Discount, plan.DiscountId);

    // A session counts where it began or, after a day, where it was last settled.
    private Instant PeriodOf(DiscountPlan plan) =>
        BillingPeriod.At(plan.Reset, session.SettledAt, session.Terms.Zone, BillingPeriod.CommonAnchor).Start;

    private decimal Contribution(DiscountPlan plan, decimal sum) => plan.Measure is CounterMeasure.Units
        ? sum
        : (sum / _terms.PriceUnitSize).Round(CounterDecimals, Rounding.HalfAwayFromZero);
}
