using Billing.Core.Tariffs;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Tariffs;

public sealed class RateComparisonTests
{
    [Fact]
    public void What_costs_another_price_is_told_with_the_biggest_difference_first()
    {
        var one = Tariff(
            Row("44", price: "0.10"), Row("447", price: "0.20"), Row("49", price: "0.10"), Row("33", price: "0.10"), Row("7", price: "0"),
            Row("39", "60/6", "0.10"), Row("34", price: "0.10"), Row("900") with { Status = RateStatus.Forbidden });
        var other = Tariff(
            Row("44", price: "0.11"), Row("447", price: "0.05"), Row("49", price: "0.10"), Row("4930", price: "0.10"), Row("7", price: "0.01"),
            Row("39", "1/1", "0.10"), Row("35", price: "0.10"), Row("900"), Row("33", price: "0.10") with { Status = RateStatus.Discontinued });

        Assert.Equal(
            [
                "7 0 0.01 Dearer", // it was free
                "447 0.20 0.05 Cheaper -75.0", "44 0.10 0.11 Dearer 10.0",
                "33 0.10 - Gone", "34 0.10 - Gone", "35 - 0.10 New", "39 0.10 0.10 OtherTerms", "900 0.10 0.10 OtherTerms",
            ],
            Told(RateComparison.Between(one, Start, other, Start)));
    }

    [Fact]
    public void A_destination_that_only_one_has_is_compared_with_what_the_other_prices_it_by()
    {
        var one = Tariff(Row("44", price: "0.10"));
        var other = Tariff(Row("*", price: "0.10"), Row("44", price: "0.10"), Row("447", price: "0.15"));

        Assert.Equal(["447 0.10 0.15 Dearer 50.0", "* - 0.10 New"], Told(RateComparison.Between(one, Start, other, Start)));
        Assert.Equal(["447 0.15 0.10 Cheaper -33.3", "* 0.10 - Gone"], Told(RateComparison.Between(other, Start, one, Start)));
    }

    [Fact]
    public void Two_instants_of_a_tariff_are_compared_by_what_is_in_force()
    {
        var later = Start + Duration.FromDays(10);
        var tariff = Tariff(
            Row("44", price: "0.10"), Row("44", price: "0.20") with { EffectiveFrom = later }, Row("49"),
            Row("33", price: "0.30") with { EffectiveTo = later });

        Assert.Equal(["44 0.10 0.20 Dearer 100.0", "33 0.30 - Gone"], Told(RateComparison.Between(tariff, Start, tariff, later)));
        Assert.Empty(RateComparison.Between(tariff, Start, tariff, later - Duration.FromSeconds(1)));
    }

    private static IEnumerable<string> Told(IEnumerable<RateContrast> contrasts) => contrasts.Select(one => FormattableString.Invariant(
        $"{one.Destination} {Price(one.One)} {Price(one.Other)} {one.Kind} {one.Percent:0.0}").TrimEnd());

    private static string Price(Rate? rate) => rate is null ? "-" : FormattableString.Invariant($"{rate.Ladder.PriceOf(0)}");
}
