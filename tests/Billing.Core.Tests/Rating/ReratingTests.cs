using Billing.Core.Rating;
using Billing.Core.Tariffs;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Rating;

/// <summary>A record by another rate: its units' share of the session, with what paid left as it was.</summary>
public sealed class ReratingTests
{
    [Theory]
    //          new rate          from  used  covered  drawn   amount
    [InlineData("60/60", "0.10", 0, 227, 0, "0", "0.4")]
    [InlineData("60/6", "0.10", 0, 227, 0, "0", "0.38")]
    [InlineData("60/60", "0.10", 90, 60, 0, "0", "0.1")] // the second day's minute: two were paid for with the first
    [InlineData("60/60", "0.10", 0, 240, 120, "0", "0.2")] // an allowance pays two minutes, as before
    [InlineData("60/60", "0.10", 0, 240, 0, "0.15", "0.25")]
    [InlineData("60/60", "0.10", 0, 60, 0, "0.15", "0")] // reserved money had paid more than it costs now: never below zero
    [InlineData("60/60", "0.10", 0, 0, 0, "0", "0")]
    public void What_paid_stays_and_the_price_is_computed_again(
        string intervals, string price, long from, long used, long covered, string drawn, string amount)
    {
        var rate = PerMinute(intervals, price).Valid();
        var coverage = covered == 0 ? Coverage.None : new Coverage([new(0, covered, 1, null, 100)], [new(2, 99)]);

        Assert.Equal(D(amount), Rerating.Amount(rate, from, used, Clock, coverage, D(drawn)));
    }

    [Fact]
    public void A_payback_pays_for_all_units_whatever_had_paid()
    {
        var rate = (PerMinute("60/60", "0.10") with { Direction = RateDirection.Payback }).Valid();

        Assert.Equal(-0.2m, Rerating.Amount(rate, 0, 120, Clock, new([new(0, 60, 1, null, 100)], []), 0.1m));
    }
}
