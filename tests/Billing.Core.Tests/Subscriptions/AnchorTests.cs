using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Subscriptions;

/// <summary>The day that anniversaries are counted from, and another one later.</summary>
public sealed class AnchorTests
{
    private static readonly SubscriptionTerms Quarterly = Anniversary with { Fee = 90, Cycle = new(PeriodKind.MonthlyAnniversary, 3) };

    [Theory]
    [InlineData("2026-06-10", null, "2026-06-10")]
    [InlineData("2026-06-10", 10, "2026-06-10")]
    [InlineData("2026-06-10", 1, "2026-06-01")]
    [InlineData("2026-06-10", 15, "2026-05-15")]
    [InlineData("2026-06-10", 31, "2026-05-31")]
    [InlineData("2026-03-30", 31, "2026-01-31")]
    public void It_is_the_newest_such_day_that_the_month_before_or_the_first_day_has(string first, int? day, string anchor) =>
        Assert.Equal(Day(anchor), SubscriptionOrders.AnchorOf(Day(first), day));

    [Theory]
    [InlineData("2024-06-09", 21, 12, "2023-06-21")]
    [InlineData("2024-06-21", 21, 12, "2024-06-21")]
    [InlineData("2026-01-10", 21, 3, "2025-10-21")]
    [InlineData("2026-06-10", 31, 3, "2026-03-31")]
    [InlineData("2026-06-10", 31, 12, "2025-06-30")] // no June has it
    [InlineData("2026-02-10", 30, 12, "2024-02-29")]
    [InlineData("2026-02-10", 30, 24, "2024-02-29")]
    public void Of_several_months_at_a_time_it_is_in_a_month_that_periods_begin_in(string first, int day, int months, string anchor) =>
        Assert.Equal(Day(anchor), SubscriptionOrders.AnchorOf(Day(first), day, months));

    [Fact]
    public void A_year_from_a_later_day_of_the_month_has_the_days_up_to_it_first() => Assert.Equal(
        ["06-09 fee.1 12 (06-09..06-21)", "06-21 fee.1 366 (06-21..06-21)"], // of a year with February 29
        (Anniversary with { Fee = 366, Cycle = new(PeriodKind.MonthlyAnniversary, 12) }).On("2024-06-09", anchorDay: 21).Bill("2025-06-20"));

    [Fact]
    public void Of_several_months_at_a_time_the_unused_days_are_credited_and_those_of_the_new_period_charged() => Assert.Equal(
        ["01-10 fee.1 90 (01-10..04-10)", "02-05 credit.1 -64 (02-05..04-10)", "02-05 fee.2 85.95506 (02-05..05-01)", "05-01 fee.2 90 (05-01..08-01)"],
        Anchored(Quarterly.On("2026-01-10"), 1, "2026-02-05").Bill("2026-07-31"));

    [Fact]
    public void The_31st_falls_on_a_short_months_last_day_and_comes_back() => Assert.Equal(
        [
            "01-15 fee.1 31 (01-15..02-15)", "02-10 credit.1 -5 (02-10..02-15)", "02-10 fee.2 19.92857 (02-10..02-28)", "02-28 fee.2 31 (02-28..03-31)",
            "03-31 fee.2 31 (03-31..04-30)",
        ],
        Anchored((Anniversary with { Fee = 31 }).On("2026-01-15"), 31, "2026-02-10").Bill("2026-04-29"));

    [Fact]
    public void One_that_is_to_come_can_be_withdrawn_and_is_not_dropped_by_another_order()
    {
        var later = Changed(SubscriptionOrders.ChangeQuantity(Quarterly.On("2026-01-10"), null, null, At("2026-03-05"), At("2026-02-05"), anchorDay: 1));

        Assert.Equal((SegmentEnd.PlanChanged, At("2026-03-05")), later.ToCome(At("2026-02-06")) is { } coming ? (coming.Kind, coming.At) : default);
        Assert.IsType<SubscriptionOutcome.Refused>(SubscriptionOrders.ChangeQuantity(later, 2, null, At("2026-02-06"), At("2026-02-06")));
        Assert.Equal(["01-10 fee.1 90 (01-10..04-10)"], Changed(SubscriptionOrders.Withdraw(later, At("2026-02-06"))).Bill("2026-04-09"));
    }

