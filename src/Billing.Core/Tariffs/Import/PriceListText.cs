using System.Collections.Immutable;
using System.Globalization;
using Billing.Core.Amounts;
using NodaTime;
using NodaTime.Text;

namespace Billing.Core.Tariffs.Import;

/// <summary>A tariff as the cells of a price list: what <see cref="PriceList"/> reads as the same rates.</summary>
public static class PriceListText
{
    private static readonly ImmutableArray<string> Fixed =
    [
        "destination", "effective_from", "effective_to", "status", "direction", "price", "intervals", "price_unit_size",
        "connect_fee", "free_units", "surcharge_percent", "minimum_charge", "maximum_charge", "round_to", "rounding", "currency",
    ];

    public static ImmutableArray<string> Heads(Tariff tariff)
    {
        ArgumentNullException.ThrowIfNull(tariff);

        return [.. Fixed, .. Periods(tariff).SelectMany(name => new[] { $"price {name}", $"intervals {name}" })];
    }

    /// <summary>The cells of one rate of the tariff, in the order of <see cref="Heads"/>.</summary>
    public static ImmutableArray<string> Cells(Tariff tariff, Rate rate)
    {
        ArgumentNullException.ThrowIfNull(tariff);
        ArgumentNullException.ThrowIfNull(rate);

        var (intervals, price) = LadderNotation.Format(rate.Ladder);

        return
        [
            rate.Destination,
            Text(rate.EffectiveFrom),
            rate.EffectiveTo is { } to ? Text(to) : "",
            rate.Status.ToString().ToLowerInvariant(),
            rate.Direction.ToString().ToLowerInvariant(),
            Text(price),
            intervals,
            Text(rate.PriceUnitSize),
            Text(rate.ConnectFee),
            Text(rate.FreeUnits),
            Text(rate.SurchargePercent),
            Text(rate.MinimumCharge),
            rate.MaximumCharge is { } maximum ? Text(maximum) : "",
            Text(rate.RoundTo),
            Text(rate.Rounding),
            tariff.Currency.Code,
            .. Periods(tariff).SelectMany(name => PeriodCells(rate, name)),
        ];
    }

    /// <summary>The rates that are in force at an instant: one for a destination, none for what is discontinued.</summary>
    public static IEnumerable<Rate> InForce(Tariff tariff, Instant at)
    {
        ArgumentNullException.ThrowIfNull(tariff);

        string? decided = null;

        foreach (var rate in tariff.Rates)
        {
            if (!string.Equals(rate.Destination, decided, StringComparison.OrdinalIgnoreCase) && rate.IsEffectiveAt(at))
            {
                decided = rate.Destination;

                if (rate.Status is not RateStatus.Discontinued)
                {
                    yield return rate;
                }
            }
        }
    }

    private static IEnumerable<string> Periods(Tariff tariff) => tariff.Periods?.Periods.Select(period => period.Name) ?? [];

    private static IEnumerable<string> PeriodCells(Rate rate, string period)
    {
        if (rate.Terms.PeriodLadders.FirstOrDefault(ladder => ladder.Period == period).Ladder is not { } ladder)
        {
            return ["", ""];
        }

        var (intervals, price) = LadderNotation.Format(ladder);

        return [Text(price), intervals];
    }

    private static string Text(Instant instant) =>
        instant.InUtc() is var time && time.TimeOfDay == LocalTime.Midnight
            ? LocalDatePattern.Iso.Format(time.Date)
            : InstantPattern.ExtendedIso.Format(instant);

    private static string Text(decimal value) => value.ToString("0.##########", CultureInfo.InvariantCulture);

    private static string Text(Rounding rounding) => rounding switch
    {
        Rounding.HalfAwayFromZero => "half-away",
        Rounding.HalfEven => "half-even",
        Rounding.Up => "up",
        _ => "down",
    };
}
