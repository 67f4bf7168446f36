using Billing.Core.Amounts;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Rating;

public sealed class ExplainTests
{
    [Fact]
    public void Two_free_minutes_and_six_at_10_cents_are_two_parts()
    {
        var rated = Pricing.Explain((PerMinute("60/60", "0.10") with { FreeUnits = 120 }).Valid(), 480, Clock);

        Assert.Equal((480, 360, 0.60m), (rated.UsedUnits, rated.ChargedUnits, rated.Amount));
        Assert.Equal(
            [
                new(RatedPartKind.FreeUnits, 0, 120, null, 0, 0),
                new(RatedPartKind.Usage, 120, 360, null, 0.10m, 0.60m),
            ],
            rated.Parts);
    }

    [Fact]
    public void Every_kind_of_part_has_its_line()
    {
        var periods = Periods(Daily("peak", "08:00", "20:00"));
        var row = PerMinute("60/60", "0.20").In("peak", "60/60", "0.60") with
        {
            ConnectFee = 0.05m,
            FreeUnits = 60,
            SurchargePercent = 10,
            MaximumCharge = 1.00m,
        };

        var rated = Pricing.Explain(
            row.Valid(periods: periods), 170, new(At("2026-02-02T12:58:00Z"), NewYork, periods));

        Assert.Equal(
            [
                new(RatedPartKind.ConnectFee, 0, 0, null, 0.05m, 0.05m),
                new(RatedPartKind.FreeUnits, 0, 60, null, 0, 0),
                new(RatedPartKind.Usage, 60, 60, null, 0.20m, 0.20m),
                new(RatedPartKind.Usage, 120, 60, "peak", 0.60m, 0.60m),
                new(RatedPartKind.Surcharge, 0, 0, null, 10, 0.085m),
            ],
            rated.Parts);
        Assert.Equal((120, 0.935m), (rated.ChargedUnits, rated.Amount));
    }

    [Fact]
    public void Bounds_show_what_they_add_and_take()
    {
        var row = PerMinute("60/60", "0.10") with { MinimumCharge = 0.25m, MaximumCharge = 0.40m };

        Assert.Equal(
            new(RatedPartKind.Minimum, 0, 0, null, 0.25m, 0.15m), Pricing.Explain(row.Valid(), 60, Clock).Parts[^1]);
        Assert.Equal(
            new(RatedPartKind.Maximum, 0, 0, null, 0.40m, -0.10m), Pricing.Explain(row.Valid(), 300, Clock).Parts[^1]);
    }

    [Fact]
    public void Steps_and_rounding_leave_no_gap()
    {
        var row = PerMinute("1/1", "0") with
        {
            Intervals = [new(1, 60, 0.10m), new(1, null, 0.05m)],
            Rounding = Rounding.Up,
            RoundTo = 2,
        };

        var rated = Pricing.Explain(row.Valid(), 61, Clock);

        Assert.Equal([0.10m, 0.01m], rated.Parts.Select(part => part.Amount));
        Assert.Equal([60L, 1L], rated.Parts.Select(part => part.Units));
    }

    [Fact]
    public void A_border_that_changes_nothing_is_not_shown()
    {
        var periods = Periods(Daily("always", "00:00", "00:00", "2026-12-25"));
        var rate = PerMinute("1/1", "0.20").In("always", "1/1", "0.60").Valid(periods: periods);

        var rated = Pricing.Explain(rate, 100 * 3600, new(At("2026-10-31T00:00:00Z"), NewYork, periods));

        Assert.Equal(new(RatedPartKind.Usage, 0, 100 * 3600, "always", 0.60m, 3600m), Assert.Single(rated.Parts));
    }

    [Fact]
    public void Nothing_used_is_nothing_to_explain() =>
        Assert.Empty(Pricing.Explain((PerMinute("1/1", "1") with { ConnectFee = 1 }).Valid(), 0, Clock).Parts);

    [Fact]
    public void A_payback_has_parts_below_zero()
    {
        var row = PerMinute("60/60", "0.10") with { Direction = RateDirection.Payback, MinimumCharge = 0.25m };

        var rated = Pricing.Explain(row.Valid(), 60, Clock);

        Assert.Equal(-0.25m, rated.Amount);
        Assert.Equal([-0.10m, -0.15m], rated.Parts.Select(part => part.Amount));
    }
}
