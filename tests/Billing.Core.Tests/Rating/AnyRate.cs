using Billing.Core.Amounts;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Rating;

/// <summary>Rates of every shape, with a clock; sizes that make borders and steps meet often.</summary>
internal static class AnyRate
{
    internal static readonly TariffPeriods Calendar = Periods(
        Daily("peak", "08:00", "08:20", "2026-03-07"),
        new TariffPeriod("odd", new WeeklyRange(Weekdays.Weekend, Time("23:50"), Time("02:10"))),
        Daily("night", "01:30", "01:45", "2026-03-07", "2026-11-02"));

    private static readonly Gen<decimal> Price = Gen.Int[0, 200_000].Select(price => price / 100_000m);

    private static readonly Gen<IReadOnlyList<RateInterval>> Ladder = Gen.Select(
        Gen.Select(Gen.OneOf(1L, 6, 20, 30, 60, 600), Gen.Int[1, 4], Price).Array[1, 3],
        steps => (IReadOnlyList<RateInterval>)
        [
            .. steps.Select((step, i) => new RateInterval(step.Item1, i + 1 < steps.Length ? step.Item2 : null, step.Item3)),
        ]);

    private static readonly Gen<RateRow> Prices = Gen.Select(
        Ladder, Ladder, Ladder, Gen.Int[0, 3], (all, peak, odd, which) => new RateRow
        {
            Destination = "1",
            EffectiveFrom = Start,
            Intervals = all,
            PeriodIntervals = new[] { ("peak", peak), ("odd", odd) }
                .Where((_, i) => (which & (1 << i)) != 0)
                .ToDictionary(pair => pair.Item1, pair => pair.Item2),
            PriceUnitSize = 60,
        });

    internal static readonly Gen<RateRow> Row = Gen.Select(
        Prices,
        Gen.OneOf(Gen.Const(0m), Price),
        Gen.OneOf(Gen.Const(0L), Gen.Long[1, 200]),
        Gen.OneOf(Gen.Const(0m), Gen.Int[1, 3000].Select(percent => percent / 100m)),
        Gen.Select(Gen.OneOf(Gen.Const(0), Gen.Int[1, 50]), Gen.OneOf(Gen.Const(-1), Gen.Int[0, 500])),
        Gen.Select(Gen.Int[0, 5], Gen.Enum<Rounding>(), Gen.Enum<RateDirection>(), Gen.OneOf(1L, 7, 60, 1000)),
        (row, connect, free, surcharge, bounds, finish) => row with
        {
            ConnectFee = connect,
            FreeUnits = free,
            SurchargePercent = surcharge,
            MinimumCharge = bounds.Item1,
            MaximumCharge = bounds.Item2 < 0 ? null : bounds.Item1 + bounds.Item2,
            RoundTo = finish.Item1,
            Rounding = finish.Item2,
            Direction = finish.Item3,
            PriceUnitSize = finish.Item4,
        });

    // Around ordinary days, a holiday and both changes of the clock.
    private static readonly Gen<Instant> StartAt = Gen.Select(
        Gen.OneOf("2026-02-03T11:00:00Z", "2026-03-07T03:00:00Z", "2026-03-08T05:00:00Z", "2026-11-01T04:00:00Z"),
        Gen.Long[0, 36_000_000],
        (day, milliseconds) => At(day) + Duration.FromMilliseconds(milliseconds));

    internal static readonly Gen<(Rate Rate, RatingClock Clock)> WithClock = Gen.Select(
        Row, StartAt, Gen.Enum<Unit>(), Gen.Bool,
        (row, start, unit, hasPeriods) => hasPeriods
            ? (row.Valid(unit, Calendar), new RatingClock(start, NewYork, Calendar))
            : (row.Valid(unit, Calendar), new RatingClock(start, NewYork, null)));

    internal static readonly Gen<long> Usage = Gen.OneOf(Gen.Long[0, 300], Gen.Long[0, 30_000]);
}
