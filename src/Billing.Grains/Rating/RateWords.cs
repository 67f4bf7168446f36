using System.Globalization;
using Billing.Core.Tariffs;

namespace Billing.Grains.Rating;

/// <summary>Rates and amounts in words, in English and the invariant culture.</summary>
internal static class RateWords
{
    /// <param name="period">The tariff period in force; null: the default one.</param>
    public static string Of(Rate rate, string currency, string? period)
    {
        var ladder = period is not null && rate.PeriodLadders.TryGetValue(period, out var own) ? own : rate.Ladder;
        var steps = ladder.Intervals.Select(interval => string.Create(
            CultureInfo.InvariantCulture,
            $"{(interval.RepeatCount is { } times ? $"{times} × " : "then ")}{interval.LengthUnits} at {Price(interval.Price)}"));
        var fee = rate.ConnectFee == 0 ? "" : $", connect fee {Price(rate.ConnectFee)}";
        var way = rate.Direction is RateDirection.Payback ? ", paid to the account" : "";

        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", steps)} {currency} per {rate.PriceUnitSize} {Units(rate.Unit)}{fee}{way}");
    }

    public static string Price(decimal price) => price.ToString("0.00########", CultureInfo.InvariantCulture);

    public static string Count(decimal units, Unit unit) => string.Create(CultureInfo.InvariantCulture, $"{units:0.######} {Units(unit)}");

    private static string Units(Unit unit) => $"{unit.ToString().ToLowerInvariant()}s";
}
