using Billing.Core.Subscriptions;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Subscriptions;

/// <summary>Orders for later: what is to come can be overtaken, withdrawn, and slept through in a suspension.</summary>
public sealed class ScheduleTests
{
    private static readonly SubscriptionTerms Pro = Monthly with { Name = "Pro", Fee = 60 };

    private static readonly Subscription Since = (Monthly with { Fee = 31 }).On("2026-06-01");

    [Fact]
    public void An_end_now_overtakes_one_at_the_periods_end() => Assert.Equal(
        ["06-01 fee.1 30 (06-01..07-01)", "06-21 credit.1 -10 (06-21..07-01)"],
        Monthly.On("2026-06-01").Cancel("2026-07-01T00:00:00", decided: "2026-06-11").Cancel("2026-06-21").Bill("2026-08-31"));

    [Fact]
    public void A_change_and_an_end_overtake_a_change_to_come_at_the_same_time_or_later()
    {
        var scheduled = Monthly.On("2026-06-01").Change(Pro, "2026-07-01T00:00:00", decided: "2026-06-11");

        Assert.Equal(["06-01 fee.1 30 (06-01..07-01)"], scheduled.Cancel("2026-07-01T00:00:00", decided: "2026-06-12").Bill("2026-08-31"));
        Assert.Equal(
            ["06-01 fee.1 30 (06-01..07-01)", "06-21 credit.1 -10 (06-21..07-01)", "06-21 fee.2 40 (06-21..07-01)", "07-01 fee.2 120 (07-01..08-01)"],
            scheduled.Change(Pro, "2026-06-21", quantity: 2).Bill("2026-07-31"));
        Assert.Equal(
            ["06-01 fee.1 30 (06-01..07-01)", "07-01 fee.2 60 (07-01..08-01)", "07-11 credit.2 -40.64516 (07-11..08-01)"],
            scheduled.Cancel("2026-07-11", decided: "2026-06-12").Cancel("2026-07-11", decided: "2026-07-10").Bill("2026-08-31"));
    }

    [Fact]
    public void What_is_ordered_for_the_first_instant_keeps_the_activation_fee_and_can_be_withdrawn()
    {
        var begun = (Monthly with { ActivationFee = 10 }).On("2026-03-10T00:00:00");
        Subscription Ordered(Func<Instant, Instant, SubscriptionOutcome> order) => Changed(order(At("2026-03-10T00:00:00"), At("2026-02-10")));

        var pieces = Ordered((at, now) => SubscriptionOrders.ChangeQuantity(begun, 2, null, at, now));
        Assert.Equal(["03-10 activation.1 10 (03-10..03-11)", "03-10 fee.2 42.58065 (03-10..04-01)"], pieces.Bill("2026-03-31"));
        Assert.Equal((SegmentEnd.PlanChanged, 2), (pieces.ToCome(At("2026-02-11"))!.Kind, pieces.ToCome(At("2026-02-11"))!.Next!.Quantity));
        Assert.Equal(begun.Bill("2026-04-30"), Changed(SubscriptionOrders.Withdraw(pieces, At("2026-02-12"))).Bill("2026-04-30"));

        // Another plan's own, once; a pause's is due as it begins; nothing of what is cancelled before.
        Assert.Equal(
            ["03-10 activation.1 7 (03-10..03-11)", "03-10 fee.2 42.58065 (03-10..04-01)"],
            Ordered((at, now) => SubscriptionOrders.ChangePlan(begun, 3, Pro with { ActivationFee = 7 }, 1, null, at, now)).Bill("2026-03-31"));
        Assert.Equal(["03-10 activation.1 10 (03-10..03-11)"], Ordered((at, now) => SubscriptionOrders.Pause(begun, at, now)).Bill("2026-03-31"));
        Assert.Empty(Ordered((at, now) => SubscriptionOrders.Cancel(begun, false, at, now)).Bill("2026-03-31"));
    }

    [Fact]
    public void What_is_paused_may_resume_in_the_same_instant_and_loses_nothing()
    {
        var paused = Monthly.On("2026-06-01").Pause("2026-06-11");

        Assert.Equal(
            ["06-01 fee.1 30 (06-01..07-01)", "06-11 credit.1 -20 (06-11..07-01)", "06-11 fee.2 20 (06-11..07-01)", "07-01 fee.2 30 (07-01..08-01)"],
            paused.Resume("2026-06-11").Bill("2026-07-31"));
    }

