using Billing.Core.Tariffs;
using CsCheck;
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

    // "+0 %" said nothing, and "dearer" beside it was no sense.
    [Fact]
    public void Of_the_same_price_there_is_no_percent_whatever_else_is_dearer()
    {
        var peak = Periods(Daily("peak", "08:00", "18:00"));
        var one = Tariff(peak, Row("44").In("peak", "1/1", "0.10"), Row("39") with { ConnectFee = 0.02m }, Row("33"), Row("7", price: "0"));
        var other = Tariff(peak, Row("44").In("peak", "1/1", "0.20"), Row("39"), Row("33", price: "0.11"), Row("7", price: "0") with { ConnectFee = 0.02m });

        Assert.Equal(
            ["7 0 0 Dearer", "33 0.10 0.11 Dearer 10.0", "39 0.10 0.10 Cheaper", "44 0.10 0.10 Dearer"],
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

    // "*" is before digits as a character, and after prefixes in a tariff; keywords are the same in capitals or not.
    [Theory]
    //          one               other             told
    [InlineData("* 44", "* 44", "* 44")]
    [InlineData("*", "* 44", "* 44")]
    [InlineData("* ONNET 1 44", "44 9 *", "* 1 44 9 ONNET")]
    [InlineData("ONNET *", "onnet * incoming", "* incoming ONNET")]
    [InlineData("_x Zone a", "zone A *", "* _x a Zone")]
    [InlineData("EMERGENCY 112", "emergency INCOMING", "112 EMERGENCY INCOMING")]
    public void Each_destination_is_told_once_wherever_keywords_stand(string one, string other, string told)
    {
        var contrasts = RateComparison.Between(Of(one, "0.10"), Start, Of(other, "0.20"), Start);

        Assert.Equal(
            told.Split(' ').Order(StringComparer.Ordinal),
            contrasts.Select(contrast => contrast.Destination).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_comparison_is_what_two_look_ups_of_each_destination_say()
    {
        Gen.Select(Lists, Lists).Sample((one, other) =>
        {
            var (before, after) = (Tariff(one), Tariff(other));
            var told = RateComparison.Between(before, Start, after, Start);

            // Of an own rate that is not discontinued in one of them at the least.
            var expected = one.Concat(other).Where(row => row.Status is not RateStatus.Discontinued)
                .DistinctBy(row => row.Destination, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(
                    row => row.Destination,
                    row => (One: before.Find(row.Destination, Start)?.Rate, Other: after.Find(row.Destination, Start)?.Rate),
                    StringComparer.OrdinalIgnoreCase)
                .Where(pair => pair.Value is var (was, becomes)
                    && (was is null || becomes is null || was.Status != becomes.Status || !was.Terms.Equals(becomes.Terms)))
                .ToDictionary(StringComparer.OrdinalIgnoreCase);

            return told.Count == expected.Count && told.All(contrast =>
                expected.TryGetValue(contrast.Destination, out var pair) && ReferenceEquals(pair.One, contrast.One) && ReferenceEquals(pair.Other, contrast.Other));
        });
    }

    [Fact]
    public void How_far_a_long_comparison_is_is_told_of_both_lists_rates()
    {
        var one = Tariff(Enumerable.Range(10_000, 10_000).Select(number => Row($"{number}")));
        var other = Tariff(Enumerable.Range(15_000, 10_000).Select(number => Row($"{number}")));
        var told = new List<int>();
        RateComparison.Between(one, Start, other, Start, told.Add);

        Assert.Equal(told.Order(), told);
        Assert.True(told is [> 0 and < 5_000, .., > 15_000 and <= 20_000], string.Join(' ', told));
    }

    private static readonly Gen<RateRow[]> Lists = Gen.Select(
            Gen.OneOf(
                Gen.Char["0189"].Array[1, 3].Select(digits => new string(digits)),
                Gen.OneOf("*", "*1", "ONNET", "onnet", "Zone", "zone", "_x", "X")),
            Gen.OneOf("0.10", "0.20"), Gen.Enum<RateStatus>(),
            (destination, price, status) => Row(destination, price: price) with { Status = status })
        .Array[0, 15]
        .Select(rows => rows.DistinctBy(row => row.Destination, StringComparer.OrdinalIgnoreCase).ToArray());

    private static Tariff Of(string destinations, string price) => Tariff(destinations.Split(' ').Select(one => Row(one, price: price)));

    private static IEnumerable<string> Told(IEnumerable<RateContrast> contrasts) => contrasts.Select(one => FormattableString.Invariant(
        $"{one.Destination} {Price(one.One)} {Price(one.Other)} {one.Kind} {one.Percent:0.0}").TrimEnd());

    private static string Price(Rate? rate) => rate is null ? "-" : FormattableString.Invariant($"{rate.Ladder.PriceOf(0)}");
}
