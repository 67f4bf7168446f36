using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Subscriptions;

public sealed class ChargesTests
{
    [Fact]
    public void Thirty_dollars_a_month_in_advance_from_June_11_are_20_for_June_and_30_on_July_1() => Assert.Equal(
        ["06-11 fee.1 20 (06-11..07-01)", "07-01 fee.1 30 (07-01..08-01)"],
        Monthly.On("2026-06-11").Bill("2026-07-31"));

    [Fact]
    public void A_first_period_that_is_not_prorated_costs_all_of_it() => Assert.Equal(
        ["06-11 fee.1 30 (06-11..07-01)", "07-01 fee.1 30 (07-01..08-01)"],
        (Monthly with { ProratesFirst = false }).On("2026-06-11").Bill("2026-07-31"));

    [Fact]
    public void Anniversaries_of_the_31st_fall_on_last_days_and_come_back() => Assert.Equal(
        ["01-31 fee.1 30 (01-31..02-28)", "02-28 fee.1 30 (02-28..03-31)", "03-31 fee.1 30 (03-31..04-30)", "04-30 fee.1 30 (04-30..05-31)"],
        Anniversary.On("2026-01-31").Bill("2026-05-30"));

    [Fact]
    public void A_year_from_leap_day_ends_on_the_last_of_February() => Assert.Equal(
        ["02-29 fee.1 360 (02-29..02-28)", "02-28 fee.1 360 (02-28..02-28)", "02-28 fee.1 360 (02-28..02-28)", "02-28 fee.1 360 (02-28..02-29)"],
        (Anniversary with { Fee = 360, Cycle = new(PeriodKind.MonthlyAnniversary, 12) }).On("2024-02-29").Bill("2028-02-28"));

    [Fact]
    public void A_billing_day_that_is_not_the_first_fees_day_prorates_until_it() => Assert.Equal(
        ["04-10 fee.1 20 (04-10..04-30)", "04-30 fee.1 30 (04-30..05-31)"],
        Anniversary.On("2026-04-10", anchorDay: 31).Bill("2026-05-30"));

    [Fact]
    public void In_arrears_a_period_is_charged_when_it_is_over() => Assert.Equal(
        ["07-01 fee.1 20 (06-11..07-01)", "08-01 fee.1 30 (07-01..08-01)", "08-16 fee.1 14.51613 (08-01..08-16)"],
        (Monthly with { Model = ChargeModel.InArrears }).On("2026-06-11").Cancel("2026-08-16").Bill("2026-09-30"));

    // Kill Bill's own figures of a plan of 19.95 that bills on the 15th.
    [Theory]
    //          begins,       ends,         through       charges
    [InlineData("2023-05-23", null, "2023-06-01", "05-23 fee.1 14.63 (05-23..06-15)")] // 22 thirtieths: May's 31st costs nothing
    [InlineData("2023-05-15", "2023-05-23", "2023-06-01", "05-15 fee.1 19.95 (05-15..06-15)", "05-23 credit.1 -14.63 (05-23..06-15)")]
    [InlineData("2023-02-23", null, "2023-03-01", "02-23 fee.1 14.63 (02-23..03-15)")] // 20 days, and two that February has not
    [InlineData("2023-06-23", null, "2023-07-01", "06-23 fee.1 14.63 (06-23..07-15)")]
    [InlineData("2023-01-31", null, "2023-02-01", "01-31 fee.1 9.31 (01-31..02-15)")] // 14: the 31st itself costs nothing
    public void Where_thirty_days_are_a_month_it_has_thirty_whatever_the_calendar_says(string begins, string? ends, string through, params string[] charges)
    {
        var plan = (Anniversary with { Fee = 19.95m, ProrationDays = 30 }).On(begins, anchorDay: 15);

        Assert.Equal(charges, (ends is null ? plan : plan.Cancel(ends)).Bill(through));
    }

    [Theory]
    [InlineData(null, "01-31 fee.1 30 (01-31..02-28)", "02-28 fee.1 30 (02-28..03-31)", "03-15 credit.1 -16 (03-15..03-31)")]
    [InlineData("2027-02-20", "01-31 fee.1 30 (01-31..02-28)", "02-28 fee.1 14 (02-28..03-15)")]
    public void Where_a_month_has_not_the_day_on_which_periods_begin_its_last_one_is_that_day(string? decided, params string[] charges) => Assert.Equal(
        charges,
        (Anniversary with { Fee = 30, ProrationDays = 30 }).On("2027-01-31", anchorDay: 31).Cancel("2027-03-15", decided: decided).Bill("2027-03-30"));