    [Fact]
    public void A_segment_is_in_force_from_its_first_instant()
    {
        var changed = Monthly.On("2026-06-01").Change(Pro, "2026-06-11");

        Assert.Equal("Basic", changed.At(At("2026-06-11") - Duration.Epsilon)!.Terms.Name);
        Assert.Equal("Pro", changed.At(At("2026-06-11"))!.Terms.Name);
    }

    [Fact]
    public void Any_other_order_that_would_drop_what_is_to_come_is_refused_and_names_it()
    {
        var (now, later) = (At("2026-06-21"), At("2026-07-16"));
        var change = Since.Change(Pro, "2026-07-11", decided: "2026-06-11");
        var end = Since.Cancel("2026-07-11", decided: "2026-06-11");
        var pause = Changed(SubscriptionOrders.Pause(Since, At("2026-07-11"), At("2026-06-11")));
        var paused = Since.Pause("2026-06-11");
        var both = change.Cancel("2026-08-01", decided: "2026-06-12");
        SubscriptionOutcome ChangePlan(Subscription one) => SubscriptionOrders.ChangePlan(one, 3, Pro, 1, null, now, now);

        Assert.Equal("the change of 2026-07-11", Dropped(SubscriptionOrders.ChangeQuantity(change, 2, null, now, now)));
        Assert.Equal("the change of 2026-07-11", Dropped(SubscriptionOrders.ChangeQuantity(change, 2, null, At("2026-07-11"), now)));
        Assert.Equal("the change of 2026-07-11", Dropped(SubscriptionOrders.Pause(change, now, now)));
        Assert.Equal("the end of 2026-07-11", Dropped(SubscriptionOrders.ChangeQuantity(end, 2, null, now, now)));
        Assert.Equal("the end of 2026-07-11", Dropped(SubscriptionOrders.Pause(end, now, now)));
        Assert.Equal("the end of 2026-07-11", Dropped(ChangePlan(end)));
        Assert.Equal("the end of 2026-08-01", Dropped(ChangePlan(both)));
        Assert.Equal("the pause of 2026-07-11", Dropped(ChangePlan(pause)));
        Assert.Equal("the pause of 2026-07-11", Dropped(SubscriptionOrders.ChangeQuantity(pause, 2, null, now, now)));
        Assert.Equal("the end of 2026-08-01", Dropped(SubscriptionOrders.Resume(paused.Cancel("2026-08-01", decided: "2026-06-12"), now, now)));

        // What comes before it is not dropped, and another resumption is another date for the same.
        Assert.Equal(
            ["06-01 fee.1 31 (06-01..07-01)", "07-01 fee.1 10 (07-01..07-11)", "07-11 fee.2 9.67742 (07-11..07-16)", "07-16 fee.3 61.93548 (07-16..08-01)"],
            Changed(SubscriptionOrders.ChangeQuantity(change, 2, null, later, now)).Bill("2026-07-31"));
        Assert.Equal(now, Changed(SubscriptionOrders.Resume(Changed(SubscriptionOrders.Resume(paused, later, now)), now, now)).Latest!.From);
    }

    [Fact]
    public void What_has_not_begun_may_have_something_to_come_that_is_not_dropped_and_can_be_withdrawn()
    {
        var waiting = SubscriptionOrders.Create(new() { SubscriptionId = 7, Zone = Zone }, 1, Monthly, 1, null, At("2026-07-01"));
        var change = waiting.Change(Pro, "2026-08-01", decided: "2026-06-11");

        Assert.Equal("the change of 2026-08-01", Dropped(SubscriptionOrders.ChangeQuantity(change, 2, null, At("2026-07-11"), At("2026-06-21"))));
        Assert.Equal(waiting.Bill("2026-09-01"), Withdrawn(change, "2026-06-21").Bill("2026-09-01"));
        Assert.Null(waiting.ToCome(At("2026-06-21")));
    }

    private static string Dropped(SubscriptionOutcome outcome) =>
        Assert.IsType<SubscriptionOutcome.Refused>(outcome).Problem.Replace("state: expected nothing scheduled: withdraw ", "", StringComparison.Ordinal).Replace(" first", "", StringComparison.Ordinal);

    [Fact]
    public void The_plan_that_it_has_ordered_again_takes_a_change_to_come_back()
    {
        var scheduled = Monthly.On("2026-06-01").Change(Pro, "2026-07-01T00:00:00", decided: "2026-06-11");
        var kept = Changed(SubscriptionOrders.ChangePlan(scheduled, 1, Monthly, 1, null, At("2026-06-21"), At("2026-06-21")));

        Assert.Equal(["06-01 fee.1 30 (06-01..07-01)", "07-01 fee.1 30 (07-01..08-01)"], kept.Bill("2026-07-31"));
    }

