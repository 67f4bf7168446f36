using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Subscriptions;

/// <summary>A change or an end that is ordered after its day: what was charged stays, the difference is charged and credited when it is ordered.</summary>
public sealed class BackdatedTests
{
    private static readonly SubscriptionTerms Pro = Monthly with { Name = "Pro", Fee = 60 };

    [Fact]
    public void Unused_days_are_credited_and_those_of_the_new_plan_charged_from_its_day_on() => Assert.Equal(
        ["06-01 fee.1 30 (06-01..07-01)", "06-21 credit.1 -20 (06-11..07-01)", "06-21 fee.2 40 (06-11..07-01)", "07-01 fee.2 60 (07-01..08-01)"],
        Monthly.On("2026-06-01").Change(Pro, "2026-06-11", decided: "2026-06-21").Bill("2026-07-02"));

    [Fact]
    public void In_arrears_the_days_before_are_due_at_once_and_the_others_at_the_periods_end() => Assert.Equal(
        ["06-21 fee.1 10 (06-01..06-11)", "07-01 fee.2 40 (06-11..07-01)"],
        (Monthly with { Model = ChargeModel.InArrears }).On("2026-06-01")
            .Change(Pro with { Model = ChargeModel.InArrears }, "2026-06-11", decided: "2026-06-21").Bill("2026-07-02"));

    [Fact]
    public void Day_by_day_each_day_since_is_given_back_and_charged_anew() => Assert.Equal(
        [
            "06-01 day.2026-06-01.1 1 (06-01..06-02)", "06-02 day.2026-06-02.1 1 (06-02..06-03)", "06-03 day.2026-06-03.1 1 (06-03..06-04)",
            "06-03 day.2026-06-02.1.credit -1 (06-02..06-03)", "06-03 day.2026-06-03.1.credit -1 (06-03..06-04)",
            "06-03 day.2026-06-02.2 2 (06-02..06-03)", "06-03 day.2026-06-03.2 2 (06-03..06-04)", "06-04 day.2026-06-04.2 2 (06-04..06-05)",
        ],
        (Monthly with { Model = ChargeModel.Progressive }).On("2026-06-01")
            .Change(Pro with { Model = ChargeModel.Progressive }, "2026-06-02", decided: "2026-06-03").Bill("2026-06-04"));

    [Fact]
    public void An_end_of_an_earlier_day_gives_the_days_since_back_and_costs_its_penalty() => Assert.Equal(
        ["06-01 fee.1 30 (06-01..07-01)", "06-21 credit.1 -20 (06-11..07-01)", "06-21 penalty.1 12.5 (06-11..06-12)"],
        (Monthly with { MinimumTermMonths = 3, EarlyEnd = EarlyEnd.Fixed, PenaltyAmount = 12.5m }).On("2026-06-01")
            .Cancel("2026-06-11", decided: "2026-06-21").Bill("2026-08-01"));

    [Fact]
    public void Discounts_that_are_to_be_paid_back_are_those_of_the_days_that_stay() => Assert.Equal(
        ["06-01 fee.1 15 (06-01..07-01)", "06-21 credit.1 -10 (06-11..07-01)", "06-21 penalty.1 5 (06-11..06-12)"],
        (Monthly with { MinimumTermMonths = 3, EarlyEnd = EarlyEnd.DiscountsGiven, Discounts = [new(3, 50)] }).On("2026-06-01")
            .Cancel("2026-06-11", decided: "2026-06-21").Bill("2026-08-01"));

    [Fact]
    public void A_day_of_the_trial_may_be_meant_after_the_trial() => Assert.Equal(
        ["06-15 fee.1 16 (06-15..07-01)", "06-20 credit.1 -16 (06-15..07-01)", "06-20 fee.2 32 (06-15..07-01)"],
        (Monthly with { TrialDays = 14 }).On("2026-06-01").Change(Pro, "2026-06-10", decided: "2026-06-20").Bill("2026-06-30"));

    [Fact]
    public void Shorter_periods_that_are_over_by_then_are_due_with_the_order() => Assert.Equal(
        ["06-01 fee.1 30 (06-01..07-01)", "06-20 credit.1 -25 (06-06..07-01)", "06-20 fee.2 2 (06-06..06-08)", "06-20 fee.2 7 (06-08..06-15)", "06-20 fee.2 7 (06-15..06-22)"],
        Monthly.On("2026-06-01").Change(new() { Name = "Week", Fee = 7, Cycle = new(PeriodKind.Weekly) }, "2026-06-06", decided: "2026-06-20").Bill("2026-06-21"));

