using Billing.Core.Rating;
using Billing.Core.Tariffs;
using CsCheck;

namespace Billing.Core.Tests.Rating;

public sealed class PricingLaws
{
    [Fact]
    public void The_price_is_that_of_going_interval_by_interval() =>
        Gen.Select(AnyRate.WithClock, AnyRate.Usage).Sample((given, used) =>
            IntervalByInterval.Price(given.Rate, used, given.Clock)
                == (Pricing.Amount(given.Rate, used, given.Clock), Pricing.ChargedUnits(given.Rate, used, given.Clock)));

    [Fact]
    public void A_longer_session_never_costs_less() =>
        Gen.Select(AnyRate.WithClock, AnyRate.Usage, AnyRate.Usage).Sample((given, used, more) =>
            Math.Abs(Pricing.Amount(given.Rate, used + more, given.Clock))
                >= Math.Abs(Pricing.Amount(given.Rate, used, given.Clock)));

    [Fact]
    public void Reports_in_any_split_and_order_and_number_come_to_the_same() =>
        Gen.Select(AnyRate.WithClock, AnyRate.Usage.Array[1, 8]).Sample((given, reports) =>
        {
            var (seen, charged) = (0L, 0m);

            foreach (var total in reports.Concat(reports).Where(total => total > seen || total == 0))
            {
                charged += Pricing.Amount(given.Rate, Math.Max(total, seen), given.Clock)
                    - Pricing.Amount(given.Rate, seen, given.Clock);
                seen = Math.Max(total, seen);
            }

            return seen == reports.Max() && charged == Pricing.Amount(given.Rate, reports.Max(), given.Clock);
        });

    [Fact]
    public void Parts_add_up_to_the_amount_and_cover_the_units() =>
        Gen.Select(AnyRate.WithClock, AnyRate.Usage).Sample((given, used) =>
        {
            var rated = Pricing.Explain(given.Rate, used, given.Clock);
            var usage = rated.Parts.Where(part => part.Kind is RatedPartKind.Usage or RatedPartKind.FreeUnits).ToList();
            var next = 0L;

            return rated.Amount == Pricing.Amount(given.Rate, used, given.Clock)
                && rated.ChargedUnits == Pricing.ChargedUnits(given.Rate, used, given.Clock)
                && rated.Parts.Sum(part => part.Amount) == rated.Amount
                && usage.All(part => part.FromUnit == next && (next += part.Units) > 0)
                && next == rated.ChargedUnits + Math.Min(used, given.Rate.FreeUnits);
        });

    [Fact]
    public void What_was_added_since_an_earlier_usage_adds_up_to_the_difference() =>
        Gen.Select(AnyRate.WithClock, AnyRate.Usage, AnyRate.Usage).Sample((given, used, more) =>
        {
            var earlier = Pricing.Explain(given.Rate, used, given.Clock);
            var later = Pricing.Explain(given.Rate, used + more, given.Clock);
            var added = later.Since(earlier);

            return added.Amount == later.Amount - earlier.Amount
                && added.Parts.Sum(part => part.Amount) == added.Amount
                && added.Parts.Sum(part => part.Units) == later.Parts.Sum(part => part.Units) - earlier.Parts.Sum(part => part.Units)
                && added.Parts.All(part => part.Units >= 0);
        });

    [Fact]
    public void A_grant_fits_the_funds_and_a_unit_more_does_not() =>
        Gen.Select(AnyRate.WithClock, Gen.Int[-100, 100_000], AnyRate.Usage).Sample((given, cents, max) =>
        {
            var (rate, clock, funds) = (given.Rate, given.Clock, Math.Max(0, cents / 100m));
            var granted = Pricing.Grant(rate, cents / 100m, max, clock);

            return rate.Direction == RateDirection.Payback
                ? granted == max
                : granted >= 0 && granted <= max
                    && Pricing.Amount(rate, granted, clock) <= funds
                    && (granted == max || Pricing.Amount(rate, granted + 1, clock) > funds);
        });

    [Fact]
    public void A_grant_of_huge_funds_obeys_the_same_law() =>
        Gen.Select(AnyRate.WithClock, Gen.Long[0, 1_000_000_000], Gen.Long[0, RateLimits.MaxUnits]).Sample(
            (given, funds, max) =>
            {
                var (rate, clock) = given;
                var granted = Pricing.Grant(rate, funds, max, clock);

                return rate.Direction == RateDirection.Payback
                    || (Pricing.Amount(rate, granted, clock) <= funds
                        && (granted == max || Pricing.Amount(rate, granted + 1, clock) > funds));
            });
}
