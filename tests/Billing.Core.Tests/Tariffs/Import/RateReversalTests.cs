using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Tariffs.Import;

public sealed class RateReversalTests
{
    private static readonly Instant Now = Start;

    private static readonly Gen<RateRow[]> Rows = Gen.Select(
            Gen.OneOf(Gen.Const("44"), Gen.Const("447"), Gen.Const("ONNET")), Gen.Int[-4, 4], Gen.Int[0, 5], Gen.Int[1, 9],
            Gen.OneOf(Gen.Const(RateStatus.Active), Gen.Const(RateStatus.Discontinued), Gen.Const(RateStatus.Forbidden)),
            (destination, from, days, price, status) => Row(destination, price: FormattableString.Invariant($"0.{price}")) with
            {
                EffectiveFrom = Now + Duration.FromDays(from),
                EffectiveTo = days == 0 ? null : Now + Duration.FromDays(from + days),
                Status = status,
            })
        .Array[0, 9]
        .Select(rows => rows.DistinctBy(row => (row.Destination, row.EffectiveFrom)).ToArray());

    // Whatever a change did: rates that went, rates that came in their places or beside them, in force or not yet.
    [Fact]
    public void From_now_on_everything_costs_what_it_would_have_cost_without_the_change_and_back_again() =>
        Gen.Select(Rows, Rows, Gen.Int[0, 1023]).Sample((first, added, gone) =>
        {
            var before = Version(first);
            var after = Changed(before, before.Rates.Where((_, i) => (gone >> (i % 10) & 1) == 1), added);

            var reversal = RateReversal.Of(after, Set(before, after), Now);
            var back = Version(after, reversal.Changes);
            var again = Version(back, RateReversal.Of(back, Set(after, back), Now).Changes);

            return reversal.Kept == 0 && Prices(back, before) && Prices(again, after);
        });

    [Fact]
    public void A_change_of_all_prices_is_in_force_on_every_day_from_its_date_and_goes_without_a_trace() =>
        Gen.Select(Rows, Gen.Int[0, 4]).Sample((rows, day) =>
        {
            var (before, from) = (Version(rows), Now + Duration.FromDays(day));
            var scaled = new RateScaling(100, 5).Rows(before, _ => true, from).Select(row => row.Valid()).ToArray();
            var after = Version(before, RateChanges.Of(before, scaled));
            var back = Version(after, RateReversal.Of(after, Set(before, after), Now).Changes);

            return Prices(back, before) && Enumerable.Range(0, 20).All(half => new[] { "4412", "4471", "ONNET" }.All(number =>
            {
                var ((price, status), now) = (Price(before, number, half), Price(after, number, half));
                var factor = half >= 2 * day && status is RateStatus.Active ? 2 : 1;

                return now == (price * factor, status);
            }));
        });

    [Fact]
    public void What_was_in_force_ends_now_and_stays_for_what_began_before()
    {
        var before = Version([At(-9, "0.1")]);
        var after = Changed(before, [], [At(-2, "0.5"), At(3, "0.7")]);

        var reversal = RateReversal.Of(after, Set(before, after), Now);

        Assert.Equal((1, 1, 0, 0), (reversal.Withdrawn, reversal.Ended, reversal.Restored, reversal.Kept));
        Assert.Equal((0, 1), (reversal.Changes.Counts.PriceUp, reversal.Changes.Counts.PriceDown));
        var back = Version(after, reversal.Changes);
        Assert.Equal([0.1m, 0.5m, 0.5m, 0.1m, 0.1m], Days(back, -3, -2, -1, 0, 9));
    }

    [Fact]
    public void A_rate_in_whose_place_another_one_was_comes_back_from_now_on()
    {
        var before = Version([At(-9, "0.1")]);
        var after = Changed(before, before.Rates, [At(-9, "0.5")]);

        var back = Version(after, RateReversal.Of(after, Set(before, after), Now).Changes);

        Assert.Equal([0.5m, 0.5m, 0.1m], Days(back, -9, -1, 0));
    }

    [Fact]
    public void It_comes_back_a_second_time_beside_what_came_back_before_it()
    {
        var before = Version([At(-4, "0.6"), At(-2, "0.3") with { EffectiveTo = Now + Duration.FromDays(3) }]);
        var after = Changed(before, before.Rates.Where(rate => rate.EffectiveTo is null), [At(-4, "0.5")]);

        var back = Version(after, RateReversal.Of(after, Set(before, after), Now).Changes);
        var again = Version(back, RateReversal.Of(back, Set(after, back), Now).Changes);

        Assert.Equal([0.3m, 0.6m], Days(back, 2, 3));
        Assert.Equal([0.3m, 0.5m], Days(again, 2, 3));
    }