    [Fact]
    public void Withdrawn_it_goes_on_as_if_nothing_had_been_ordered()
    {
        Subscription[] scheduled =
        [
            Since.Cancel("2026-07-11", decided: "2026-06-11"),
            Since.Change(Pro, "2026-07-11", decided: "2026-06-11"),
            Changed(SubscriptionOrders.Pause(Since, At("2026-07-11"), At("2026-06-11"))),
            Since.Change(Pro, "2026-07-01T00:00:00", decided: "2026-06-11").Cancel("2026-07-11", decided: "2026-06-12"),
        ];

        Assert.Equal(
            [SegmentEnd.Cancelled, SegmentEnd.PlanChanged, SegmentEnd.Paused, SegmentEnd.PlanChanged],
            scheduled.Select(one => one.ToCome(At("2026-06-20"))!.Kind));
        Assert.All(scheduled, one => Assert.Equal(Since.Bill("2026-09-01"), Withdrawn(one, "2026-06-20").Bill("2026-09-01")));
        Assert.All(scheduled, one => Assert.Null(Withdrawn(one, "2026-06-20").ToCome(At("2026-06-20"))));
    }

    [Fact]
    public void A_fee_that_was_cut_for_an_end_is_charged_for_the_other_days_when_that_is_withdrawn()
    {
        var charged = Charged(Since.Cancel("2026-07-11", decided: "2026-06-11"), "2026-07-05");
        var on = Withdrawn(charged, "2026-07-05");

        Assert.Equal(
            ["06-01 fee.1 31 (06-01..07-01)", "07-01 fee.1 10 (07-01..07-11)", "07-11 fee.2 21 (07-11..08-01)", "08-01 fee.2 31 (08-01..09-01)"],
            on.Bill("2026-08-31"));
        Assert.Null(on.ToCome(At("2026-07-05")));
        Assert.Equal(
            ["06-01 fee.1 31 (06-01..07-01)", "07-01 fee.1 10 (07-01..07-11)", "07-06 credit.1 -5 (07-06..07-11)"], // not more than was charged
            on.Cancel("2026-07-06").Bill("2026-08-31"));
        Assert.Equal(
            ["06-01 fee.1 31 (06-01..07-01)", "07-01 fee.1 10 (07-01..07-11)", "07-06 credit.1 -5 (07-06..07-11)"],
            charged.Cancel("2026-07-06").Bill("2026-08-31"));
    }

    [Fact]
    public void Withdrawn_on_the_day_of_the_end_the_rest_is_charged_at_once() => Assert.Equal(
        ["06-01 fee.1 31 (06-01..07-01)", "07-01 fee.1 10 (07-01..07-11)", "07-11 fee.2 21 (07-11..08-01)"],
        Withdrawn(Charged(Since.Cancel("2026-07-11T18:00:00", decided: "2026-06-11"), "2026-07-11"), "2026-07-11").Bill("2026-07-31"));

    [Fact]
    public void What_is_not_to_come_cannot_be_withdrawn() => Assert.Contains(
        "to come", Assert.IsType<SubscriptionOutcome.Refused>(SubscriptionOrders.Withdraw(Since, At("2026-06-20"))).Problem, StringComparison.Ordinal);

    [Fact]
    public void What_has_not_begun_ends_for_nothing() => Assert.Empty(Changed(SubscriptionOrders.Cancel(
        SubscriptionOrders.Create(
            new() { SubscriptionId = 7, Zone = Zone }, 1, Monthly with { ActivationFee = 5, MinimumTermMonths = 12, EarlyEnd = EarlyEnd.RemainingFees }, 1, null, At("2026-07-01")),
        false, At("2026-06-20"), At("2026-06-20"))).Bill("2027-12-31"));

    [Fact]
    public void An_end_at_the_periods_end_in_a_trial_is_that_of_the_trial()
    {
        var trial = (Monthly with { TrialDays = 14 }).On("2026-06-11");
        var end = SubscriptionOrders.PeriodEnd(trial, At("2026-06-12"));

        Assert.Equal(At("2026-06-25T00:00:00"), end);
        Assert.Equal(At("2026-07-01T00:00:00"), SubscriptionOrders.PeriodEnd(trial, end));
        Assert.Empty(Changed(SubscriptionOrders.Cancel(trial, false, end, At("2026-06-12"))).Bill("2026-12-31"));
    }

