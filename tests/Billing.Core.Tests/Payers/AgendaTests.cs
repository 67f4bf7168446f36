using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Core.Tests.Subscriptions;
using NodaTime;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Payers;

public sealed class AgendaTests
{
    private static readonly Payer Empty = new()
    {
        BalanceId = 1,
        Currency = Currency.Usd,
        Zone = Zone,
        Class = new() { Dunning = new([new(1, DunningAction.Remind), new(20, DunningAction.Suspend)], 5) },
        Anchor = new(2026, 6, 11),
        OpenFrom = new(2026, 6, 11),
    };

    [Fact]
    public void Fees_come_at_midnight_and_the_closing_six_hours_later()
    {
        var payer = Empty with { Subscriptions = [Monthly.On("2026-06-11") with { ChargedThrough = At("2026-06-11") }] };

        var charge = Assert.IsType<PayerStep.Charge>(Agenda.Next(payer, At("2026-06-12")));
        Assert.Equal(At("2026-07-01T00:00:00"), charge.At);

        var close = Assert.IsType<PayerStep.Close>(Agenda.Next(payer with { Subscriptions = [payer.Subscriptions[0] with { ChargedThrough = charge.At }] }, charge.At));
        Assert.Equal((At("2026-07-01T06:00:00"), new DateSpan(new(2026, 6, 11), new(2026, 7, 1))), (close.At, close.Period));
    }

    [Fact]
    public void After_months_of_silence_everything_is_done_in_the_order_of_time()
    {
        var payer = Empty with { Subscriptions = [Monthly.On("2026-06-11"), (Anniversary with { Name = "Other" }).On("2026-06-20") with { SubscriptionId = 8 }] };
        var (now, steps) = (At("2026-09-01T12:00:00"), new List<PayerStep>());

        while (Agenda.Next(payer, now) is { } step && step.At <= now)
        {
            steps.Add(step);
            payer = step switch
            {
                PayerStep.Charge charge => payer.With(charge.Subscription with { ChargedThrough = charge.At }),
                PayerStep.Close close => payer with { OpenFrom = close.Period.To },
                _ => throw new InvalidOperationException(),
            };
        }

        Assert.Equal(steps.Select(step => step.At).Order(), steps.Select(step => step.At));
        Assert.Equal((7, 3), (steps.OfType<PayerStep.Charge>().Count(), steps.OfType<PayerStep.Close>().Count()));
    }

    [Theory]
    //           delay  made on                due on
    [InlineData(6, "2026-07-01T06:00:00", "2026-07-16")]
    [InlineData(6, "2026-07-02T06:00:00", "2026-07-16")]
    [InlineData(6, "2026-07-02T06:00:01", "2026-07-17")] // more than a day late
    [InlineData(6, "2026-08-20T00:00:00", "2026-09-04")]
    [InlineData(24, "2026-07-02T00:00:00", "2026-07-16")]
    [InlineData(72, "2026-07-04T00:00:00", "2026-07-19")] // on time, and days after its date
    public void An_invoice_that_is_made_days_after_its_date_has_its_term_from_then_on(int delay, string madeAt, string dueOn)
    {
        var payer = Empty with { Class = Empty.Class with { ClosingDelay = Duration.FromHours(delay) } };

        Assert.Equal(Day(dueOn), Agenda.DueOn(payer, new(Day("2026-06-01"), Day("2026-07-01")), Day("2026-07-16"), At(madeAt)));
    }

    [Fact]
    public void An_unpaid_invoice_is_on_the_agenda_for_the_day_after_its_due_date()
    {
        var payer = Empty with { Unpaid = [new(3, new(2026, 6, 16), 20)] };

        Assert.Equal(At("2026-06-17T00:00:00"), Assert.IsType<PayerStep.Dun>(Agenda.Next(payer, At("2026-06-12"))).At);
    }

