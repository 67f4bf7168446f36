using Billing.Core.Rating;
using Billing.Core.Tariffs;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Rating;

public sealed class GrantTests
{
    private const long Day = 86_400;

    [Theory]
    //          first/next  price   connect  minimum  funds       granted
    [InlineData("60/60", "1.00", "0", "0", "10.00", 600)]
    [InlineData("60/60", "1.00", "0", "0", "9.99", 540)]
    [InlineData("60/60", "1.00", "0", "0", "0.99", 0)]
    [InlineData("60/6", "0.10", "0", "0", "0.11", 66)]
    [InlineData("60/6", "0.10", "0.02", "0", "0.11", 0)] // connect fee and first interval do not fit
    [InlineData("60/6", "0.10", "0.02", "0", "0.12", 60)]
    [InlineData("1/1", "0.10", "0", "0.50", "0.49", 0)] // the minimum does not fit
    [InlineData("1/1", "0.10", "0", "0.50", "0.50", 300)]
    [InlineData("60/60", "0", "0", "0", "0", Day)] // free
    [InlineData("60/60", "0", "0", "0", "-5", Day)]
    [InlineData("60/60", "0", "0.01", "0", "0", 0)]
    [InlineData("60/60", "1.00", "0", "0", "1000000", Day)]
    public void A_grant_is_the_most_that_the_funds_pay(
        string notation, string price, string connect, string minimum, string funds, long granted)
    {
        var rate = (PerMinute(notation, price) with { ConnectFee = D(connect), MinimumCharge = D(minimum) }).Valid();

        Assert.Equal(granted, Pricing.Grant(rate, D(funds), Day, Clock));
    }

    [Fact]
    public void Two_calls_in_slices_of_3_min_never_spend_more_than_10()
    {
        // 10.00 of funds, 1.00/min, slices of 3 min, two calls: holds 3 + 3, then 3 + 1, then both end.
        var rate = PerMinute("60/60", "1.00").Valid();
        Assert.Equal(180, Pricing.Grant(rate, 10, 180, Clock));
        Assert.Equal(180, Pricing.Grant(rate, 10 - 3, 180, Clock));
        Assert.Equal(360, Pricing.Grant(rate, 10 - 3, 360, Clock));
        Assert.Equal(240, Pricing.Grant(rate, 10 - 6, 360, Clock));
        Assert.Equal(360, Pricing.Grant(rate, 10 - 4, 540, Clock));
        Assert.Equal(240, Pricing.Grant(rate, 10 - 6, 540, Clock));
    }

    [Fact]
    public void Free_units_are_granted_without_funds()
    {
        var rate = (PerMinute("60/60", "1.00") with { FreeUnits = 45 }).Valid();

        Assert.Equal(45, Pricing.Grant(rate, 0, Day, Clock));
        Assert.Equal(30, Pricing.Grant(rate, 0, 30, Clock));
        Assert.Equal(105, Pricing.Grant(rate, 1, Day, Clock));
    }

    [Fact]
    public void A_maximum_charge_that_fits_grants_everything()
    {
        var rate = (PerMinute("60/60", "1.00") with { MaximumCharge = 5 }).Valid();

        Assert.Equal(240, Pricing.Grant(rate, 4.99m, Day, Clock));
        Assert.Equal(Day, Pricing.Grant(rate, 5, Day, Clock));
    }

    [Fact]
    public void A_million_of_funds_is_found_without_counting_megabytes()
    {
        var rate = PerMegabyte("1000000/1000000", "0.01").Valid(Unit.Byte);

        Assert.Equal(100_000_000_000_000, Pricing.Grant(rate, 1_000_000, long.MaxValue, Clock));
        Assert.Equal(RateLimits.MaxUnits, Pricing.Grant(rate, decimal.MaxValue, long.MaxValue, Clock));
    }

    [Fact]
    public void A_grant_crosses_into_the_dearer_period_at_its_price()
    {
        var periods = Periods(Daily("peak", "08:00", "20:00"));
        var rate = PerMinute("60/60", "0.20").In("peak", "60/60", "0.60").Valid(periods: periods);
        var clock = new RatingClock(At("2026-02-02T12:58:00Z"), NewYork, periods);

        Assert.Equal(120, Pricing.Grant(rate, 0.99m, Day, clock));
        Assert.Equal(180, Pricing.Grant(rate, 1.00m, Day, clock));
    }

    [Fact]
    public void Nothing_is_granted_where_nothing_may_be()
    {
        var rate = PerMinute("60/60", "0");

        Assert.Equal(0, Pricing.Grant((rate with { Status = RateStatus.Forbidden }).Valid(), 10, Day, Clock));
        Assert.Equal(0, Pricing.Grant(rate.Valid(), 10, 0, Clock));
        Assert.Equal(0, Pricing.Grant(rate.Valid(), 10, -1, Clock));
    }

    [Fact]
    public void A_payback_needs_no_funds() => Assert.Equal(
        Day, Pricing.Grant((PerMinute("60/60", "1.00") with { Direction = RateDirection.Payback }).Valid(), 0, Day, Clock));
}
