using System.Globalization;
using Billing.Core.Amounts;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using NodaTime;
using NodaTime.Text;

namespace Billing.Core.Tests;

/// <summary>Rates that read like a price list.</summary>
internal static class Rates
{
    internal static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    internal static readonly Instant Start = At("2026-03-02T12:00:00Z");

    internal static readonly RatingClock Clock = new(Start, DateTimeZone.Utc, null);

    internal static Instant At(string iso) => InstantPattern.ExtendedIso.Parse(iso).Value;

    internal static decimal D(string number) => decimal.Parse(number, CultureInfo.InvariantCulture);

    internal static PriceLadder Ladder(string notation, string price) =>
        IntervalNotation.TryParse(notation, D(price), out var ladder, out var error)
            ? ladder
            : throw new ArgumentException(error);

    internal static RateRow Row(string destination, string notation = "60/60", string price = "0.10", long per = 60) => new()
    {
        Destination = destination,
        EffectiveFrom = At("2026-01-01T00:00:00Z"),
        Intervals = Ladder(notation, price).Intervals,
        PriceUnitSize = per,
    };

    internal static RateRow PerMinute(string notation, string price) => Row("1", notation, price);

    internal static RateRow PerMegabyte(string notation, string price) => Row("*", notation, price, per: 1_000_000);

    internal static Rate Valid(this RateRow row, Unit unit = Unit.Second, TariffPeriods? periods = null) =>
        Rate.Create(row, unit, periods) switch
        {
            RateOutcome.Valid(var rate) => rate,
            RateOutcome.Invalid(var errors) => throw new ArgumentException(string.Join(" ", errors)),
            _ => throw new InvalidOperationException(),
        };

    internal static Tariff Tariff(params IEnumerable<RateRow> rows) => Tariff(null, rows);

    internal static Tariff Tariff(TariffPeriods? periods, params IEnumerable<RateRow> rows)
    {
        var builder = new TariffBuilder(1, 1, "Test", Currency.Usd, Unit.Second, periods);

        foreach (var row in rows)
        {
            Assert.IsType<RateOutcome.Valid>(builder.Add(row));
        }

        return Assert.IsType<TariffOutcome.Built>(builder.Build()).Tariff;
    }

    internal static TariffPeriods Periods(params IEnumerable<TariffPeriod> periods) =>
        TariffPeriods.TryCreate(periods, out var compiled, out var error) ? compiled : throw new ArgumentException(error);

    internal static TariffPeriod Daily(string name, string from, string to, params IEnumerable<string> dates) => new(
        name,
        [new(Weekdays.All, Time(from), Time(to))],
        [.. dates.Select(date => LocalDatePattern.Iso.Parse(date).Value)]);

    internal static LocalTime Time(string text) => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text).Value;

    internal static RateRow In(this RateRow row, string period, string notation, string price) => row with
    {
        PeriodIntervals = new Dictionary<string, IReadOnlyList<RateInterval>>(row.PeriodIntervals)
        {
            [period] = Ladder(notation, price).Intervals,
        },
    };
}
