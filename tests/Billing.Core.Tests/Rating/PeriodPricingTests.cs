using Billing.Core.Rating;
using Billing.Core.Tariffs;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Rating;

public sealed class PeriodPricingTests
{
    private static readonly TariffPeriods Calendar =
        Periods(Daily("peak", "08:00", "20:00"), Daily("night", "23:00", "06:00", "2026-12-25"));

    private static readonly RateRow Row = PerMinute("60/60", "0.20").In("peak", "60/60", "0.60").In("night", "60/60", "0.06");

    [Theory]
    // New York is at −5 h in winter and −4 h from March 8, 2026, 2:00, to November 1, 2:00.
    //          start                    used   amount
    [InlineData("2026-02-02T12:58:00Z", 240, "1.60")]  // 7:58: 2 × 0.20, 2 × 0.60
    [InlineData("2026-02-02T12:58:30Z", 240, "1.60")]  // the minute that starts at 7:59:30 is charged whole at its start
    [InlineData("2026-02-02T12:58:30Z", 91, "0.40")]
    [InlineData("2026-02-02T12:58:30Z", 121, "1.00")]
    [InlineData("2026-02-03T00:59:00Z", 120, "0.80")]  // 19:59: the peak ends
    [InlineData("2026-02-02T12:59:59.5Z", 120, "0.80")]  // half a second before the border
    [InlineData("2026-02-02T12:59:00Z", 43_320, "432.40")] // 7:59 to 20:01: 1 × 0.20, 720 × 0.60, 1 × 0.20
    [InlineData("2026-02-02T04:30:00Z", 28_800, "41.40")]  // 23:30 to 7:30: 390 × 0.06, then 90 × 0.20
    public void A_call_is_split_at_the_border_of_a_period(string start, long used, string amount) => Assert.Equal(
        D(amount), Pricing.Amount(Row.Valid(periods: Calendar), used, new(At(start), NewYork, Calendar)));

    [Fact]
    public void When_the_clock_springs_forward_the_skipped_hour_is_not_sold()
    {
        // March 8, 2026, 1:30 EST. 5 h later it is 7:30 EDT, and at 6:00 EDT (3.5 h later) the night has ended.
        var clock = new RatingClock(At("2026-03-08T06:30:00Z"), NewYork, Calendar);

        Assert.Equal(210 * 0.06m + 90 * 0.20m, Pricing.Amount(Row.Valid(periods: Calendar), 5 * 3600, clock));
    }

    [Fact]
    public void When_the_clock_falls_back_the_repeated_hour_is_sold_twice()
    {
        // November 1, 2026, 0:30 EDT. The night ends at 6:00 EST, 6.5 h later.
        var clock = new RatingClock(At("2026-11-01T04:30:00Z"), NewYork, Calendar);

        Assert.Equal(390 * 0.06m + 30 * 0.20m, Pricing.Amount(Row.Valid(periods: Calendar), 7 * 3600, clock));
    }

    [Fact]
    public void A_period_inside_the_repeated_hour_comes_twice()
    {
        var periods = Periods(Daily("happy", "01:00", "02:00"));
        var rate = PerMinute("60/60", "0.20").In("happy", "60/60", "0.00").Valid(periods: periods);

        // 0:30 EDT to 3:00 EST is 3.5 h, of which 2 h are between 1:00 and 2:00 on the clock.
        var autumn = new RatingClock(At("2026-11-01T04:30:00Z"), NewYork, periods);
        Assert.Equal(90 * 0.20m, Pricing.Amount(rate, 3 * 3600 + 1800, autumn));

        // A period from 2:00 to 3:00 does not come at all in spring.
        var skipped = Periods(Daily("happy", "02:00", "03:00"));
        rate = PerMinute("60/60", "0.20").In("happy", "60/60", "0.00").Valid(periods: skipped);
        var spring = new RatingClock(At("2026-03-08T06:30:00Z"), NewYork, skipped);
        Assert.Equal(120 * 0.20m, Pricing.Amount(rate, 2 * 3600, spring));
    }

    [Fact]
    public void A_holiday_is_in_its_period_all_day()
    {
        // December 24, 2026, 23:30 to December 26, 0:30: night, the holiday, night again.
        var clock = new RatingClock(At("2026-12-25T04:30:00Z"), NewYork, Calendar);

        Assert.Equal(25 * 60 * 0.06m, Pricing.Amount(Row.Valid(periods: Calendar), 25 * 3600, clock));
    }

    [Fact]
    public void Ladders_of_different_lengths_meet_on_their_own_grids()
    {
        // From 7:59:30: 30/6 for 30 s, then 60/60 from the 31st second: its first interval ends at the 60th.
        var row = PerMinute("30/6", "0.20").In("peak", "60/60", "0.60");
        var rate = row.Valid(periods: Calendar);
        var clock = new RatingClock(At("2026-02-02T12:59:30Z"), NewYork, Calendar);

        Assert.Equal(30, Pricing.ChargedUnits(rate, 30, clock));
        Assert.Equal(60, Pricing.ChargedUnits(rate, 31, clock));
        Assert.Equal(0.10m + 0.30m, Pricing.Amount(rate, 31, clock));
        Assert.Equal(0.10m + 0.90m, Pricing.Amount(rate, 61, clock));
    }

    [Fact]
    public void Free_seconds_pass_on_the_clock_too()
    {
        var rate = (Row with { FreeUnits = 120 }).Valid(periods: Calendar);

        Assert.Equal(0.60m, Pricing.Amount(rate, 121, new(At("2026-02-02T12:58:00Z"), NewYork, Calendar)));
    }

    [Theory]
    [InlineData("2026-02-02T12:59:00Z", "0.20")]
    [InlineData("2026-02-02T13:00:00Z", "0.60")]
    public void Bytes_are_priced_by_the_period_of_the_session_start(string start, string perMegabyte)
    {
        var row = PerMegabyte("1000000/1000000", "0.20").In("peak", "1000000/1000000", "0.60");
        var rate = row.Valid(Unit.Byte, Calendar);

        Assert.Equal(500 * D(perMegabyte), Pricing.Amount(rate, 500_000_000, new(At(start), NewYork, Calendar)));
    }

    [Fact]
    public void The_zone_of_the_account_decides()
    {
        var (rate, start) = (Row.Valid(periods: Calendar), At("2026-02-02T13:00:00Z"));

        Assert.Equal(0.60m, Pricing.Amount(rate, 60, new(start, NewYork, Calendar)));
        Assert.Equal(0.20m, Pricing.Amount(rate, 60, new(start, DateTimeZone.ForOffset(Offset.FromHours(-6)), Calendar)));
    }

    [Fact]
    public void Usage_beyond_the_horizon_keeps_its_period()
    {
        var amount = Pricing.Amount(Row.Valid(periods: Calendar), RateLimits.MaxUnits, new(Start, NewYork, Calendar));

        Assert.True(amount > 0);
    }
}
