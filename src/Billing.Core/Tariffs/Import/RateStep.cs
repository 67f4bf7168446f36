namespace Billing.Core.Tariffs.Import;

/// <summary>From one rate of a destination to the next: dearer, cheaper, or otherwise.</summary>
/// <param name="Direction">Above zero: it gets dearer. Zero: no price differs, or they cannot be compared.</param>
/// <param name="IsUnchanged">Prices and terms are alike; the effective dates do not count.</param>
/// <param name="Rise">What gets dearer; null when nothing does.</param>
internal readonly record struct RateStep(int Direction, bool IsUnchanged, PriceRise? Rise)
{
    internal static RateStep Between(Rate before, Rate after)
    {
        if (IsSame(before, after))
        {
            return new(0, true, null);
        }

        if (before.Direction != after.Direction || IsUnsold(before) || IsUnsold(after))
        {
            return default;
        }

        foreach (var (what, old, @new, order) in Prices(before.Terms, after.Terms))
        {
            if (order != 0)
            {
                return new(order, false, order > 0 ? new(after.Destination, after.EffectiveFrom, what, old, @new) : null);
            }
        }

        return default;
    }

    internal static bool IsSame(Rate left, Rate right) =>
        left.Status == right.Status && left.EffectiveTo == right.EffectiveTo && left.Terms.Equals(right.Terms);

    private static bool IsUnsold(Rate rate) => rate.Status is RateStatus.Forbidden or RateStatus.Discontinued;

    // The first one that differs decides. Lazy: nearly always that is the first.
    private static IEnumerable<(string What, decimal Old, decimal New, int Order)> Prices(RateTerms before, RateTerms after)
    {
        yield return Price("price", LastPrice(before.Ladder), LastPrice(after.Ladder), before, after);
        yield return Price("first price", before.Ladder.PriceOf(0), after.Ladder.PriceOf(0), before, after);

        foreach (var (period, _) in before.PeriodLadders.Concat(after.PeriodLadders))
        {
            yield return Price(
                $"price {period}", LastPrice(before.LadderIn(period)), LastPrice(after.LadderIn(period)), before, after);
        }

        yield return Amount("connect fee", before.ConnectFee, after.ConnectFee);
        yield return Amount("surcharge %", before.SurchargePercent, after.SurchargePercent);
        yield return Amount("minimum", before.MinimumCharge, after.MinimumCharge);
    }

    private static (string What, decimal Old, decimal New, int Order) Amount(string what, decimal old, decimal @new) =>
        (what, old, @new, @new.CompareTo(old));

    // Price units may differ, so prices are compared per base unit: cross-wise, for a division would not be exact.
    private static (string What, decimal Old, decimal New, int Order) Price(
        string what, decimal old, decimal @new, RateTerms before, RateTerms after) =>
        before.PriceUnitSize == after.PriceUnitSize
            ? Amount(what, old, @new)
            : (
                what,
                decimal.Round(old * after.PriceUnitSize / before.PriceUnitSize, RateLimits.MaxPriceDecimals),
                @new,
                (@new * before.PriceUnitSize).CompareTo(old * after.PriceUnitSize));

    private static decimal LastPrice(PriceLadder ladder) => ladder.PriceOf(ladder.StepCount - 1);
}