    [Theory]
    [InlineData(PeriodKind.MonthlyAnniversary, 3, "2026-01-31")] // not March 31, as a 31st would give it
    [InlineData(PeriodKind.MonthlyAnniversary, 1, "2026-12-31")]
    [InlineData(PeriodKind.ThirtyDays, 1, "2026-05-01")] // not June 1
    [InlineData(PeriodKind.Monthly, 3, "2026-05-01")]
    public void Given_as_a_date_it_stays_when_what_has_not_begun_changes_for_its_first_instant(PeriodKind kind, int count, string anchor)
    {
        var (first, terms) = (At("2026-06-10T00:00:00"), Anniversary with { Cycle = new(kind, count) });
        Subscription Waiting(int pieces) => SubscriptionOrders.Create(
            new() { SubscriptionId = 7, Zone = Zone }, 1, terms, pieces, null, first, anchorOn: Day(anchor));
        var changed = Changed(SubscriptionOrders.ChangeQuantity(Waiting(1), 2, null, first, At("2026-05-05")));

        Assert.Equal(Day(anchor), changed.Latest!.Anchor);
        Assert.Equal(Waiting(2).Bill("2027-01-31").Select(one => one.Replace("fee.1", "fee.2", StringComparison.Ordinal)), changed.Bill("2027-01-31"));
    }

    [Fact]
    public void Given_as_a_day_of_the_month_it_is_counted_from_the_first_fee_of_what_takes_its_place()
    {
        var first = At("2026-03-10T00:00:00");
        var waiting = SubscriptionOrders.Create(new() { SubscriptionId = 7, Zone = Zone }, 1, Quarterly, 1, 21, first);

        Assert.Equal(Day("2025-12-21"), waiting.Latest!.Anchor);
        Assert.Equal(
            Day("2026-01-21"),
            Changed(SubscriptionOrders.ChangePlan(waiting, 2, Quarterly with { TrialDays = 30 }, 1, null, first, At("2026-02-05"))).Latest!.Anchor);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(32, true)]
    [InlineData(1, false)]
    public void Only_anniversaries_have_one_and_a_month_has_31_days(int day, bool isAnniversary) => Assert.StartsWith(
        "anchorDay: expected",
        Assert.IsType<SubscriptionOutcome.Refused>(SubscriptionOrders.ChangeQuantity(
            (isAnniversary ? Quarterly : Monthly).On("2026-01-10"), null, null, At("2026-02-05"), At("2026-02-05"), anchorDay: day)).Problem,
        StringComparison.Ordinal);

    private static Subscription Anchored(Subscription subscription, int day, string on) =>
        Changed(SubscriptionOrders.ChangeQuantity(subscription, null, null, At(on), At(on), anchorDay: day));

    [Fact]
    public void What_goes_on_may_have_its_periods_counted_from_another_day()
    {
        var paused = (Anniversary with { Fee = 2399.95m, Cycle = new(PeriodKind.MonthlyAnniversary, 12) }).On("2012-05-31").Pause("2012-06-02");

        Assert.Equal("06-04 fee.2 2380.22438 (06-04..06-01)", Resumed(anchorDay: 1)); // 362 of 365 days
        Assert.Equal("06-04 fee.2 2380.22438 (06-04..06-01)", Resumed(anchorOn: "2012-06-01"));
        Assert.Equal("06-04 fee.2 2373.64918 (06-04..05-31)", Resumed());
        Assert.Equal("anchorDay: expected 1 to 31", Problem(SubscriptionOrders.Resume(paused, At("2012-06-04"), At("2012-06-04"), anchorDay: 32)));

        string Resumed(int? anchorDay = null, string? anchorOn = null) => Changed(SubscriptionOrders.Resume(
            paused, At("2012-06-04"), At("2012-06-04"), anchorDay: anchorDay, anchorOn: anchorOn is null ? null : Day(anchorOn))).Bill("2012-07-01")[^1];

        static string Problem(SubscriptionOutcome outcome) => Assert.IsType<SubscriptionOutcome.Refused>(outcome).Problem;
    }
}
