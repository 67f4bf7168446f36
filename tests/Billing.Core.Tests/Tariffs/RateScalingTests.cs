using Billing.Core.Tariffs;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Tariffs;

public sealed class RateScalingTests
{
    private static readonly Instant From = At("2026-03-01T00:00:00Z");

    [Fact]
    public void Every_amount_but_the_surcharge_is_scaled_and_nothing_else_changes()
    {
        var row = Row("44", "60/6", "0.10") with
        {
            ConnectFee = 0.02m,
            SurchargePercent = 5,
            MinimumCharge = 0.05m,
            MaximumCharge = 1,
            RoundTo = 2,
            FreeUnits = 10,
        };
        var scaled = Assert.Single(new RateScaling(10, 5).Rows(Tariff(row), _ => true, From));

        Assert.Equal(
            row with
            {
                EffectiveFrom = From,
                ConnectFee = 0.022m,
                MinimumCharge = 0.06m,
                MaximumCharge = 1.10m, // bounds to what RoundTo keeps
                Intervals = scaled.Intervals,
                PeriodIntervals = scaled.PeriodIntervals,
            },
            scaled);
        Assert.Equal(Ladder("60/6", "0.11").Intervals.AsEnumerable(), scaled.Intervals);
        Assert.IsType<RateOutcome.Valid>(Rate.Create(scaled, Unit.Second));
    }

    [Theory]
    [InlineData("2026-01-01", "", "44 2026-03-01 0.2")] // in force
    [InlineData("2026-03-01", "", "44 2026-03-01 0.2")] // begins just then
    [InlineData("2026-05-01", "", "44 2026-05-01 0.2")] // begins later
    [InlineData("2026-01-01", "2026-05-01", "44 2026-03-01 0.2, 44 2026-05-01 0.2")]
    [InlineData("2026-01-01", "2026-02-01", "44 2026-03-01 0.2")] // the first one is over
    public void The_rate_in_force_is_repeated_from_the_date_and_later_ones_keep_theirs(string one, string other, string expected)
    {
        var rows = new[] { one, other }.Where(date => date.Length > 0).Select(date => Row("44") with { EffectiveFrom = At(date + "T00:00:00Z") });

        Assert.Equal(expected, Said(new RateScaling(100, 5).Rows(Tariff(rows), _ => true, From)));
    }

    [Theory]
    //          what is in force at the date, to be over    status                     what begins later      expected
    [InlineData("2026-02-01", "2026-04-01", RateStatus.Active, "", "", "44 2026-03-01 0.1, 44 2026-04-01 0.2")]
    [InlineData("2026-02-01", "2026-04-01", RateStatus.Forbidden, "", "", "44 2026-04-01 0.2")]
    [InlineData("2026-02-01", "2026-04-01", RateStatus.Discontinued, "", "", "44 2026-04-01 0.2")]
    [InlineData("2026-02-01", "2026-04-01", RateStatus.Active, "2026-03-10", "2026-05-01", "44 2026-03-01 0.1, 44 2026-03-10 0.1, 44 2026-05-01 0.2")]
    [InlineData("2026-02-01", "2026-04-01", RateStatus.Active, "2026-04-01", "2026-05-01", "44 2026-03-01 0.1, 44 2026-04-01 0.1, 44 2026-05-01 0.2")]
    [InlineData("2026-02-01", "2026-04-01", RateStatus.Active, "2026-04-02", "2026-05-01", "44 2026-03-01 0.1, 44 2026-04-01 0.2, 44 2026-04-02 0.1")]
    [InlineData("2026-02-01", "2026-04-01", RateStatus.Active, "2026-03-10", "", "44 2026-03-01 0.1, 44 2026-03-10 0.1")]
    public void What_comes_back_after_a_temporary_rate_is_scaled_from_then_on(
        string begins, string ends, RateStatus status, string later, string laterEnds, string expected)
    {
        var open = Row("44") with { EffectiveFrom = At("2026-01-01T00:00:00Z") };
        var temporary = Row("44", price: "0.05") with { EffectiveFrom = At(begins + "T00:00:00Z"), EffectiveTo = At(ends + "T00:00:00Z"), Status = status };
        RateRow[] rows = later.Length == 0 ? [open, temporary] :
        [
            open,
            temporary,
            Row("44", price: "0.05") with
            {
                EffectiveFrom = At(later + "T00:00:00Z"),
                EffectiveTo = laterEnds.Length == 0 ? null : At(laterEnds + "T00:00:00Z"),
            },
        ];

        Assert.Equal(expected, Said(new RateScaling(100, 5).Rows(Tariff(rows), _ => true, From)));
    }

    private static string Said(IEnumerable<RateRow> rows) => string.Join(", ", rows.OrderBy(row => row.EffectiveFrom).Select(row =>
        FormattableString.Invariant($"{row.Destination} {row.EffectiveFrom.InUtc().Date:R} {row.Intervals[0].Price:0.##}")));

    [Fact]
    public void What_has_no_price_or_is_not_meant_stays()
    {
        var tariff = Tariff(
            Row("44"), Row("49"), Row("900") with { Status = RateStatus.Forbidden }, Row("7") with { Status = RateStatus.Discontinued });

        Assert.Equal(["44"], new RateScaling(-100, 5).Rows(tariff, destination => destination != "49", From).Select(row => row.Destination));
        Assert.Equal(0, new RateScaling(-100, 5).Rows(tariff, _ => true, From).Sum(row => row.Intervals.Sum(interval => interval.Price)));
    }
}