    [Fact]
    public void Where_so_many_days_are_a_month_the_parts_of_a_period_come_to_the_whole() =>
        Gen.Select(Gen.Int[28, 31], Gen.Int[0, 365], Gen.Int[1, 28], Gen.Int[0, 3], Gen.Int[1, 120]).Sample((month, begins, anchor, more, length) =>
        {
            var terms = Anniversary with { Fee = 1200, ProrationDays = month, Cycle = new(PeriodKind.MonthlyAnniversary, more + 1) };
            var from = new LocalDate(2027, 1, 1).PlusDays(begins).With(DateAdjusters.DayOfMonth(anchor));
            var cut = LocalDate.Min(from.PlusDays(length), from.PlusMonths(more + 1).PlusDays(-1));
            var whole = terms.On($"{from:uuuu-MM-dd}").Cancel($"{cut:uuuu-MM-dd}");
            var used = terms.On($"{from:uuuu-MM-dd}").Cancel($"{cut:uuuu-MM-dd}", decided: $"{from.PlusDays(-1):uuuu-MM-dd}");
            var (charged, credited) = (Sum(whole, ChargeKind.Fee), Sum(whole, ChargeKind.Credit));

            Assert.Equal(1200, charged);
            Assert.InRange(-credited, 0, 1200);
            Assert.InRange(charged + credited - Sum(used, ChargeKind.Fee), -0.00001m, 0.00001m);
        });

    [Theory]
    [InlineData(0, "02-01 fee.1 28 (02-01..03-01)", "02-25 credit.1 -4 (02-25..03-01)")]
    [InlineData(30, "02-01 fee.1 28 (02-01..03-01)", "02-25 credit.1 -4 (02-25..03-01)")] // not 6 of 30: 9 were charged for 9 days
    public void A_fee_that_shrank_for_want_of_funds_is_given_back_by_the_days_that_it_was_charged_for(int month, params string[] charges)
    {
        var plan = (Monthly with { Fee = 28, ProrationDays = month }).On("2027-02-01");
        var fee = Charges.Due(plan, Instant.MinValue, At("2027-02-01"))[0];
        var funded = plan with { Shrunk = plan.Shrunk.Add(fee.Key, Day("2027-02-20")) };

        Assert.Equal(9, fee.OnDay(Day("2027-02-20"))!.Amount);
        Assert.Equal(charges, funded.Cancel("2027-02-25").Bill("2027-02-28"));
    }

    private static decimal Sum(Subscription subscription, ChargeKind kind) =>
        Charges.Due(subscription, Instant.MinValue, At("2029-12-31")).Where(charge => charge.Kind == kind).Sum(charge => charge.Amount);

    [Fact]
    public void Day_by_day_a_whole_period_costs_its_fee_to_the_last_decimal()
    {
        var january = Charges.Due((Monthly with { Model = ChargeModel.Progressive }).On("2025-12-20"), At("2025-12-31T23:59:59"), At("2026-01-31"));

        Assert.Equal(31, january.Length);
        Assert.Equal(30m, january.Sum(charge => charge.Amount));
        Assert.Equal([0.96774m, 0.96774m, 0.96775m, 0.96774m], january.Take(4).Select(charge => charge.Amount));
    }

    [Fact]
    public void The_activation_fee_is_charged_once() => Assert.Equal(
        ["06-11 activation.1 10 (06-11..06-12)", "06-11 fee.1 20 (06-11..07-01)", "06-21 credit.1 -10 (06-21..07-01)", "06-21 fee.2 20 (06-21..07-01)"],
        (Monthly with { ActivationFee = 10 }).On("2026-06-11").Change(Monthly with { Fee = 60, ActivationFee = 5 }, "2026-06-21").Bill("2026-06-30"));

