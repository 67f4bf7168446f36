using BenchmarkDotNet.Attributes;
using Billing.Core.Amounts;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Benchmarks.Tariffs;

/// <summary>Calls to random destinations of a tariff with 500 000 rates, on one core.</summary>
[MemoryDiagnoser]
public class TariffBenchmarks
{
    private const int Calls = 65_536;

    private readonly RatingClock _clock = new(WorldTariff.Start, DateTimeZone.Utc, null);
    private List<RateRow> _rows = [];
    private string[] _numbers = [];
    private Tariff _tariff = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _rows = WorldTariff.Rows();
        _numbers = WorldTariff.Numbers(_rows, Calls);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        _tariff = BuildIndex();
        var retained = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine($"// The tariff retains {retained / 1_000_000} MB besides its destinations' text.");
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

    [Benchmark]
    public Tariff BuildIndex()
    {
        var builder = new TariffBuilder(1, 1, "World", Currency.Usd, Unit.Second);

        foreach (var row in _rows)
        {
            builder.Add(row);
        }

        return ((TariffOutcome.Built)builder.Build()).Tariff;
    }
}