    [Fact]
    public void As_charged_an_invoice_waits_for_the_day_on_which_a_fee_without_funds_is_charged()
    {
        var begun = Monthly.On("2026-06-11") with { ChargedThrough = At("2026-06-11") };
        var fee = Charges.Due(begun, Instant.MinValue, begun.ChargedThrough)[0];
        var unfunded = begun with { Unfunded = [fee] };
        var shrunk = begun.Shrank(fee, fee.OnDay(Day("2026-06-21"))!);

        Assert.Equal(At("2026-06-11"), InvoiceOf(begun, "2026-06-11"));
        Assert.Null(InvoiceOf(unfunded, "2026-06-11"));
        Assert.Null(InvoiceOf(unfunded with { Unfunded = [], Lapsed = [fee.Key] }, "2026-06-11"));
        Assert.Equal(At("2026-06-21T00:00:00"), InvoiceOf(shrunk, "2026-06-15")); // another invoice was made of the days before
        Assert.Null(InvoiceOf(shrunk, "2026-06-22"));

        static Instant? InvoiceOf(Subscription subscription, string openFrom) => Agenda.Next(
            Empty with { Class = Empty.Class with { Invoices = new() { AreAsCharged = true } }, OpenFrom = Day(openFrom), Subscriptions = [subscription] },
            At("2026-06-25")) is PayerStep.Invoice step ? step.At : null;
    }

    [Fact]
    public void Where_changes_wait_the_next_fee_makes_their_invoice_and_a_period_that_a_change_begins_its_own()
    {
        var begun = Anniversary.On("2026-06-11");
        var changed = Change(startsPeriod: null);
        var renewed = Change(startsPeriod: true);

        Assert.Equal(At("2026-06-16"), InvoiceOf(changed, "2026-06-12", waits: false));
        Assert.Null(InvoiceOf(changed, "2026-06-12", waits: true));
        Assert.Equal(At("2026-07-11T00:00:00"), InvoiceOf(changed with { ChargedThrough = At("2026-07-11T00:00:00") }, "2026-06-12", waits: true));
        Assert.Equal(At("2026-06-16"), InvoiceOf(renewed, "2026-06-12", waits: true));

        Subscription Change(bool? startsPeriod) => begun.Change(Anniversary with { Fee = 60 }, "2026-06-16", startsPeriod: startsPeriod) with { ChargedThrough = At("2026-06-16") };

        static Instant? InvoiceOf(Subscription subscription, string openFrom, bool waits) => Agenda.Next(
            Empty with
            {
                Class = Empty.Class with { BillingCycle = new(PeriodKind.Yearly), Invoices = new() { AreAsCharged = true, ChangesWait = waits } },
                OpenFrom = Day(openFrom),
                Subscriptions = [subscription],
            },
            subscription.ChargedThrough) is PayerStep.Invoice step ? step.At : null;
    }

    // A calendar month that begins within it: its first fee is for the rest of it.
    [Fact]
    public void Where_changes_wait_the_first_fee_of_a_plan_that_was_changed_before_it_began_does_not()
    {
        var begins = At("2026-06-11");
        var changed = Monthly.On("2026-06-11").Change(Monthly with { Fee = 60 }, "2026-06-11", "2026-06-05");
        var cut = Monthly.On("2026-06-11").Cancel("2026-06-11T18:00:00", "2026-06-05") with { ChargedThrough = begins };
        var goesOn = Changed(SubscriptionOrders.Withdraw(cut, At("2026-06-11T14:00:00")));

        Assert.Equal(begins, InvoiceOf(changed with { ChargedThrough = begins }));
        Assert.Equal(At("2026-06-11T14:00:00"), InvoiceOf(goesOn with { ChargedThrough = At("2026-06-11T14:00:00") }));

        static Instant? InvoiceOf(Subscription subscription) => Agenda.Next(
            Empty with
            {
                Class = Empty.Class with { BillingCycle = new(PeriodKind.Yearly), Invoices = new() { AreAsCharged = true, ChangesWait = true } },
                Subscriptions = [subscription],
            },
            subscription.ChargedThrough) is PayerStep.Invoice step ? step.At : null;
    }

