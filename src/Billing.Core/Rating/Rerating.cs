using Billing.Core.Tariffs;

namespace Billing.Core.Rating;

/// <summary>What a transaction record costs by another rate than that which it was charged by. Pure.</summary>
/// <remarks>
/// What pays stays as it was decided when the usage was reported: units of allowances, discounts, reserved money. Only the price
/// is computed again. Where the intervals of the two rates differ, what an allowance paid stays those units: what the new rate
/// charges beyond them is money's.
/// </remarks>
public static class Rerating
{
    /// <summary>The amount of the usage between two cumulative ones.</summary>
    /// <param name="fromUnits">Cumulative usage of the session where the record begins, in base units.</param>
    /// <param name="usedUnits">Usage of the record, in base units.</param>
    /// <param name="coverage">The session's whole coverage; its draws are not looked at.</param>
    /// <param name="drawn">What reserved money has paid of the record, in the tariff's currency.</param>
    /// <returns>In the tariff's currency. Zero or more, however much reserved money had paid; zero or less for a payback.</returns>
    public static decimal Amount(Rate rate, long fromUnits, long usedUnits, in RatingClock clock, Coverage coverage, decimal drawn)
    {
        ArgumentNullException.ThrowIfNull(rate);

        if (rate.Direction is RateDirection.Payback)
        {
            return Pricing.Amount(rate, fromUnits + usedUnits, clock) - Pricing.Amount(rate, fromUnits, clock);
        }

        var amount = Pricing.Amount(rate, fromUnits + usedUnits, clock, coverage) - Pricing.Amount(rate, fromUnits, clock, coverage);

        return decimal.Max(0, amount - drawn);
    }
}