    [Fact]
    public void In_arrears_shorter_periods_that_are_over_are_due_with_the_order_too()
    {
        var week = new SubscriptionTerms { Name = "Week", Fee = 7, Cycle = new(PeriodKind.Weekly), Model = ChargeModel.InArrears };
        var after = (Monthly.On("2026-06-01") with { ChargedThrough = At("2026-06-20") }).Change(week, "2026-06-06", decided: "2026-06-20");

        // 25 of 30 days back; two days of a week, and a week.
        Assert.Equal([-25m, 2m, 7m], Charges.Due(after, after.ChargedThrough, At("2026-06-20")).Select(charge => charge.Amount));
    }

    [Theory]
    [InlineData("2026-05-31", "2026-06-21", "at: expected 2026-06-01T04:00:00Z or later, when the running period began")]
    [InlineData("2026-04-30", "2026-05-20", "at: expected 2026-05-01T16:00:00Z or later")]
    public void Neither_an_earlier_period_is_touched_nor_the_time_before_it_began(string at, string now, string problem) => Assert.Equal(
        (problem, problem),
        (
            Refused(SubscriptionOrders.ChangePlan(Monthly.On("2026-05-01"), 2, Pro, 1, null, At(at), At(now), isBackdated: true)),
            Refused(SubscriptionOrders.Cancel(Monthly.On("2026-05-01"), false, At(at), At(now), isBackdated: true))));

    [Fact]
    public void It_is_refused_where_it_was_not_asked_for_where_a_fee_is_unpaid_and_where_something_is_to_come()
    {
        var (at, now) = (At("2026-06-11"), At("2026-06-21"));
        var since = Monthly.On("2026-06-01");
        var unpaid = since with { Unfunded = Charges.Due(since, Instant.MinValue, at) };
        var planned = since.Cancel("2026-08-01", decided: "2026-06-12");

        Assert.Equal("at: expected 2026-06-21T16:00:00Z or later", Refused(SubscriptionOrders.ChangePlan(since, 2, Pro, 1, null, at, now)));
        Assert.Equal("at: expected 2026-06-21T16:00:00Z or later", Refused(SubscriptionOrders.Cancel(since, false, at, now)));
        Assert.Equal(
            "at: expected 2026-06-21T16:00:00Z or later, as long as a fee is unpaid",
            Refused(SubscriptionOrders.ChangePlan(unpaid, 2, Pro, 1, null, at, now, isBackdated: true)));
        Assert.Equal(
            "state: expected nothing scheduled: withdraw the end of 2026-08-01 first",
            Refused(SubscriptionOrders.ChangePlan(planned, 2, Pro, 1, null, at, now, isBackdated: true)));
        Assert.Equal(
            "state: expected a subscription that runs then, not one that ends at 2026-06-15T16:00:00Z",
            Refused(SubscriptionOrders.ChangePlan(since.Pause("2026-06-15"), 2, Pro, 1, null, at, now, isBackdated: true)));
    }

    // Days that were served are in it: they are owed, and do not go while there are no funds.
    [Theory]
    [InlineData(ChargeModel.InAdvance, "06-21 fee.2 40 owed", "07-01 fee.2 60 shrinks")]
    [InlineData(ChargeModel.Progressive, "06-21 day.2026-06-11.2 2 owed", "06-21 day.2026-06-20.2 2 owed", "06-21 day.2026-06-21.2 2 shrinks", "06-22 day.2026-06-22.2 2 shrinks")]
    public void Of_what_is_charged_anew_only_what_is_for_days_to_come_needs_funds(ChargeModel model, params string[] some)
    {
        var after = Monthly.On("2026-06-01").Change(Pro with { Model = model }, "2026-06-11", decided: "2026-06-21");
        var charges = Charges.Due(after, Instant.MinValue, At("2026-07-02")).Where(charge => charge.Key.Part.EndsWith(".2", StringComparison.Ordinal)).ToArray();
        var told = charges.Select(charge => FormattableString.Invariant(
            $"{charge.DueAt.InZone(Zone).Date:MM-dd} {charge.Key.Part} {charge.Amount:0.##} {(charge.IsInAdvance ? "shrinks" : "owed")}"));

        Assert.Empty(some.Except(told));
        Assert.All(charges, charge => Assert.Equal(charge.DueAt, charge.BelongsAt)); // on one invoice with what is given back
        Assert.All(charges, charge => Assert.Equal(charge.IsInAdvance, charge.OnDay(charge.Days.To) is null));
    }

