using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.Tariffs;

namespace Billing.Core.Rating;

public static partial class Pricing
{
    /// <summary>The charge of <see cref="Amount"/> with the parts that it is made of.</summary>
    /// <remarks>
    /// Each part's amount is the difference that it makes to the rounded running sum, so that the parts add up to the
    /// amount exactly. One part per price and period, not per interval.
    /// </remarks>
    /// <param name="coverage">What allowances, discounts and reserved money pay of it; null: nothing.</param>
    public static RatedUsage Explain(Rate rate, long usedUnits, in RatingClock clock, Coverage? coverage = null)
    {
        var terms = TermsOf(rate, usedUnits);

        if (usedUnits == 0)
        {
            return new(0, 0, 0, []);
        }

        var parts = new PartList(terms, coverage ?? Coverage.None);
        var walk = new SegmentWalk(terms, clock, everyBorder: true);
        parts.AddConnectFee();
        parts.AddFreeUnits(long.Min(usedUnits, terms.FreeUnits));

        while (walk.MoveNext(usedUnits - terms.FreeUnits))
        {
            parts.AddSegment(walk);
        }

        parts.AddSurcharge(WithSurcharge(terms, parts.Weight));
        var size = SizeOf(terms, parts.Weight, IsCovered(terms, coverage, walk.To));
        parts.AddBounds(size);
        parts.AddDraws();

        return new(usedUnits, walk.To, Signed(terms, size) - (coverage?.Drawn ?? 0), parts.ToImmutable());
    }

    private sealed class PartList(RateTerms terms, Coverage coverage)
    {
        private readonly ImmutableArray<RatedPart>.Builder _parts = ImmutableArray.CreateBuilder<RatedPart>();
        private decimal _running;

        internal decimal Weight { get; private set; }

        internal void AddConnectFee()
        {
            if (terms.ConnectFee > 0)
            {
                Add(RatedPartKind.ConnectFee, 0, 0, null, terms.ConnectFee, terms.ConnectFee);
            }
        }

        internal void AddFreeUnits(long units)
        {
            if (units > 0)
            {
                Add(RatedPartKind.FreeUnits, 0, units, null, 0, terms.ConnectFee);
            }
        }

        internal void AddSegment(in SegmentWalk walk)
        {
            for (long from = walk.From, to; from < walk.To; from = to)
            {
                var step = walk.Ladder.StepAt(from);
                var cover = CoverAt(from);
                to = long.Min(long.Min(walk.To, walk.Ladder.EndOf(step)), cover.To);
                Weight += (walk.Ladder.WeightOf(to) - walk.Ladder.WeightOf(from)) * (100 - cover.Percent) / 100m;
                AddUsage(terms.FreeUnits + from, to - from, walk.Period, walk.Ladder.PriceOf(step), cover);
            }
        }

        /// <summary>What reserved money pays comes off the rounded amount.</summary>
        internal void AddDraws()
        {
            foreach (var draw in coverage.Draws)
            {
                _parts.Add(new(RatedPartKind.ReservedMoney, 0, 0, null, 0, -draw.Amount) { AllowanceId = draw.AllowanceId });
            }
        }

        // The span at a unit; where there is none, an empty one up to the next.
        private CoverSpan CoverAt(long unit)
        {
            var to = long.MaxValue;

            foreach (var span in coverage.Spans)
            {
                if (span.From <= unit && unit < span.To)
                {
                    return span;
                }

                to = span.From > unit ? long.Min(to, span.From) : to;
            }

            return new(unit, to, null, null, 0);
        }

        internal void AddSurcharge(decimal sum)
        {
            if (terms.SurchargePercent > 0)
            {
                Add(RatedPartKind.Surcharge, 0, 0, null, terms.SurchargePercent, sum);
            }
        }

        internal void AddBounds(decimal size)
        {
            if (size > _running)
            {
                Add(RatedPartKind.Minimum, 0, 0, null, terms.MinimumCharge, size);
            }
            else if (size < _running)
            {
                Add(RatedPartKind.Maximum, 0, 0, null, terms.MaximumCharge ?? 0, size);
            }
        }

        internal ImmutableArray<RatedPart> ToImmutable() => _parts.ToImmutable();

        // A border that changes nothing (midnight before an ordinary day, a change of daylight saving) is not shown.
        private void AddUsage(long from, long units, string? period, decimal price, in CoverSpan cover)
        {
            var sum = (terms.ConnectFee * terms.PriceUnitSize + Weight) / terms.PriceUnitSize;
            Add(RatedPartKind.Usage, from, units, period, price, sum);
            _parts[^1] = _parts[^1] with { AllowanceId = cover.AllowanceId, DiscountId = cover.DiscountId, Percent = cover.Percent };

            if (_parts is [.., { Kind: RatedPartKind.Usage } before, var last]
                && before.Period == last.Period && before.Price == last.Price
                && before.AllowanceId == last.AllowanceId && before.DiscountId == last.DiscountId && before.Percent == last.Percent)
            {
                _parts.RemoveAt(_parts.Count - 1);
                _parts[^1] = before with { Units = before.Units + last.Units, Amount = before.Amount + last.Amount };
            }
        }

        private void Add(RatedPartKind kind, long from, long units, string? period, decimal price, decimal sum)
        {
            var rounded = sum.Round(terms.RoundTo, terms.Rounding);
            _parts.Add(new(kind, from, units, period, price, Signed(terms, rounded - _running)));
            _running = rounded;
        }
    }
}