    [Fact]
    public void A_suspension_stops_what_has_something_to_come_and_that_comes_all_the_same()
    {
        var waived = (Monthly with { IsWaivedWhileSuspended = true }).On("2026-06-01");
        var pro = Pro with { IsWaivedWhileSuspended = true };
        string[] june = ["06-01 fee.1 30 (06-01..07-01)", "06-11 credit.1 -20 (06-11..07-01)"];

        Assert.Equal(june, Suspended(waived.Cancel("2026-07-01T00:00:00", decided: "2026-06-05"), "2026-07-11").Bill("2026-08-31"));
        Assert.Equal(june, Suspended(waived.Cancel("2026-06-16", decided: "2026-06-05"), "2026-06-21").Bill("2026-08-31"));
        Assert.Equal(
            [.. june, "06-13 fee.2 3 (06-13..06-16)"], Suspended(waived.Cancel("2026-06-16", decided: "2026-06-05"), "2026-06-13").Bill("2026-08-31"));
        Assert.Equal(
            [.. june, "07-11 fee.3 40.64516 (07-11..08-01)"],
            Suspended(waived.Change(pro, "2026-07-01T00:00:00", decided: "2026-06-05"), "2026-07-11").Bill("2026-07-31"));
        Assert.Equal(
            [.. june, "06-21 fee.2 10 (06-21..07-01)", "07-01 fee.3 60 (07-01..08-01)"],
            Suspended(waived.Change(pro, "2026-07-01T00:00:00", decided: "2026-06-05"), "2026-06-21").Bill("2026-07-31"));
        Assert.Equal(june, Suspended(Changed(SubscriptionOrders.Pause(waived, At("2026-06-21"), At("2026-06-05"))), "2026-06-25").Bill("2026-08-31"));
    }

    [Fact]
    public void A_suspension_leaves_what_was_said_of_a_change_and_of_an_end_to_come_with_the_stretch_that_each_ends()
    {
        var plan = Monthly with { IsWaivedWhileSuspended = true };
        var pro = Pro with { IsWaivedWhileSuspended = true, MinimumTermMonths = 6, EarlyEnd = EarlyEnd.Fixed, PenaltyAmount = 50 };
        string[] june = ["06-01 fee.1 30 (06-01..07-01)", "06-11 credit.1 -20 (06-11..07-01)", "06-21 fee.2 10 (06-21..07-01)"];
        var bound = (plan with { MinimumTermMonths = 12, EarlyEnd = EarlyEnd.Fixed, PenaltyAmount = 100 }).On("2026-06-01");
        var waived = Changed(SubscriptionOrders.ChangePlan(
            bound, 2, Pro, 1, null, At("2026-07-01T00:00:00"), At("2026-06-05"), isPenaltyWaived: true, periods: new(EndCredit.None)));
        var both = Changed(SubscriptionOrders.Cancel(
            plan.On("2026-06-01").Change(pro, "2026-07-11", decided: "2026-06-05"), true, At("2026-07-21"), At("2026-06-06"), credit: EndCredit.Full));

        Assert.Equal([.. june, "07-01 fee.3 60 (07-01..08-01)"], Suspended(waived, "2026-06-21").Bill("2026-07-31"));
        Assert.Equal([.. june, "07-01 fee.2 9.67742 (07-01..07-11)"], Suspended(both, "2026-06-21").Bill("2026-08-31"));
        Assert.Equal(
            [(false, EndCredit.AsPlan), (true, EndCredit.Full)],
            Suspended(both, "2026-06-21").Segments.TakeLast(2).Select(one => (one.IsPenaltyWaived, one.Credit)));
    }

    [Fact]
    public void Where_thirty_days_are_a_month_one_that_a_withdrawn_end_had_cut_costs_its_fee()
    {
        var since = (Monthly with { ProrationDays = 30 }).On("2026-06-01");
        var on = Withdrawn(Charged(since.Cancel("2026-07-11", decided: "2026-06-11"), "2026-07-05"), "2026-07-05");
        var again = Withdrawn(Charged(on.Cancel("2026-07-21", decided: "2026-07-06"), "2026-07-15"), "2026-07-15");
        string[] before = ["06-01 fee.1 30 (06-01..07-01)", "07-01 fee.1 10 (07-01..07-11)"];

        Assert.Equal([.. before, "07-11 fee.2 20 (07-11..08-01)", "08-01 fee.2 30 (08-01..09-01)"], on.Bill("2026-08-31"));
        Assert.Equal(
            [.. before, "07-11 fee.2 10 (07-11..07-21)", "07-21 fee.3 10 (07-21..08-01)", "08-01 fee.3 30 (08-01..09-01)"], again.Bill("2026-08-31"));
    }