    [Theory]
    //          kind, begins, through                                  charges
    [InlineData(PeriodKind.Quarterly, "2026-05-16", "2026-07-31", "05-16 fee.1 46 (05-16..07-01)", "07-01 fee.1 91 (07-01..10-01)")] // 46 of 91 days
    [InlineData(PeriodKind.Quarterly, "2025-12-31", "2026-02-28", "12-31 fee.1 0.98913 (12-31..01-01)", "01-01 fee.1 91 (01-01..04-01)")]
    [InlineData(PeriodKind.HalfYearly, "2026-05-16", "2026-07-31", "05-16 fee.1 23.12707 (05-16..07-01)", "07-01 fee.1 91 (07-01..01-01)")] // 46 of 181
    public void Quarters_and_halves_of_the_calendar_year_begin_with_its_months(PeriodKind kind, string begins, string through, string first, string second) =>
        Assert.Equal([first, second], (Monthly with { Fee = 91, Cycle = new(kind) }).On(begins).Bill(through));

    [Fact]
    public void Several_periods_at_a_time_are_counted_from_the_first() => Assert.Equal(
        ["11-15 fee.1 45.78261 (11-15..02-01)", "02-01 fee.1 90 (02-01..05-01)"],
        (Monthly with { Fee = 90, Cycle = new(PeriodKind.Monthly, 3), Discounts = [new(1, 40)] }).On("2026-11-15").Bill("2027-04-30"));

    [Fact]
    public void A_trial_costs_nothing_and_anniversaries_are_counted_from_its_end() => Assert.Equal(
        ["05-31 fee.1 30 (05-31..06-30)", "06-30 fee.1 30 (06-30..07-31)"],
        (Anniversary with { TrialDays = 30 }).On("2026-05-01").Bill("2026-07-30"));

    [Fact]
    public void Discounts_follow_each_other_and_end() => Assert.Equal(
        ["01-15 fee.1 15 (01-15..02-15)", "02-15 fee.1 15 (02-15..03-15)", "03-15 fee.1 27 (03-15..04-15)", "04-15 fee.1 30 (04-15..05-15)"],
        (Anniversary with { Discounts = [new(2, 50), new(1, 10)] }).On("2026-01-15").Bill("2026-05-14"));

    [Fact]
    public void Free_periods_at_first_are_no_charges() => Assert.Equal(
        ["03-15 fee.1 30 (03-15..04-15)"], (Anniversary with { Discounts = [new(2, 100)] }).On("2026-01-15").Bill("2026-04-14"));

    [Fact]
    public void A_cancelled_plan_gives_its_unused_days_back() => Assert.Equal(
        ["06-01 fee.1 30 (06-01..07-01)", "06-21 credit.1 -10 (06-21..07-01)"],
        Monthly.On("2026-06-01").Cancel("2026-06-21").Bill("2026-08-31"));

    [Fact]
    public void A_last_period_that_is_not_prorated_gives_nothing_back() => Assert.Equal(
        ["06-01 fee.1 30 (06-01..07-01)"],
        (Monthly with { ProratesLast = false }).On("2026-06-01").Cancel("2026-06-21").Bill("2026-08-31"));

    [Fact]
    public void An_end_that_was_known_before_a_period_cuts_its_fee() => Assert.Equal(
        ["06-01 fee.1 31 (06-01..07-01)", "07-01 fee.1 10 (07-01..07-11)"],
        (Monthly with { Fee = 31 }).On("2026-06-01").Cancel("2026-07-11", decided: "2026-06-21").Bill("2026-08-31"));

    [Fact]
    public void An_end_at_the_periods_end_gives_nothing_back() => Assert.Equal(
        ["06-01 fee.1 30 (06-01..07-01)"],
        Monthly.On("2026-06-01").Cancel("2026-07-01T00:00:00", decided: "2026-06-21").Bill("2026-08-31"));

    [Fact]
    public void What_ends_on_its_first_day_costs_nothing() => Assert.Equal(
        ["06-11 fee.1 20 (06-11..07-01)", "06-11 credit.1 -20 (06-11..07-01)"],
        Monthly.On("2026-06-11T10:00:00").Cancel("2026-06-11T15:00:00").Bill("2026-08-31"));

    [Fact]
    public void What_ends_in_its_trial_costs_nothing() =>
        Assert.Empty((Monthly with { TrialDays = 30 }).On("2026-06-11").Cancel("2026-06-21").Bill("2026-08-31"));

    [Fact]
    public void Another_plan_in_mid_period_credits_the_old_and_charges_the_new() => Assert.Equal(
        ["04-01 fee.1 30 (04-01..05-01)", "04-21 credit.1 -10 (04-21..05-01)", "04-21 fee.2 20 (04-21..05-01)", "05-01 fee.2 60 (05-01..06-01)"],
        Monthly.On("2026-04-01").Change(Monthly with { Fee = 60 }, "2026-04-21").Bill("2026-05-31"));

