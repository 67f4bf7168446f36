using Billing.Core.Rating;
using Billing.Core.Tariffs;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Rating;

public sealed class AllocationTests
{
    private static readonly TariffPeriods Calendar = Periods(Daily("peak", "08:00", "20:00", "2026-03-09"));

    [Fact]
    public void Lookup_price_and_grant_allocate_nothing()
    {
        var tariff = Tariff(Row("1"), Row("1212"), Row("44"), Row("*"), Row("ONNET"));
        var plain = PerMinute("60/6", "0.10").Valid();
        var periodic = PerMinute("60/6", "0.10").In("peak", "1/1", "0.30").Valid(periods: Calendar);
        var clock = new RatingClock(Start, NewYork, Calendar);

        Assert.Equal(0, AllocatedBy(() => tariff.Find("12125550100", Start)));
        Assert.Equal(0, AllocatedBy(() => tariff.Find("onnet", Start)));
        Assert.Equal(0, AllocatedBy(() => tariff.Find("7495", Start)));
        Assert.Equal(0, AllocatedBy(() => Pricing.Amount(plain, 227, Clock)));
        Assert.Equal(0, AllocatedBy(() => Pricing.Amount(periodic, 10 * 86_400, clock)));
        Assert.Equal(0, AllocatedBy(() => Pricing.Grant(plain, 1_000, 86_400, Clock)));
        Assert.Equal(0, AllocatedBy(() => Pricing.Grant(periodic, 1_000, 86_400, clock)));
    }

    private static long AllocatedBy<T>(Func<T> action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