    // Dated back on the 25th to the 2nd: three weeks are due, and the fourth.
    [Theory]
    [InlineData("2026-11-01")]
    [InlineData("2026-11-10")] // what was dated back to before it counts by the day on which it was ordered
    public void As_charged_an_invoice_is_of_all_that_is_due_by_now(string openFrom)
    {
        var now = At("2026-11-25");
        var week = new SubscriptionTerms { Name = "Week", Fee = 7, Cycle = new(PeriodKind.Weekly) };
        var payer = Empty with
        {
            Class = Empty.Class with { Invoices = new() { AreAsCharged = true } },
            OpenFrom = Day(openFrom),
            Subscriptions =
            [
                SubscriptionOrders.Create(new() { SubscriptionId = 7, Zone = Zone }, 1, week, 1, null, At("2026-11-02"), now) with
                {
                    ChargedThrough = At("2026-11-02") - Duration.Epsilon,
                },
            ],
        };
        var charged = new List<Instant>();

        while (Agenda.Next(payer, now) is PayerStep.Charge charge && charge.At <= now)
        {
            charged.Add(charge.At);
            payer = payer.With(charge.Subscription with { ChargedThrough = charge.At });
        }

        Assert.Equal([At("2026-11-02"), At("2026-11-09T00:00:00"), At("2026-11-16T00:00:00"), At("2026-11-23T00:00:00")], charged);
        Assert.Equal(now, Assert.IsType<PayerStep.Invoice>(Agenda.Next(payer, now)).At);
        Assert.IsNotType<PayerStep.Invoice>(Agenda.Next(payer with { OpenFrom = Day("2026-11-26") }, now));
    }

    [Fact]
    public void What_was_credited_is_taken_off_the_oldest_invoice_and_a_step_for_which_too_little_is_left_is_passed_by()
    {
        var payer = Empty with
        {
            Class = new() { Dunning = new([new(1, DunningAction.LateFee) { Least = 10 }, new(5, DunningAction.Suspend)], 0) },
            Unpaid = [new(3, new(2026, 6, 16), 12), new(4, new(2026, 6, 18), 5)],
        };

        Assert.Equal((Day("2026-06-17"), DunningAction.LateFee), Move(0));
        Assert.Equal((Day("2026-06-19"), DunningAction.LateFee), Move(7)); // with the second invoice it is 10
        Assert.Equal((Day("2026-06-21"), DunningAction.Suspend), Move(8));
        Assert.Equal(At("2026-06-21T00:00:00"), Agenda.CoveredUntil(payer, At("2026-06-20"), Agenda.MoveWith(payer, 8, At("2026-06-20"))));

        (LocalDate, DunningAction) Move(decimal credited)
        {
            var act = Assert.IsType<DunningMove.Act>(Agenda.MoveWith(payer, credited, At("2026-06-20")));

            return (act.On, act.Step.Action);
        }
    }

    [Fact]
    public void Covered_by_credits_it_waits_for_the_closing_or_for_more_that_is_overdue_and_anything_that_changes_ends_that()
    {
        var payer = Empty with { Unpaid = [new(3, new(2026, 6, 16), 20)] };
        var covered = payer with { CoveredUntil = Agenda.CoveredUntil(payer, At("2026-06-17")) };
        var more = payer with { Unpaid = [.. payer.Unpaid, new(4, new(2026, 6, 20), 5)] };

        Assert.IsType<PayerStep.Close>(Agenda.Next(covered, At("2026-06-17")));
        Assert.Equal(At("2026-06-21T00:00:00"), Agenda.CoveredUntil(more, At("2026-06-17")));
        Assert.Equal(At("2026-08-02T00:00:00"), Agenda.CoveredUntil(more, At("2026-08-01"))); // its closing is late
        Assert.Same(covered, covered.LookedAtAnew(covered));
        Assert.Null((covered with { Unpaid = more.Unpaid }).LookedAtAnew(covered).CoveredUntil);
        Assert.Null((covered with { OpenFrom = new(2026, 7, 1) }).LookedAtAnew(covered).CoveredUntil);
    }

    [Fact]
    public void Dunning_is_lifted_when_what_is_left_is_not_overdue_yet()
    {
        var payer = Empty with { Dunning = new(new(2026, 5, 16), 2, DunningAction.Suspend, null), Unpaid = [new(3, new(2026, 6, 16), 20)] };

        Assert.IsType<DunningMove.Lift>(Assert.IsType<PayerStep.Dun>(Agenda.Next(payer, At("2026-06-12"))).Move);
        Assert.IsType<PayerStep.Close>(Agenda.Next(payer, At("2026-06-17")));
    }
}
