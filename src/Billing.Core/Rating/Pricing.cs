using Billing.Core.Amounts;
using Billing.Core.Tariffs;

namespace Billing.Core.Rating;

/// <summary>What a session costs by its rate. Pure: rate, cumulative usage and start in, amount out.</summary>
/// <remarks>
/// <para>
/// Amounts are in the tariff's currency, before tax, for the <em>whole</em> usage of the session so far. A report
/// charges the difference to what is charged already, so repeated, reordered and split reports come to the same.
/// </para>
/// <para>
/// The sum of the connect fee and the started intervals, plus the surcharge, within the minimum and the maximum charge,
/// is rounded once, at the end. The size of an amount never shrinks as usage grows. A payback is the same amount below
/// zero. The status of the rate is the caller's business, except that a forbidden rate grants nothing.
/// </para>
/// <para>
/// Units that an allowance pays for weigh nothing, discounted ones weigh less (<see cref="Coverage"/>). The connect fee is
/// charged all the same; the minimum charge is not, when allowances pay for every unit.
/// </para>
/// </remarks>
public static partial class Pricing
{
    /// <summary>The charge for a session's whole usage so far.</summary>
    /// <remarks>Zero usage is free: no connect fee, no minimum. Allocates nothing.</remarks>
    /// <param name="usedUnits">Cumulative usage in base units, from zero to <see cref="RateLimits.MaxUnits"/>.</param>
    /// <returns>Rounded by the rate; zero or more, for a payback zero or less.</returns>
    /// <param name="coverage">What allowances and discounts pay of it; null: nothing. Reserved money is not taken off.</param>
    public static decimal Amount(Rate rate, long usedUnits, in RatingClock clock, Coverage? coverage = null)
    {
        var terms = TermsOf(rate, usedUnits);

        if (usedUnits == 0)
        {
            return 0;
        }

        var weight = 0m;
        var walk = new SegmentWalk(terms, clock);

        while (walk.MoveNext(usedUnits - terms.FreeUnits))
        {
            weight += walk.Weight;

            if (coverage is not null)
            {
                weight -= coverage.Reduction(walk.Ladder, walk.From, walk.To);
            }
        }

        return Signed(terms, SizeOf(terms, weight, IsCovered(terms, coverage, walk.To)));
    }

    /// <summary>The base units of the started intervals, whole, after the rate's free units.</summary>
    /// <remarks>What allowances are consumed in. Allocates nothing.</remarks>
    public static long ChargedUnits(Rate rate, long usedUnits, in RatingClock clock)
    {
        var terms = TermsOf(rate, usedUnits);
        var walk = new SegmentWalk(terms, clock);

        while (walk.MoveNext(usedUnits - terms.FreeUnits))
        {
        }

        return walk.To;
    }

    /// <summary>Whether allowances pay for every unit: then there is nothing that a minimum charge could be of.</summary>
    /// <remarks>Not where the rate has free units: inside them the minimum is due already, and an amount never shrinks.</remarks>
    private static bool IsCovered(RateTerms terms, Coverage? coverage, long meteredUnits) =>
        coverage is not null && terms.FreeUnits == 0 && coverage.CoveredUnits(meteredUnits) == meteredUnits;

    /// <summary>From units × price to the rounded size of the session's amount, for usage above zero.</summary>
    private static decimal SizeOf(RateTerms terms, decimal weight, bool isCovered = false)
    {
        if (terms.IsPlain)
        {
            return (weight / terms.PriceUnitSize).Round(terms.RoundTo, terms.Rounding);
        }

        var size = WithSurcharge(terms, weight);
        size = isCovered ? size : decimal.Max(size, terms.MinimumCharge);
        size = terms.MaximumCharge is { } maximum ? decimal.Min(size, maximum) : size;

        return size.Round(terms.RoundTo, terms.Rounding);
    }

    // One division, after all that multiplies: thirds of a cent would not survive two.
    private static decimal WithSurcharge(RateTerms terms, decimal weight)
    {
        var whole = terms.ConnectFee * terms.PriceUnitSize + weight;

        return terms.SurchargePercent == 0
            ? whole / terms.PriceUnitSize
            : whole * (100 + terms.SurchargePercent) / (100m * terms.PriceUnitSize);
    }

    private static decimal Signed(RateTerms terms, decimal size) =>
        terms.Direction == RateDirection.Payback ? -size : size;

    private static RateTerms TermsOf(Rate rate, long usedUnits)
    {
        ArgumentNullException.ThrowIfNull(rate);
        ArgumentOutOfRangeException.ThrowIfNegative(usedUnits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(usedUnits, RateLimits.MaxUnits);

        return rate.Terms;
    }
}