    // What is due at an instant is charged before what comes at it: as its first fee, which is given back.
    [Fact]
    public void What_stops_or_ends_at_the_very_instant_at_which_it_begins_has_cost_its_activation_fee_as_it_would_a_moment_later()
    {
        var plan = Monthly with { ActivationFee = 10, IsWaivedWhileSuspended = true };
        string[] begun = ["06-11 activation.1 10 (06-11..06-12)", "06-11 fee.1 20 (06-11..07-01)", "06-11 credit.1 -20 (06-11..07-01)"];
        var midnight = plan.On("2026-06-11T00:00:00");

        Assert.Equal(begun, SubscriptionOrders.Suspend(midnight, true, At("2026-06-11T00:00:01")).Bill("2026-08-31"));
        Assert.Equal(begun, SubscriptionOrders.Suspend(midnight, true, At("2026-06-11T00:00:00")).Bill("2026-08-31"));
        Assert.Equal(begun, midnight.Cancel("2026-06-11T00:00:00").Bill("2026-08-31"));
        Assert.Equal(
            [.. begun, "06-21 fee.2 10 (06-21..07-01)"],
            SubscriptionOrders.Suspend(SubscriptionOrders.Suspend(midnight, true, At("2026-06-11T00:00:00")), false, At("2026-06-21")).Bill("2026-06-30"));
        Assert.Empty(midnight.Cancel("2026-06-11T00:00:00", decided: "2026-06-10").Bill("2026-08-31"));
    }

    // Whatever was ordered and charged meanwhile.
    [Fact]
    public void Withdrawn_or_overtaken_the_sum_is_that_of_what_happened() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[0, 3], Gen.Bool, Gen.Bool).Sample((first, wait, length, what, isWithdrawn, isTerm) =>
        {
            var begins = new LocalDate(2026, 1, 1).PlusDays(first);
            var (ordered, now, then) = (begins.PlusDays(3), begins.PlusDays(3 + wait), begins.PlusDays(3 + wait + length));
            var terms = Monthly with { Fee = 29.99m, MinimumTermMonths = isTerm ? 6 : 0, EarlyEnd = EarlyEnd.RemainingFees };
            var plain = terms.On(Iso(begins));
            var scheduled = what switch
            {
                0 => plain.Cancel(Iso(then), decided: Iso(ordered)),
                1 => plain.Change(Pro, Iso(then), decided: Iso(ordered)),
                2 => Changed(SubscriptionOrders.Pause(plain, At(Iso(then)), At(Iso(ordered)))),
                _ => plain.Change(Pro, Iso(then), decided: Iso(ordered)).Cancel(Iso(then.PlusDays(10)), decided: Iso(ordered)),
            };
            var charged = Charged(scheduled, Iso(now));
            var made = Charges.Due(scheduled, Instant.MinValue, charged.ChargedThrough);
            var after = isWithdrawn ? Withdrawn(charged, Iso(now)).Cancel(Iso(then.PlusDays(20)), decided: Iso(then.PlusDays(20))) : charged.Cancel(Iso(now));
            var expected = isWithdrawn ? plain.Cancel(Iso(then.PlusDays(20))) : plain.Cancel(Iso(now));

            // What was charged before stays as it was made, by its key; what comes is what the history says now.
            var keys = made.Select(one => one.Key).ToHashSet();
            var sum = made.Sum(one => one.Amount)
                + Charges.Due(after, Instant.MinValue, At(Iso(then.PlusDays(400)))).Where(one => !keys.Contains(one.Key)).Sum(one => one.Amount);

            return decimal.Abs(sum - Charges.Due(expected, Instant.MinValue, At(Iso(then.PlusDays(400)))).Sum(one => one.Amount)) <= 0.00004m;
        });

    private static Subscription Withdrawn(Subscription subscription, string day) => Changed(SubscriptionOrders.Withdraw(subscription, At(day)));

    private static Subscription Suspended(Subscription subscription, string until) =>
        SubscriptionOrders.Suspend(SubscriptionOrders.Suspend(subscription, true, At("2026-06-11")), false, At(until));

    private static Subscription Charged(Subscription subscription, string through) => subscription with { ChargedThrough = At(through) };

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", null);
}