    [Fact]
    public void Another_plan_from_the_next_period_on_credits_nothing() => Assert.Equal(
        ["04-01 fee.1 30 (04-01..05-01)", "05-01 fee.2 60 (05-01..06-01)"],
        Monthly.On("2026-04-01").Change(Monthly with { Fee = 60 }, "2026-05-01T00:00:00", decided: "2026-04-21").Bill("2026-05-31"));

    [Fact]
    public void From_a_month_to_a_year_the_year_begins_with_the_change() => Assert.Equal(
        ["04-01 fee.1 30 (04-01..05-01)", "04-21 credit.1 -10 (04-21..05-01)", "04-21 fee.2 300 (04-21..04-21)"],
        Anniversary.On("2026-04-01").Change(Anniversary with { Fee = 300, Cycle = new(PeriodKind.MonthlyAnniversary, 12) }, "2026-04-21").Bill("2027-04-20"));

    [Fact]
    public void More_pieces_are_charged_for_the_days_left() => Assert.Equal(
        ["04-01 fee.1 60 (04-01..05-01)", "04-16 credit.1 -30 (04-16..05-01)", "04-16 fee.2 75 (04-16..05-01)"],
        Monthly.On("2026-04-01", quantity: 2).Change(Monthly, "2026-04-16", quantity: 5).Bill("2026-04-30"));

    [Fact]
    public void A_change_during_the_trial_leaves_the_trial_as_it_is() => Assert.Equal(
        ["05-31 fee.2 60 (05-31..06-30)"],
        (Anniversary with { TrialDays = 30 }).On("2026-05-01").Change(Anniversary with { Fee = 60 }, "2026-05-11").Bill("2026-06-29"));

    [Fact]
    public void Days_of_a_pause_cost_nothing() => Assert.Equal(
        ["04-01 fee.1 30 (04-01..05-01)", "04-11 credit.1 -20 (04-11..05-01)", "05-22 fee.2 9.67742 (05-22..06-01)", "06-01 fee.2 30 (06-01..07-01)"],
        (Monthly with { ProratesFirst = false, ProratesLast = false }).On("2026-04-01").Pause("2026-04-11").Resume("2026-05-22").Bill("2026-06-30"));

    [Theory]
    [InlineData(EarlyEnd.Free, 0)]
    [InlineData(EarlyEnd.Fixed, 50)]
    [InlineData(EarlyEnd.RemainingFees, 270)] // April to December: the current month does not count
    [InlineData(EarlyEnd.DiscountsGiven, 9)] // three months at 10 % off
    public void An_early_end_costs_its_penalty(EarlyEnd penalty, int amount)
    {
        var plan = Monthly with
        {
            MinimumTermMonths = 12,
            EarlyEnd = penalty,
            PenaltyAmount = 50,
            Discounts = penalty is EarlyEnd.DiscountsGiven ? [new(6, 10)] : [],
            ProratesLast = false,
        };
        var bill = plan.On("2026-01-01").Cancel("2026-03-15").Bill("2027-01-31");

        Assert.Equal(amount == 0 ? [] : [$"03-15 penalty.1 {amount} (03-15..03-16)"], bill[3..]);
    }

    [Fact]
    public void With_the_remaining_fees_the_running_month_is_not_credited() => Assert.Equal(
        ["01-01 fee.1 30 (01-01..02-01)", "01-15 penalty.1 60 (01-15..01-16)"],
        (Monthly with { MinimumTermMonths = 3, EarlyEnd = EarlyEnd.RemainingFees }).On("2026-01-01").Cancel("2026-01-15").Bill("2026-12-31"));

    [Fact]
    public void After_the_minimum_term_and_when_it_is_waived_there_is_no_penalty()
    {
        var plan = Monthly with { MinimumTermMonths = 2, EarlyEnd = EarlyEnd.Fixed, PenaltyAmount = 50 };

        Assert.DoesNotContain(plan.On("2026-01-01").Cancel("2026-03-01").Bill("2026-12-31"), line => line.Contains("penalty", StringComparison.Ordinal));
        Assert.DoesNotContain(plan.On("2026-01-01").Cancel("2026-01-15", waived: true).Bill("2026-12-31"), line => line.Contains("penalty", StringComparison.Ordinal));
    }

