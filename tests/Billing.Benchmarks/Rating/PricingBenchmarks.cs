using BenchmarkDotNet.Attributes;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Benchmarks.Rating;

/// <summary>One session's price and grant.</summary>
[MemoryDiagnoser]
public class PricingBenchmarks
{
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 12, 58);

    private static readonly TariffPeriods Calendar = TariffPeriods.TryCreate(
        [new TariffPeriod("peak", new WeeklyRange(Weekdays.WorkingDays, new(8, 0), new(20, 0)))], out var calendar, out _)
        ? calendar
        : throw new InvalidOperationException();

    private static readonly Rate Voice = Create(Unit.Second, 60, new(60, 1, 0.10m), new(6, null, 0.10m));
    private static readonly Rate Data = Create(Unit.Byte, 1_000_000, new RateInterval(1_000_000, null, 0.01m));

    private readonly RatingClock _plain = new(Start, DateTimeZone.Utc, null);
    private readonly RatingClock _periodic = new(Start, DateTimeZoneProviders.Tzdb["America/New_York"], Calendar);

    [Benchmark]
    public decimal AmountOfACall() => Pricing.Amount(Voice, 227, _plain);

    [Benchmark]
    public decimal AmountOfACallAcrossAPeakBorder() => Pricing.Amount(Voice, 227, _periodic);

    [Benchmark]
    public decimal AmountOfADayWithPeriods() => Pricing.Amount(Voice, 86_400, _periodic);

    [Benchmark]
    public RatedUsage ExplainACall() => Pricing.Explain(Voice, 227, _plain);

    [Benchmark]
    public long GrantOf10() => Pricing.Grant(Voice, 10, 86_400, _plain);

    [Benchmark]
    public long GrantOf10WithPeriods() => Pricing.Grant(Voice, 10, 86_400, _periodic);

    [Benchmark]
    public long GrantOfAMillionByTheMegabyte() => Pricing.Grant(Data, 1_000_000, long.MaxValue, _plain);

    private static Rate Create(Unit unit, long priceUnitSize, params RateInterval[] intervals)
    {
        var row = new RateRow
        {
            Destination = "*",
            EffectiveFrom = Instant.FromUtc(2026, 1, 1, 0, 0),
            Intervals = intervals,
            PeriodIntervals = new Dictionary<string, IReadOnlyList<RateInterval>>
            {
                ["peak"] = [.. intervals.Select(interval => interval with { Price = interval.Price * 3 })],
            },
            PriceUnitSize = priceUnitSize,
        };

        return ((RateOutcome.Valid)Rate.Create(row, unit, Calendar)).Rate;
    }
}
