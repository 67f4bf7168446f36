using Billing.Core.Amounts;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Rating;

public sealed class PricingTests
{
    [Theory]
    //          first/next  price   used  charged  amount
    [InlineData("60/6", "0.10", 227, 228, "0.38000")]
    [InlineData("30/6", "0.20", 31, 36, "0.12")]    // 30/6 at 0.20/min, 31 s
    [InlineData("60/60", "0.10", 227, 240, "0.40")]    // 60/60, call of 3:47 is charged 4:00
    [InlineData("60/60", "0.10", 60, 60, "0.10")]
    [InlineData("60/60", "0.10", 61, 120, "0.20")]
    [InlineData("60/6", "0.10", 1, 60, "0.10")]
    [InlineData("60/6", "0.10", 61, 66, "0.11")]
    [InlineData("1/1", "0.05", 1, 1, "0.00083")]
    [InlineData("1/1", "0.05", 20, 20, "0.01667")]
    [InlineData("1/1", "0.05", 3600, 3600, "3.00")]
    [InlineData("30/20/6", "0.60", 51, 56, "0.56")]
    [InlineData("60/60", "0.10", 0, 0, "0")]
    public void A_call_is_charged_by_started_intervals(string notation, string price, long used, long charged, string amount)
    {
        var rate = PerMinute(notation, price).Valid();

        Assert.Equal(charged, Pricing.ChargedUnits(rate, used, Clock));
        Assert.Equal(D(amount), Pricing.Amount(rate, used, Clock));
    }

    [Fact]
    public void Base_unit_1_kB_758_bytes_is_1_kB() =>
        Assert.Equal(1_000, Pricing.ChargedUnits(PerMegabyte("1000/1000", "0.01").Valid(Unit.Byte), 758, Clock));

