using BenchmarkDotNet.Attributes;
using Billing.Core.Tariffs;

namespace Billing.Benchmarks.Tariffs;

/// <summary>Checking and compiling 500 000 rows.</summary>
[MemoryDiagnoser]
public class BuildBenchmarks
{
    private readonly List<RateRow> _rows = WorldTariff.Rows();

    [Benchmark]
    public Tariff Build() => WorldTariff.Build(_rows);
}
