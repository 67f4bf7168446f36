using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using Billing.Core.Tariffs;

namespace Billing.Host.Price;

/// <summary>A step of a ladder as a case says it.</summary>
/// <param name="Per">The base units that its price is for.</param>
internal readonly record struct PricedStep(RateInterval Interval, long Per);

/// <summary>Reads the ladder of a rate or of one of its periods: a notation with prices, or steps.</summary>
internal static class LadderReader
{
    // "60/6" with "price" (and "firstPrice"), or a list of steps; missing: every base unit at the price.
    public static ImmutableArray<PricedStep> Read(CaseReader json, long priceUnit)
    {
        if (json.Find("intervals") is { ValueKind: JsonValueKind.Array })
        {
            return [.. json.List("intervals").Select(item => Step(item.Value, item.Path, priceUnit))];
        }

        var price = Price(json, "price");
        var firstPrice = Price(json, "firstPrice");
        var notation = json.TextOrNumber("intervals") ?? "1";

        if (!IntervalNotation.TryParse(notation, firstPrice ?? price ?? 0, price ?? 0, out var ladder, out var error))
        {
            throw json.Error("intervals", error);
        }

        return [.. ladder.Intervals.Select(interval => new PricedStep(interval, priceUnit))];
    }

    /// <summary>The smallest price unit in which the prices of all steps are exact: a price per 60 seconds is none per second.</summary>
    public static long CommonUnit(CaseReader json, IEnumerable<ImmutableArray<PricedStep>> ladders)
    {
        var common = BigInteger.One;

        foreach (var per in ladders.SelectMany(ladder => ladder).Select(step => step.Per).Distinct())
        {
            if (per < 1)
            {
                throw json.Error("priceUnit", "expected base units, 1 or more");
            }

            common *= per / BigInteger.GreatestCommonDivisor(common, per);

            if (common > RateLimits.MaxPriceUnitSize)
            {
                throw json.Error("intervals", $"has prices per units without a common multiple up to {RateLimits.MaxPriceUnitSize}");
            }
        }

        return (long)common;
    }

    public static ImmutableArray<RateInterval> In(long unit, ImmutableArray<PricedStep> ladder) =>
        [.. ladder.Select(step => step.Interval with { Price = step.Interval.Price * (unit / step.Per) })];

    private static PricedStep Step(JsonElement element, string path, long priceUnit)
    {
        var json = new CaseReader(element, path);
        var length = json.Whole("length") ?? throw json.Error("length", "expected base units in an interval");
        var repeat = json.Whole("repeat");
        var price = Price(json, "price") ?? throw json.Error("price", "expected the price per price unit");
        var per = json.Whole("per") ?? priceUnit;
        json.Finish();

        if (repeat > int.MaxValue)
        {
            throw json.Error("repeat", "expected a smaller number");
        }

        return per == 0 ? throw json.Error("per", "expected base units, 1 or more") : new(new(length, (int?)repeat, price), per);
    }

    // The rules of rates say the same of every price, but of a ladder's as a whole.
    private static decimal? Price(CaseReader json, string name) => json.Decimal(name) switch
    {
        < 0 => throw json.Error(name, "is below zero"),
        > RateLimits.MaxPrice => throw json.Error(name, $"is above {RateLimits.MaxPrice}"),
        { } price when decimal.Round(price, RateLimits.MaxPriceDecimals) != price =>
            throw json.Error(name, $"has more than {RateLimits.MaxPriceDecimals} decimals"),
        var price => price,
    };
}
