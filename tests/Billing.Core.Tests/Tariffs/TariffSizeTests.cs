using System.Globalization;
using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Tariffs;

public sealed class TariffSizeTests
{
    private const int RateCount = 500_000;
    private const long Limit = 150_000_000;

    [Fact]
    public void A_tariff_of_500_000_rates_takes_less_than_150_MB_with_its_text()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var tariff = Build();

        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(RateCount, tariff.Rates.Count);
        Assert.True(taken < Limit, $"It takes {taken / 1_000_000} MB.");
    }

    private static Tariff Build()
    {
        var builder = new TariffBuilder(1, 1, "World", Currency.Usd, Unit.Second);

        for (var i = 0; i < RateCount; i++)
        {
            // Every 100th prefix encloses the next 99, and there are 5 000 prices.
            var prefix = (i % 100 == 0 ? 1_000_000 + i / 100 : 100_000_000 + i).ToString(CultureInfo.InvariantCulture);
            builder.Add(Row(prefix) with { Intervals = [new(60, 1, i % 5_000 / 10_000m), new(6, null, i % 5_000 / 10_000m)] });
        }

        return Assert.IsType<TariffOutcome.Built>(builder.Build()).Tariff;
    }
}
