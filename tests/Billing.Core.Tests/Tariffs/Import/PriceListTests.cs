using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using static Billing.Core.Tests.Rates;
using static Billing.Core.Tests.Tariffs.Import.Lists;

namespace Billing.Core.Tests.Tariffs.Import;

public sealed class PriceListTests
{
    [Theory]
    [InlineData("44", "44")]
    [InlineData("+44", "44")]
    [InlineData("0044", "44")]
    [InlineData("+44 (7700) 900-123", "447700900123")]
    [InlineData("1.212", "1212")]
    [InlineData("1-212", "1212")]
    [InlineData("1-800-555", "1800555")]
    [InlineData("0800", "0800")]
    [InlineData("*", "*")]
    [InlineData("onnet", "ONNET")]
    [InlineData("Emergency", "EMERGENCY")]
    [InlineData("447700,447701", "447700 447701")]
    [InlineData("447700 | +447701 / 00447702", "447700 447701 447702")]
    [InlineData("44 7700-7703", "447700 447701 447702 447703")]
    [InlineData("447709-447711", "447709 447710 447711")]
    [InlineData("49 098–101", null)]
    [InlineData("49 198–201", null)]
    [InlineData("49 198–199", "49198 49199")]
    public void A_cell_is_one_prefix_or_several_in_E164_without_plus(string cell, string? destinations)
    {
        if (destinations is null)
        {
            Assert.NotEmpty(Errors("prefix;price", $"{cell};0.1"));
        }
        else
        {
            Assert.Equal(destinations.Split(' '), List("prefix;price", $"{cell};0.1").Rates.Select(listed => listed.Rate.Destination));
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("49x", "has letters")]
    [InlineData("Germany", "has letters")]
    [InlineData("4.4E+11", "has the sign +")]
    [InlineData("44E11", "has letters")]
    [InlineData("44_1", "has the sign _")]
    [InlineData("00", "no digits after the 00")]
    [InlineData("+", "no digits")]
    [InlineData("12345678901234567", "more than 16 digits")]
    [InlineData("212-555", "may be a range or a number with dashes")]
    [InlineData("44 7700-09", "may be a range or a number with dashes")]
    [InlineData("44-7700-7709", "may be a range or a number with dashes")]
    [InlineData("44 1000-1999", null)]
    [InlineData("44 10000-19999", "a range of more than 1000")]
    [InlineData("44 7700, 7701", "expected each of them whole")]
    [InlineData("447700,447700", "is there already, as 447700 in the same cell")]
    public void A_prefix_that_may_be_another_one_is_refused_with_the_reason(string cell, string? reason)
    {
        var errors = Errors("prefix;price", $"{cell};0.1");

        if (reason is null)
        {
            Assert.Empty(errors);
        }
        else
        {
            Assert.Contains(reason, Assert.Single(errors), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Other_words_are_destinations_of_what_is_not_voice_and_of_tariffs_that_have_them()
    {
        Assert.Equal("movie-1", Rate("code;price", "movie-1;0.1", Terms with { Unit = Unit.Event }).Destination);
        Assert.Equal("VIP", Rate("code;price", "VIP;0.1", Terms with { Keywords = Terms.Keywords.Add("vip") }).Destination);
        Assert.NotEmpty(Errors("code;price", "VIP;0.1"));
    }

    [Theory]
    [InlineData("price", "0,10", "has a comma")]
    [InlineData("price", "1,234.5", "has a comma")]
    [InlineData("price", "1 234.5", "has a thousands separator")]
    [InlineData("price", "1'234.5", "has a thousands separator")]
    [InlineData("price", "1e-3", "is not a decimal number")]
    [InlineData("price", "$0.1", "is not a decimal number")]
    [InlineData("price", "-0.1", "price is below zero")]
    [InlineData("price", "0.00000000001", "more than 10 decimals")]
    [InlineData("price", "0.00000000000000000000000000001", "too many digits")]
    [InlineData("price", "2000000000", "above 1000000000")]
    [InlineData("price", "", "is empty: expected a price, 0 for what is free")]
    [InlineData("connect fee", "-1", "is below zero")]
    [InlineData("surcharge %", "1001", "is above 1000 %")]
    [InlineData("surcharge %", "-5%", "is below zero")]
    [InlineData("free units", "1.5", "is not a whole number")]
    [InlineData("minimum", "0.123456", "has more decimals than RoundTo keeps")]
    [InlineData("maximum", "x", "is not a decimal number")]
    [InlineData("round to", "6", "is not from 0 to 5")]
    [InlineData("rounding", "sideways", "is not a rounding")]
    [InlineData("price unit size", "0", "is not from 1 to")]
    [InlineData("interval 1", "0", "the length must be from 1")]
    [InlineData("intervals", "60-6", "is not a list of interval lengths")]
    [InlineData("effective from", "31/12/2026", "is not a date")]
    [InlineData("effective from", "2026-02-30", "is not a date")]
    [InlineData("effective from", "-9998-01-01", "is not a date")] // of a year that a database has not
    [InlineData("effective from", "9999-12-31T23:00:00-05:00", "is not a date")] // in a year that there is not
    [InlineData("effective to", "2020-01-01", "is not after EffectiveFrom")]
    [InlineData("status", "maybe", "is not a status")]
    [InlineData("blocked", "perhaps", "is neither yes nor no")]
    [InlineData("direction", "up", "is not a direction")]
    [InlineData("currency", "EUR", "is not USD, the tariff's currency")]
    public void A_bad_cell_is_named_with_its_reason(string head, string cell, string reason)
    {
        var error = head == "price"
            ? Assert.Single(Errors("prefix;price", $"44;{cell}"))
            : Assert.Single(Errors($"prefix;price;{head}", $"44;0.1;{cell}"));

        Assert.StartsWith($"{(head == "interval 1" ? "price" : head)}: ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_bad_cell_of_a_line_is_named_at_once() =>
        Assert.Equal(
            ["prefix", "effective date", "setup fee", "price"],
            Errors("prefix;price;setup fee;effective date", "x;0,1;y;soon").Select(error => error.Split(':')[0]));

    [Theory]
    [InlineData("2026-12-31", "2026-12-31T00:00:00Z")]
    [InlineData("20261231", "2026-12-31T00:00:00Z")]
    [InlineData("2026-12-31 18:30", "2026-12-31T18:30:00Z")]
    [InlineData("2026-12-31 18:30:05", "2026-12-31T18:30:05Z")]
    [InlineData("2026-12-31T18:30:05Z", "2026-12-31T18:30:05Z")]
    [InlineData("2026-12-31T18:30:05+02:00", "2026-12-31T16:30:05Z")]
    [InlineData("", "2026-03-02T12:00:00Z")]
    public void A_date_begins_at_midnight_UTC_and_a_missing_one_is_that_of_the_import(string cell, string from) =>
        Assert.Equal(At(from), Rate("prefix;price;effective date", $"44;0.1;{cell}").EffectiveFrom);

    [Fact]
    public void Every_field_of_a_rate_has_its_column()
    {
        var rate = Rate(
            "prefix;rate;increments;connect fee;free units;surcharge;minimum;maximum;round to;rounding;price unit size;direction;status;valid from;valid until",
            "44; 0.2 ;30/6;0.01;5;7.5 %;0.02;9;2;half-even;1;payback;hidden;2026-01-01;2026-02-01");

        Assert.Equal(("44", Day("2026-01-01"), Day("2026-02-01")), (rate.Destination, rate.EffectiveFrom, rate.EffectiveTo));
        Assert.Equal((RateStatus.Hidden, RateDirection.Payback, Rounding.HalfEven, 2), (rate.Status, rate.Direction, rate.Rounding, rate.RoundTo));
        Assert.Equal((0.01m, 5, 7.5m, 0.02m, 9m, 1), (rate.ConnectFee, rate.FreeUnits, rate.SurchargePercent, rate.MinimumCharge, rate.MaximumCharge, rate.PriceUnitSize));
        Assert.Equal([new(30, 1, 0.2m), new(6, null, 0.2m)], rate.Ladder.Intervals);
    }

    [Theory]
    [InlineData("blocked", "yes", RateStatus.Forbidden)]
    [InlineData("blocked", "no", RateStatus.Active)]
    [InlineData("blocked", "", RateStatus.Active)]
    [InlineData("status", "Forbidden", RateStatus.Forbidden)]
    [InlineData("status", "deleted", RateStatus.Discontinued)]
    [InlineData("discontinued", "1", RateStatus.Discontinued)]
    [InlineData("status", "increase", RateStatus.Active)]
    public void What_is_not_sold_is_said_in_several_ways(string head, string cell, RateStatus status) =>
        Assert.Equal(status, Rate($"prefix;price;{head}", $"44;0.1;{cell}").Status);

    [Fact]
    public void What_is_not_sold_needs_no_price() =>
        Assert.Equal(RateStatus.Forbidden, Rate("prefix;price;blocked", "900;;yes").Status);

    [Fact]
    public void A_destination_has_one_rate_of_a_date_in_a_list()
    {
        var list = List("prefix;price;effective date", "44;0.1;2026-01-01", "44;0.2;2026-02-01");

        var error = Assert.Single(list.Add(4, ["+44", "0.3", "2026-01-01"]));

        Assert.Equal(("prefix", "+44"), (error.Column, error.Value));
        Assert.Equal("is there already, as 44 in line 2, with the same effective date", error.Reason);
        Assert.Equal(2, list.Rates.Count);
    }

    [Fact]
    public void A_line_of_several_prefixes_is_taken_or_refused_whole()
    {
        var list = List("prefix;price", "447701;0.1");

        Assert.NotEmpty(list.Add(3, ["447700-447702", "0.1"]));
        Assert.Equal(["447701"], list.Rates.Select(listed => listed.Rate.Destination));
    }

    [Theory]
    [InlineData("44", false)]
    [InlineData("44;0.1;;", true)]
    [InlineData("44;0.1;x", false)]
    public void A_line_has_the_cells_of_the_first_one(string line, bool isTaken) =>
        Assert.Equal(isTaken, Errors("prefix;price", line).Length == 0);
}