    [Fact]
    public void First_use_begins_what_waits_for_it()
    {
        var waiting = (Monthly with { StartsOnFirstUse = true, ActivationFee = 5 }).On("2026-06-01");

        Assert.Empty(waiting.Bill("2026-08-31"));
        Assert.Empty(waiting.Cancel("2026-06-05").Bill("2026-08-31"));
        Assert.Equal(
            ["06-11 activation.1 5 (06-11..06-12)", "06-11 fee.1 20 (06-11..07-01)"],
            Changed(SubscriptionOrders.Activate(waiting, At("2026-06-11"))).Bill("2026-06-30"));
    }

    [Fact]
    public void Suspended_days_are_waived_only_where_the_plan_says_so()
    {
        var waived = (Monthly with { IsWaivedWhileSuspended = true }).On("2026-04-01");

        var charged = Monthly.On("2026-04-01");

        Assert.Same(charged, SubscriptionOrders.Suspend(charged, true, At("2026-04-11")));
        Assert.Equal(
            ["04-01 fee.1 30 (04-01..05-01)", "04-11 credit.1 -20 (04-11..05-01)", "04-21 fee.2 10 (04-21..05-01)"],
            SubscriptionOrders.Suspend(SubscriptionOrders.Suspend(waived, true, At("2026-04-11")), false, At("2026-04-21")).Bill("2026-04-30"));
    }

    [Fact]
    public void A_fee_without_funds_shrinks_daily_until_nothing_is_left()
    {
        var fee = Charges.Due(Monthly.On("2026-10-01"), At("2026-10-31"), At("2026-11-01"))[0];

        Assert.Equal(30m, fee.OnDay(Day("2026-11-01"))!.Amount);
        Assert.Equal(20m, fee.OnDay(Day("2026-11-11"))!.Amount);
        Assert.Equal(1m, fee.OnDay(Day("2026-11-30"))!.Amount);
        Assert.Null(fee.OnDay(Day("2026-12-01")));
    }

    [Fact]
    public void What_is_not_paid_for_lapses_with_its_stretch_and_not_with_an_order_for_later()
    {
        var begun = Monthly.On("2026-11-01");
        var unpaid = begun with { ChargedThrough = At("2026-11-01"), Unfunded = [.. Charges.Due(begun, Instant.MinValue, At("2026-11-01"))] };
        var ending = unpaid.Cancel("2026-11-21", decided: "2026-11-05");

        Assert.Equal(unpaid.Unfunded, ending.Unfunded);
        Assert.Same(ending, ending.Lapse(At("2026-11-20")));
        Assert.Equal(SubscriptionState.Unfunded, ending.StateAt(At("2026-11-20")));

        foreach (var over in (Subscription[])[ending.Lapse(At("2026-11-21")), unpaid.Cancel("2026-11-05")])
        {
            Assert.Empty(over.Unfunded);
            Assert.Empty(Charges.Due(over, At("2026-11-02"), At("2027-01-01")));
        }
    }

    [Fact]
    public void A_day_of_daylight_saving_is_a_day() => Assert.Equal(
        ["03-08 fee.1 24 (03-08..04-01)", "04-01 fee.1 31 (04-01..05-01)"],
        (Monthly with { Fee = 31 }).On("2026-03-08T00:30:00").Bill("2026-04-30"));

    [Fact]
    public void Orders_in_the_past_and_about_what_has_ended_are_refused()
    {
        var ended = Monthly.On("2026-06-01").Cancel("2026-06-21");

        Assert.Contains("at:", Problem(SubscriptionOrders.Pause(Monthly.On("2026-06-01"), At("2026-06-02"), At("2026-06-03"))), StringComparison.Ordinal);
        Assert.Contains("state:", Problem(SubscriptionOrders.Pause(ended, At("2026-06-22"), At("2026-06-22"))), StringComparison.Ordinal);
        Assert.Contains("state:", Problem(SubscriptionOrders.Resume(ended, At("2026-06-22"), At("2026-06-22"))), StringComparison.Ordinal);
        Assert.Contains("state:", Problem(SubscriptionOrders.Cancel(ended, false, At("2026-06-22"), At("2026-06-22"))), StringComparison.Ordinal);

        static string Problem(SubscriptionOutcome outcome) => Assert.IsType<SubscriptionOutcome.Refused>(outcome).Problem;
    }
}
