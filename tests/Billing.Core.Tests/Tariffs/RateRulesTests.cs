using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Tariffs;

public sealed class RateRulesTests
{
    private static readonly RateRow Good = Row("49");

    public static TheoryData<string, RateRow> Bad => new()
    {
        { nameof(RateRow.Destination), Good with { Destination = "" } },
        { nameof(RateRow.Destination), Good with { Destination = "49a" } },
        { nameof(RateRow.Destination), Good with { Destination = "12345678901234567" } },
        { nameof(RateRow.Destination), Good with { Destination = "+49" } },
        { nameof(RateRow.EffectiveTo), Good with { EffectiveTo = Good.EffectiveFrom } },
        { nameof(RateRow.Status), Good with { Status = (RateStatus)9 } },
        { nameof(RateRow.Direction), Good with { Direction = (RateDirection)9 } },
        { nameof(RateRow.ConnectFee), Good with { ConnectFee = -0.01m } },
        { nameof(RateRow.ConnectFee), Good with { ConnectFee = 1_000_000_001 } },
        { nameof(RateRow.ConnectFee), Good with { ConnectFee = 0.00000000001m } },
        { nameof(RateRow.FreeUnits), Good with { FreeUnits = -1 } },
        { nameof(RateRow.PriceUnitSize), Good with { PriceUnitSize = 0 } },
        { nameof(RateRow.SurchargePercent), Good with { SurchargePercent = 1001 } },
        { nameof(RateRow.MinimumCharge), Good with { MinimumCharge = -1 } },
        { nameof(RateRow.MinimumCharge), Good with { MinimumCharge = 0.001m, RoundTo = 2 } },
        { nameof(RateRow.MaximumCharge), Good with { MinimumCharge = 2, MaximumCharge = 1 } },
        { nameof(RateRow.RoundTo), Good with { RoundTo = 6 } },
        { nameof(RateRow.Rounding), Good with { Rounding = (Rounding)9 } },
        { nameof(RateRow.Intervals), Good with { Intervals = [] } },
        { nameof(RateRow.Intervals), Good with { Intervals = [new(0, null, 1)] } },
        { nameof(RateRow.Intervals), Good with { Intervals = [new(60, 3, 1)] } },
        { nameof(RateRow.Intervals), Good with { Intervals = [new(60, null, 1), new(6, null, 1)] } },
        { nameof(RateRow.Intervals), Good with { Intervals = [new(60, 0, 1), new(6, null, 1)] } },
        { nameof(RateRow.Intervals), Good with { Intervals = [new(60, null, -1)] } },
        { nameof(RateRow.Intervals), Good with { Intervals = [new(RateLimits.MaxUnits, 2, 0), new(6, null, 1)] } },
        { nameof(RateRow.PeriodIntervals), Good.In("peak", "60/6", "0.10") },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_bad_field_is_named(string field, RateRow row)
    {
        var invalid = Assert.IsType<RateOutcome.Invalid>(Rate.Create(row, Unit.Second));

        Assert.Equal(field, Assert.Single(invalid.Errors).Field);
    }

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_bad_field_is_named_after_a_good_row_of_the_same_prices_too(string field, RateRow row)
    {
        var builder = new TariffBuilder(1, 1, "Retail", Currency.Usd, Unit.Second);
        var good = Assert.IsType<RateOutcome.Valid>(builder.Add(Good)).Rate;

        Assert.Equal(field, Assert.Single(Assert.IsType<RateOutcome.Invalid>(builder.Add(row)).Errors).Field);
        var same = Assert.IsType<RateOutcome.Valid>(builder.Add(Good with { Destination = "44" })).Rate;
        var dearer = Assert.IsType<RateOutcome.Valid>(builder.Add(Good with { Destination = "33", ConnectFee = 0.01m })).Rate;
        Assert.Same(good.Ladder, same.Ladder);
        Assert.Equal((0m, 0.01m), (same.ConnectFee, dearer.ConnectFee));
    }

    [Fact]
    public void Every_bad_field_of_a_row_is_named_at_once()
    {
        var row = Good with { Destination = "", ConnectFee = -1, Intervals = [] };

        var invalid = Assert.IsType<RateOutcome.Invalid>(Rate.Create(row, Unit.Second));

        Assert.Equal(["Destination", "ConnectFee", "Intervals"], invalid.Errors.Select(error => error.Field));
        Assert.Equal("ConnectFee is below zero.", invalid.Errors[1].ToString());
    }

    [Fact]
    public void A_good_row_keeps_its_fields()
    {
        var periods = Periods(Daily("peak", "08:00", "20:00"));
        var row = Good.In("peak", "1/1", "0.30") with
        {
            EffectiveTo = Good.EffectiveFrom + Duration.FromDays(1),
            Status = RateStatus.Hidden,
            Direction = RateDirection.Payback,
            ConnectFee = 0.01m,
            FreeUnits = 5,
            SurchargePercent = 7.5m,
            MinimumCharge = 0.02m,
            MaximumCharge = 9,
            RoundTo = 2,
            Rounding = Rounding.HalfEven,
        };

        var rate = row.Valid(Unit.Second, periods);

        Assert.Equal(
            (row.Destination, row.EffectiveFrom, row.EffectiveTo, row.Status, row.Direction, row.ConnectFee),
            (rate.Destination, rate.EffectiveFrom, rate.EffectiveTo, rate.Status, rate.Direction, rate.ConnectFee));
        Assert.Equal(
            (row.FreeUnits, row.SurchargePercent, row.MinimumCharge, row.MaximumCharge, row.RoundTo, row.Rounding),
            (rate.FreeUnits, rate.SurchargePercent, rate.MinimumCharge, rate.MaximumCharge, rate.RoundTo, rate.Rounding));
        Assert.Equal(row.Intervals, rate.Ladder.Intervals);
        Assert.Equal(row.PeriodIntervals["peak"], rate.PeriodLadders["peak"].Intervals);
        Assert.Null(Good.Valid().EffectiveTo);
    }
}
