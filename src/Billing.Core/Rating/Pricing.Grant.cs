using Billing.Core.Tariffs;

namespace Billing.Core.Rating;

public static partial class Pricing
{
    /// <summary>The largest usage whose charge fits the funds.</summary>
    /// <remarks>
    /// By the same sums as <see cref="Amount"/>: <c>Amount(Grant(funds)) ≤ funds</c>, and one unit more does not fit, so
    /// a grant ends with an interval. What costs nothing is granted without funds; a payback is granted whole. Found by
    /// halving, not by counting: as fast for large funds as for small ones. Allocates nothing.
    /// </remarks>
    /// <param name="funds">Money for the whole session, in the tariff's currency; below zero counts as zero.</param>
    /// <param name="maxUnits">
    /// The most to grant, in base units; zero or less grants nothing, more than <see cref="RateLimits.MaxUnits"/> is cut.
    /// </param>
    /// <returns>
    /// Base units of the whole session, what is used already included; zero when not even the first interval with the
    /// connect fee and the minimum charge fits, and when the rate is forbidden.
    /// </returns>
    /// <param name="coverage">What allowances and discounts pay of it, up to <paramref name="maxUnits"/>; null: nothing.</param>
    public static long Grant(Rate rate, decimal funds, long maxUnits, in RatingClock clock, Coverage? coverage = null)
    {
        ArgumentNullException.ThrowIfNull(rate);

        var terms = rate.Terms;
        maxUnits = long.Clamp(maxUnits, 0, RateLimits.MaxUnits);
        funds = decimal.Max(funds, 0);

        if (rate.Status == RateStatus.Forbidden || (terms.Direction == RateDirection.Charge && SizeOf(terms, 0, FirstIsCovered(terms, coverage)) > funds))
        {
            return 0;
        }

        if (terms.Direction == RateDirection.Payback || terms.MaximumCharge <= funds)
        {
            return maxUnits;
        }

        var limit = maxUnits - terms.FreeUnits;
        var weight = 0m;
        var walk = new SegmentWalk(terms, clock);

        while (walk.MoveNext(limit))
        {
            var reduced = walk.Weight - (coverage?.Reduction(walk.Ladder, walk.From, walk.To) ?? 0);

            if (SizeOf(terms, weight + reduced, IsCovered(terms, coverage, walk.To)) > funds)
            {
                return terms.FreeUnits + LastFitting(terms, funds, weight, walk, long.Min(limit, walk.To), coverage);
            }

            weight += reduced;
        }

        return maxUnits;
    }

    private static bool FirstIsCovered(RateTerms terms, Coverage? coverage) =>
        terms.FreeUnits == 0 && coverage is { Spans: [{ From: 0, AllowanceId: not null }, ..] };

    /// <summary>The last metered unit that fits in a segment that does not fit whole.</summary>
    private static long LastFitting(RateTerms terms, decimal funds, decimal weight, in SegmentWalk walk, long limit, Coverage? coverage)
    {
        var ladder = walk.Ladder;
        var before = weight - ladder.WeightOf(walk.From);
        var (fits, tooMany) = (walk.From, limit);

        while (tooMany - fits > 1)
        {
            var middle = fits + (tooMany - fits) / 2;

            var end = ladder.Ceiling(middle);
            var reduction = coverage?.Reduction(ladder, walk.From, end) ?? 0;

            if (SizeOf(terms, before + ladder.WeightOf(end) - reduction, IsCovered(terms, coverage, end)) > funds)
            {
                tooMany = middle;
            }
            else
            {
                fits = middle;
            }
        }

        return fits;
    }
}