    [Fact]
    public void The_activation_fee_stays_charged_where_it_ends_as_it_began()
    {
        var since = (Monthly with { ActivationFee = 10 }).On("2026-06-01");
        string[] charged = ["06-01 activation.1 10 (06-01..06-02)", "06-01 fee.1 30 (06-01..07-01)", "06-21 credit.1 -30 (06-01..07-01)"];

        Assert.Equal(charged, since.Cancel("2026-06-01", decided: "2026-06-21").Bill("2026-08-01"));
        Assert.Equal([.. charged, "06-21 fee.2 60 (06-01..07-01)"], since.Change(Pro, "2026-06-01", decided: "2026-06-21").Bill("2026-06-30"));
    }

    // What lapsed was not served: it is not given back, nor may another plan be charged for it.
    [Theory]
    [InlineData("2026-06-04", "at: expected 2026-06-06T04:00:00Z or later, nobody paid for the days before")]
    [InlineData("2026-06-05", "at: expected 2026-06-06T04:00:00Z or later, nobody paid for the days before")]
    [InlineData("2026-06-06", null)]
    public void Day_by_day_it_is_dated_back_to_after_the_last_day_that_nobody_paid_for(string at, string? problem)
    {
        var since = (Monthly with { Model = ChargeModel.Progressive }).On("2026-06-01") with
        {
            Lapsed = [.. new[] { "day.2026-06-05.1", "day.2026-06-03.1", "day.2026-06-20.0" }.Select(part => new ChargeKey(7, Day("2026-06-01"), part))],
        };

        Assert.Equal(
            (problem, problem),
            (
                ProblemOf(SubscriptionOrders.ChangePlan(since, 2, Pro, 1, null, At(at), At("2026-06-21"), isBackdated: true)),
                ProblemOf(SubscriptionOrders.Cancel(since, false, At(at), At("2026-06-21"), isBackdated: true))));
    }

    // To the cent, whatever the plans, and what was charged by then is what it was.
    [Fact]
    public void Dated_back_it_comes_to_what_it_would_have_on_its_day() =>
        Gen.Select(SubscriptionLaws.AnyTerms, SubscriptionLaws.AnyTerms, SubscriptionLaws.AnyDay, Gen.Int[0, 200], Gen.Int[0, 40], Gen.Bool)
            .Sample((old, other, day, change, late, isEnd) =>
            {
                var (at, now, end) = (Noon(day.PlusDays(change)), Noon(day.PlusDays(change + late)), Noon(day.PlusDays(700)));
                var before = old.On(Iso(day)) with { ChargedThrough = now };
                var (dated, made) = (Order(now), Order(at));

                if (dated is not SubscriptionOutcome.Changed(var after))
                {
                    return late > 0; // in an earlier period
                }

                var charges = Charges.Due(after, Instant.MinValue, Noon(day.PlusDays(1400)));
                var stays = Charges.Due(before, Instant.MinValue, now - Duration.Epsilon).All(charges.Contains);
                var inOrder = charges.Select(charge => charge.DueAt).SequenceEqual(charges.Select(charge => charge.DueAt).Order());
                var isOnce = charges.Select(charge => charge.Key).Distinct().Count() == charges.Length;
                var isCharged = charges.Where(charge => charge.DueAt >= now).SequenceEqual(Charges.Due(after, after.ChargedThrough, Noon(day.PlusDays(1400))));

                return stays && inOrder && isOnce && isCharged && charges.Sum(charge => charge.Amount) == Charges.Due(Changed(made), Instant.MinValue, Noon(day.PlusDays(1400))).Sum(charge => charge.Amount);

                SubscriptionOutcome Order(Instant decided) => isEnd
                    ? SubscriptionOrders.Cancel(before, true, at, decided, isBackdated: true)
                    : SubscriptionOrders.ChangePlan(before, 2, other, 1, null, at, decided, isBackdated: true) is SubscriptionOutcome.Changed(var changed)
                        ? SubscriptionOrders.Cancel(changed, true, end, end)
                        : SubscriptionOrders.ChangePlan(before, 2, other, 1, null, at, decided, isBackdated: true);
            });

    private static string? ProblemOf(SubscriptionOutcome outcome) => (outcome as SubscriptionOutcome.Refused)?.Problem;

    private static string Refused(SubscriptionOutcome outcome) => Assert.IsType<SubscriptionOutcome.Refused>(outcome).Problem;

    private static Instant Noon(LocalDate day) => At(Iso(day));

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", null);
}
