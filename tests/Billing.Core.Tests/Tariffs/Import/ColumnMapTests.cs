using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using static Billing.Core.Tests.Rates;
using static Billing.Core.Tests.Tariffs.Import.Lists;

namespace Billing.Core.Tests.Tariffs.Import;

public sealed class ColumnMapTests
{
    [Theory]
    [InlineData("prefix;price")]
    [InlineData("PREFIX;PRICE")]
    [InlineData("Dial Code;Rate per minute")]
    [InlineData("dial_code;rate_per_min")]
    [InlineData("Code;Rate (USD)")]
    [InlineData("code;Rate USD/min")]
    [InlineData("Destination;New Rate")]
    [InlineData("destination;price per minute")]
    public void Carriers_names_of_columns_are_known_whatever_their_case_and_marks(string heads) =>
        Assert.Equal(("44", "1/1 at 0.10"), (Rate(heads, "44;0.1", SecondBySecond).Destination, Prices(Rate(heads, "44;0.1", SecondBySecond))));

    [Theory]
    [InlineData("setup fee", "0.02")]
    [InlineData("Connection Charge", "0.02")]
    [InlineData("connect_fee", "0.02")]
    public void A_fee_for_the_call_has_several_names(string head, string fee) =>
        Assert.Equal(D(fee), Rate($"prefix;price;{head}", $"44;0.1;{fee}").ConnectFee);

    [Theory]
    [InlineData("prefix;price;interval 1;interval n", "44;0.1;60;6", "60/6 at 0.10")]
    [InlineData("prefix;price;First Increment;Next Increment", "44;0.1;30;30", "30/30 at 0.10")]
    [InlineData("prefix;price;intervals", "44;0.1;60/6", "60/6 at 0.10")]
    [InlineData("prefix;price;billing increment", "44;0.1;1/1", "1/1 at 0.10")]
    [InlineData("prefix;price;intervals", "44;;60x2@0.2/6@0.1", "60 x2 at 0.20, then 6 at 0.10")]
    [InlineData("prefix;price 1;price n;intervals", "44;0.3;0.1;60/6", "60 at 0.30, then 6 at 0.10")]
    [InlineData("prefix;price;interval 1", "44;0.1;20", "20/20 at 0.10")]
    public void Intervals_come_in_one_column_or_in_two(string heads, string line, string prices) =>
        Assert.Equal(prices, Prices(Rate(heads, line)));

    [Fact]
    public void A_destination_beside_a_code_is_only_its_name()
    {
        var map = Map("Destination;Code;Rate;Interval");

        Assert.Equal("44", Rate("Destination;Code;Rate;Interval", "United Kingdom;44;0.1;1/1").Destination);
        Assert.Equal(["the column \"Destination\" is not used"], map.Notices);
    }

    [Fact]
    public void What_is_passed_over_or_taken_for_granted_is_said() =>
        Assert.Equal(
            ["the column \"Country\" is not used", "there is no column of intervals: each started price unit is charged whole"],
            Map("Country;Prefix;Price").Notices);

    [Theory]
    [InlineData("code;country", "no column of prices")]
    [InlineData("price;country", "no column of prefixes")]
    [InlineData("prefix;dial code;price", "\"prefix\" and \"dial code\" hold the same")]
    [InlineData("prefix;price;rate", "\"price\" and \"rate\" hold the same")]
    [InlineData("prefix;Rate (EUR)", "\"Rate (EUR)\" is in EUR, and the tariff in USD")]
    [InlineData("prefix;price per event", "not a price per second")]
    [InlineData("prefix;price;price peak", "\"price peak\" is none that is known, nor a price of one of the tariff's periods (it has none)")]
    [InlineData("prefix;price;interval 1;intervals", "expected one of them")]
    [InlineData("", "no column of prefixes")]
    public void Heads_that_would_price_wrongly_are_refused(string heads, string error) =>
        Assert.Contains(error, MapError(heads), StringComparison.Ordinal);

    [Fact]
    public void How_many_bytes_a_price_is_for_must_be_said()
    {
        var data = Terms with { Unit = Unit.Byte };

        Assert.Contains("no price unit", MapError("prefix;price", data), StringComparison.Ordinal);
        Assert.Equal(1_048_576, Rate("prefix;price", "*;0.1", data with { PriceUnitSize = 1_048_576 }).PriceUnitSize);
        Assert.Equal(1_000_000, Rate("prefix;price;price unit size", "*;0.1;1000000", data).PriceUnitSize);
        Assert.Equal(["PriceUnitSize: is empty: expected how many bytes a price is for"],
            Errors("prefix;price;price unit", "*;0.1;", data).Select(e => e.Replace("price unit:", "PriceUnitSize:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("price peak;price off-peak")]
    [InlineData("Peak Rate;Off Peak Rate")]
    [InlineData("rate_peak;rate_off_peak")]
    public void A_period_of_the_tariff_may_have_prices_of_its_own(string heads)
    {
        var periods = Periods(Daily("peak", "08:00", "20:00"), Daily("off-peak", "20:00", "08:00"));
        var rate = Rate($"prefix;price;intervals;{heads}", "44;0.1;60/6;0.3;", Terms with { Periods = periods });

        Assert.Equal("60/6 at 0.10", Prices(rate));
        Assert.Equal("60/6 at 0.30", LadderNotation.Describe(Assert.Single(rate.PeriodLadders).Value));
        Assert.Equal("peak", Assert.Single(rate.PeriodLadders).Key);
    }

    [Fact]
    public void A_period_may_have_intervals_of_its_own()
    {
        var terms = Terms with { Periods = Periods(Daily("peak", "08:00", "20:00")) };
        var rate = Rate("prefix;price;intervals;price peak;intervals peak", "44;0.1;60/6;0.3;1/1", terms);

        Assert.Equal("1/1 at 0.30", LadderNotation.Describe(rate.PeriodLadders["peak"]));
        Assert.Contains("have no column of prices", MapError("prefix;price;intervals peak", terms), StringComparison.Ordinal);
        Assert.Equal(
            ["price peak: has a comma: expected a decimal point and no thousands separator, such as 1234.5"],
            Errors("prefix;price;price peak", "44;0.1;0,3", terms));
    }

    private static ImportTerms SecondBySecond => Terms with { Intervals = "1/1" };

    private static string Prices(Rate rate) => LadderNotation.Describe(rate.Ladder);
}
