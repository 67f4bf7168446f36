using BenchmarkDotNet.Attributes;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Benchmarks.Tariffs;

/// <summary>Calls to random destinations of a tariff with 500 000 rates, on one core.</summary>
[MemoryDiagnoser]
public class LookupBenchmarks
{
    private const int Calls = 65_536;

    private readonly RatingClock _clock = new(WorldTariff.Start, DateTimeZone.Utc, null);
    private string[] _numbers = [];
    private Tariff _tariff = null!;

    /// <summary>
    /// How many of the destinations are called: some thousand, as in traffic, or all alike, which no cache holds.
    /// </summary>
    [Params(5_000, WorldTariff.RateCount)]
    public int Called { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var rows = WorldTariff.Rows();
        _numbers = WorldTariff.Numbers(rows[..Called], Calls);
        _tariff = WorldTariff.Build(rows);
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public int Lookup()
    {
        var found = 0;

        foreach (var number in _numbers)
        {
            found += _tariff.Find(number, WorldTariff.Start) is null ? 0 : 1;
        }

        return found;
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public decimal LookupAndPrice()
    {
        var sum = 0m;

        foreach (var number in _numbers)
        {
            sum += Pricing.Amount(_tariff.Find(number, WorldTariff.Start)!.Value.Rate, 227, _clock);
        }

        return sum;
    }
}
