using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Tariffs;

public sealed class TariffLookupTests
{
    private static readonly Instant March = At("2026-03-01T00:00:00Z");
    private static readonly Instant April = At("2026-04-01T00:00:00Z");

    [Theory]
    [InlineData("4915112345678", "4915")]
    [InlineData("4930123456", "49")]
    [InlineData("49", "49")]
    [InlineData("4", null)]
    [InlineData("5", null)]
    [InlineData("", null)]
    [InlineData("49151x", "4915")]
    [InlineData("ONNET", "ONNET")]
    [InlineData("onnet", "ONNET")]
    [InlineData("ONNETS", null)]
    public void The_longest_prefix_or_the_whole_keyword_matches(string destination, string? matched) => Assert.Equal(
        matched, Tariff(Row("49"), Row("4915"), Row("491"), Row("ONNET")).Find(destination, Start)?.Rate.Destination);

    [Fact]
    public void Any_destination_matches_last()
    {
        var tariff = Tariff(Row("49"), Row("*"), Row("EMERGENCY"));

        Assert.Equal("49", tariff.Find("4930", Start)?.Rate.Destination);
        Assert.Equal("EMERGENCY", tariff.Find("EMERGENCY", Start)?.Rate.Destination);
        Assert.Equal(Destination.Any, tariff.Find("33", Start)?.Rate.Destination);
        Assert.Equal(Destination.Any, tariff.Find("INCOMING", Start)?.Rate.Destination);
        Assert.Null(tariff.FindOwn("33", Start));
        Assert.Null(tariff.FindOwn("ONNET", Start));
    }

    [Fact]
    public void The_newest_effective_rate_of_a_prefix_wins()
    {
        var tariff = Tariff(
            Row("49", price: "0.10"),
            Row("49", price: "0.30") with { EffectiveFrom = April },
            Row("49", price: "0.20") with { EffectiveFrom = March });

        Assert.Equal(0.10m, PriceAt(tariff, March - Duration.Epsilon));
        Assert.Equal(0.20m, PriceAt(tariff, March));
        Assert.Equal(0.20m, PriceAt(tariff, April - Duration.Epsilon));
        Assert.Equal(0.30m, PriceAt(tariff, April));
        Assert.Null(PriceAt(tariff, At("2025-12-31T23:59:59Z")));
    }

    [Fact]
    public void A_rate_ends_before_its_end_and_the_older_one_is_back()
    {
        var tariff = Tariff(
            Row("49", price: "0.10"), Row("49", price: "0.05") with { EffectiveFrom = March, EffectiveTo = April });

        Assert.Equal(0.05m, PriceAt(tariff, April - Duration.Epsilon));
        Assert.Equal(0.10m, PriceAt(tariff, April));
    }

    [Fact]
    public void A_prefix_without_an_effective_rate_gives_way_to_a_shorter_one() => Assert.Equal(
        "49", Tariff(Row("49"), Row("4915") with { EffectiveFrom = April }).Find("491512", March)?.Rate.Destination);

    [Fact]
    public void A_discontinued_prefix_gives_way_to_a_shorter_one_not_to_its_older_rate()
    {
        var tariff = Tariff(
            Row("49"),
            Row("4915"),
            Row("4915") with { EffectiveFrom = March, Status = RateStatus.Discontinued },
            Row("4915") with { EffectiveFrom = April });

        Assert.Equal("4915", tariff.Find("491512", March - Duration.Epsilon)?.Rate.Destination);
        Assert.Equal("49", tariff.Find("491512", March)?.Rate.Destination);
        Assert.Equal("4915", tariff.Find("491512", April)?.Rate.Destination);
    }

    [Fact]
    public void A_forbidden_prefix_is_returned_and_does_not_give_way()
    {
        var match = Tariff(Row("49"), Row("*"), Row("4915") with { Status = RateStatus.Forbidden }).Find("491512", Start);

        Assert.True(match?.IsForbidden);
    }

    [Fact]
    public void A_hidden_rate_rates()
    {
        var match = Tariff(Row("49") with { Status = RateStatus.Hidden }).Find("49", Start);

        Assert.Equal((RateStatus.Hidden, false), (match!.Value.Rate.Status, match.Value.IsForbidden));
    }

    [Fact]
    public void Two_rates_of_one_destination_and_date_are_refused()
    {
        var builder = new TariffBuilder(1, 1, "Test", Currency.Usd, Unit.Second);
        builder.Add(Row("49"));
        builder.Add(Row("491"));
        builder.Add(Row("49", price: "0.20"));
        builder.Add(Row("onnet"));
        builder.Add(Row("ONNET"));

        var ambiguous = Assert.IsType<TariffOutcome.Ambiguous>(builder.Build());

        Assert.Equal(["49", "ONNET"], ambiguous.Rates.Select(rate => rate.Destination.ToUpperInvariant()));
    }

    [Fact]
    public void An_invalid_row_leaves_the_tariff_as_it_was()
    {
        var builder = new TariffBuilder(7, 3, "Retail", Currency.Eur, Unit.Byte);
        builder.Add(Row("*"));
        Assert.IsType<RateOutcome.Invalid>(builder.Add(Row("x y")));

        var tariff = Assert.IsType<TariffOutcome.Built>(builder.Build()).Tariff;

        Assert.Equal((7, 3, "Retail"), (tariff.TariffId, tariff.Version, tariff.Name));
        Assert.Equal((Currency.Eur, Unit.Byte), (tariff.Currency, tariff.Unit));
        Assert.Equal(Unit.Byte, Assert.Single(tariff.Rates).Unit);
    }

    [Fact]
    public void An_empty_tariff_matches_nothing()
    {
        var tariff = Tariff();

        Assert.Null(tariff.Find("49", Start));
        Assert.Null(tariff.Find("ONNET", Start));
    }

    private static decimal? PriceAt(Tariff tariff, Instant at) => tariff.Find("4930", at)?.Rate.Ladder.Intervals[0].Price;
}