    [Theory]
    [InlineData(250_400_000, 251_000_000, "2.51")]
    [InlineData(250_000_000, 250_000_000, "2.50")]
    [InlineData(1, 1_000_000, "0.01")]
    public void Data_is_charged_by_started_megabytes(long used, long charged, string amount)
    {
        var rate = PerMegabyte("1000000/1000000", "0.01").Valid(Unit.Byte);

        Assert.Equal(charged, Pricing.ChargedUnits(rate, used, Clock));
        Assert.Equal(D(amount), Pricing.Amount(rate, used, Clock));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "0.02083")]
    [InlineData(60, "0.07")]
    [InlineData(90, "0.095")]
    public void A_connect_fee_is_charged_once_and_not_for_an_unanswered_call(long used, string amount) => Assert.Equal(
        D(amount), Pricing.Amount((PerMinute("1/1", "0.05") with { ConnectFee = 0.02m }).Valid(), used, Clock));

    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(29, 0, "0.02")]   // free units still connect
    [InlineData(30, 0, "0.02")]
    [InlineData(31, 60, "0.12")]  // intervals start after the free units
    [InlineData(90, 60, "0.12")]
    [InlineData(91, 66, "0.13")]
    public void Free_units_cost_nothing_and_intervals_start_after_them(long used, long charged, string amount)
    {
        var rate = (PerMinute("60/6", "0.10") with { FreeUnits = 30, ConnectFee = 0.02m }).Valid();

        Assert.Equal(charged, Pricing.ChargedUnits(rate, used, Clock));
        Assert.Equal(D(amount), Pricing.Amount(rate, used, Clock));
    }

    [Theory]
    [InlineData(60, "0.30")]
    [InlineData(180, "0.50")]   // 1 × 0.30, 2 × 0.10
    [InlineData(181, "0.505")]  // then 6 s at 0.05
    [InlineData(240, "0.55")]
    public void A_ladder_prices_each_step_by_itself(long used, string amount) => Assert.Equal(D(amount), Pricing.Amount(
        (PerMinute("1/1", "0") with { Intervals = [new(60, 1, 0.30m), new(60, 2, 0.10m), new(6, null, 0.05m)] }).Valid(),
        used,
        Clock));

    [Theory]
    [InlineData("0", "0.05", 20, "0.02")]    // a third of 0.05 and a fifth of that: exact only in one division
    [InlineData("0.10", "0.60", 60, "0.84")]
    [InlineData("0.10", "0.60", 0, "0")]
    public void A_surcharge_is_on_everything_before_it(string connect, string price, long used, string amount)
    {
        var row = PerMinute("1/1", price) with
        {
            ConnectFee = D(connect),
            SurchargePercent = 20,
            Rounding = Rounding.Up,
        };

        Assert.Equal(D(amount), Pricing.Amount(row.Valid(), used, Clock));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "0.15")]
    [InlineData(90, "0.15")]
    [InlineData(91, "0.15167")]
    [InlineData(299, "0.49833")]
    [InlineData(301, "0.50")]
    [InlineData(86_400, "0.50")]
    public void Bounds_hold_for_usage_above_zero(long used, string amount) => Assert.Equal(D(amount), Pricing.Amount(
        (PerMinute("1/1", "0.10") with { MinimumCharge = 0.15m, MaximumCharge = 0.50m }).Valid(), used, Clock));

    [Theory]
    [InlineData(Rounding.HalfAwayFromZero, 5, "0.00083")]
    [InlineData(Rounding.HalfAwayFromZero, 4, "0.0008")]
    [InlineData(Rounding.Up, 5, "0.00084")]
    [InlineData(Rounding.Up, 2, "0.01")]
    [InlineData(Rounding.Down, 5, "0.00083")]
    [InlineData(Rounding.Down, 3, "0")]
    [InlineData(Rounding.HalfEven, 2, "0")]
    public void The_sum_is_rounded_by_the_rate(Rounding rounding, int roundTo, string amount) => Assert.Equal(
        D(amount),
        Pricing.Amount((PerMinute("1/1", "0.05") with { Rounding = rounding, RoundTo = roundTo }).Valid(), 1, Clock));

    [Theory]
    [InlineData(Rounding.HalfAwayFromZero, "0.13")]
    [InlineData(Rounding.HalfEven, "0.12")]
    [InlineData(Rounding.Up, "0.13")]
    [InlineData(Rounding.Down, "0.12")]
    public void A_tie_goes_where_the_method_says(Rounding rounding, string amount) => Assert.Equal(
        D(amount),
        Pricing.Amount((PerMinute("1/1", "0.125") with { Rounding = rounding, RoundTo = 2 }).Valid(), 60, Clock));

    [Fact]
    public void It_is_rounded_once_at_the_end()
    {
        // Three started seconds at a sixth of a cent each: rounded one by one they would be 3 × 0.00167.
        Assert.Equal(0.005m, Pricing.Amount(PerMinute("1/1", "0.10").Valid(), 3, Clock));
    }

    [Fact]
    public void A_payback_is_the_same_amount_below_zero()
    {
        var rate = (PerMinute("60/6", "0.10") with { Direction = RateDirection.Payback, ConnectFee = 0.02m }).Valid();

        Assert.Equal(-0.40m, Pricing.Amount(rate, 227, Clock));
        Assert.Equal(0, Pricing.Amount(rate, 0, Clock));
    }

    [Fact]
    public void Events_are_charged_one_by_one() =>
        Assert.Equal(0.21m, Pricing.Amount(Row("*", "1/1", "0.07", per: 1).Valid(Unit.Event), 3, Clock));

    [Fact]
    public void The_largest_usage_at_the_highest_price_still_fits()
    {
        var row = Row("*", "1/1", "1000000000", per: 1) with { SurchargePercent = 1000, ConnectFee = 1_000_000_000 };

        Assert.True(Pricing.Amount(row.Valid(Unit.Byte), RateLimits.MaxUnits, Clock) > 1e26m);
        Assert.Throws<ArgumentOutOfRangeException>(() => Pricing.Amount(row.Valid(), RateLimits.MaxUnits + 1, Clock));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pricing.Amount(row.Valid(), -1, Clock));
    }
}