    [Fact]
    public void What_was_changed_again_stays_until_that_is_taken_back()
    {
        var one = Version([At(-9, "0.1"), At(-9, "0.2", "49")]);
        var two = Changed(one, [], [At(5, "0.3"), At(5, "0.4", "49")]);
        var three = Changed(two, [], [At(6, "0.6")]);

        var reversal = RateReversal.Of(three, Set(one, two), Now);
        Assert.Equal((1, 1), (reversal.Kept, reversal.Withdrawn));
        Assert.Equal([0.1m, 0.3m, 0.6m], Days(Version(three, reversal.Changes), 0, 5, 6));

        var four = Version(three, RateReversal.Of(three, Set(two, three), Now).Changes);
        Assert.Equal((0, 2), (RateReversal.Of(four, Set(one, two), Now).Kept, RateReversal.Of(four, Set(one, two), Now).Withdrawn));
    }

    [Fact]
    public void A_price_for_a_period_that_there_is_no_more_does_not_come_back()
    {
        var peak = Row("44") with { PeriodIntervals = new Dictionary<string, IReadOnlyList<RateInterval>> { ["peak"] = Ladder("60/60", "0.3").Intervals } };
        var before = peak.Valid(periods: Periods(new TariffPeriod("peak")));
        var after = Version([At(-1, "0.5") with { RateId = 7 }]);

        var reversal = RateReversal.Of(after, new(2, [before], [.. after.Rates]), Now);

        Assert.Equal("peak", reversal.LostPeriod);
    }

    private static RateRow At(int day, string price, string destination = "44") =>
        Row(destination, price: price) with { EffectiveFrom = Now + Duration.FromDays(day) };

    private static decimal?[] Days(Tariff tariff, params int[] days) =>
        [.. days.Select(day => tariff.Find("4412", Now + Duration.FromDays(day))?.Rate.Ladder.PriceOf(0))];

    private static RateChangeSet Set(Tariff before, Tariff after)
    {
        var kept = before.Rates.Select(rate => rate.RateId).Intersect(after.Rates.Select(rate => rate.RateId)).ToHashSet();
        var touched = before.Rates.Concat(after.Rates).Where(rate => !kept.Contains(rate.RateId)).Select(rate => rate.Destination).ToHashSet();

        return new(
            after.Version, [.. before.Rates.Where(rate => touched.Contains(rate.Destination))], [.. after.Rates.Where(rate => touched.Contains(rate.Destination))]);
    }

    private static Tariff Changed(Tariff before, IEnumerable<Rate> gone, RateRow[] added)
    {
        var stays = before.Rates.Except(gone).ToList();

        return Version(
            [.. stays.Select(Stored), .. added.Where(row => !stays.Exists(rate => (rate.Destination, rate.EffectiveFrom) == (row.Destination, row.EffectiveFrom)))],
            before.Version + 1);
    }

    private static Tariff Version(Tariff known, RateChanges changes) => Version(
        [.. known.Rates.Where(rate => !changes.Removed.Contains(rate.RateId)).Select(Stored), .. changes.Added.Select(RateRow.Of)], known.Version + 1);

    private static RateRow Stored(Rate rate) => RateRow.Of(rate) with { RateId = rate.RateId };

    private static Tariff Version(RateRow[] rows, int version = 1)
    {
        var builder = new TariffBuilder(1, version, "Test", Core.Amounts.Currency.Usd, Unit.Second);

        foreach (var (row, i) in rows.Select((row, i) => (row, i)))
        {
            Assert.IsType<RateOutcome.Valid>(builder.Add(row.RateId == 0 ? row with { RateId = (version * 1_000) + i } : row));
        }

        return Assert.IsType<TariffOutcome.Built>(builder.Build()).Tariff;
    }

    private static bool Prices(Tariff tariff, Tariff like) => Enumerable.Range(0, 20).All(half =>
        new[] { "4412", "4471", "ONNET" }.All(number => Price(tariff, number, half) == Price(like, number, half)));

    private static (decimal?, RateStatus?) Price(Tariff tariff, string number, int half)
    {
        var rate = tariff.Find(number, Now + Duration.FromHours(12 * half))?.Rate;

        return (rate?.Ladder.PriceOf(0), rate?.Status);
    }
}
