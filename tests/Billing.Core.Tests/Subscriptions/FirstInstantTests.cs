using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using NodaTime;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Subscriptions;

/// <summary>Orders for a subscription's first instant before that: they take the place of what it would have begun with.</summary>
public sealed class FirstInstantTests
{
    private const string First = "2026-03-10T00:00:00";

    private static readonly SubscriptionTerms Pro = Monthly with { Name = "Pro", Fee = 60 };

    [Theory]
    [InlineData(ChargeModel.InAdvance)]
    [InlineData(ChargeModel.InArrears)]
    [InlineData(ChargeModel.Progressive)]
    public void What_takes_the_place_of_what_never_ran_costs_what_it_would_have_cost_if_it_had_been_ordered_at_first(ChargeModel model)
    {
        SubscriptionTerms[] plans =
        [
            Pro,
            Pro with { ProratesFirst = false, Discounts = [new(2, 10)], MinimumTermMonths = 12, EarlyEnd = EarlyEnd.DiscountsGiven },
            Pro with { TrialDays = 5, ActivationFee = 7, Cycle = new(PeriodKind.MonthlyAnniversary), MinimumTermMonths = 3, EarlyEnd = EarlyEnd.RemainingFees },
            Pro with { Cycle = new(PeriodKind.MonthlyAnniversary, 3), MinimumTermMonths = 24, EarlyEnd = EarlyEnd.Fixed, PenaltyAmount = 50, BindsPieces = true },
        ];

        foreach (var (before, terms) in plans.SelectMany(one => plans.Select(other => (one with { TrialDays = one.TrialDays + 10, Model = model }, other with { Model = model }))))
        {
            var replaced = Ordered(before.On(First, quantity: 5), 2, terms, 3);

            foreach (var (one, same) in new[] { (replaced, terms.On(First, 3)), (Ordered(terms.On(First, 5), 1, terms, 3), terms.On(First, 3)) })
            {
                Assert.Equal(Costs(same), Costs(one));
                Assert.Equal(Costs(same.Cancel("2026-05-20")), Costs(one.Cancel("2026-05-20")));
                Assert.Equal(same.StateAt(At("2026-03-12")), one.StateAt(At("2026-03-12")));
            }

            Assert.Empty(Costs(replaced.Cancel(First, decided: "2026-02-11")));
        }

        static Subscription Ordered(Subscription subscription, long planId, SubscriptionTerms terms, int quantity) => Changed(
            SubscriptionOrders.ChangePlan(subscription, planId, terms, quantity, null, At(First), At("2026-02-10")));

        static (Instant, ChargeKind, decimal, DateSpan, bool)[] Costs(Subscription subscription) =>
        [
            .. Charges.Due(subscription, Instant.MinValue, At("2026-09-01"))
                .Select(charge => (charge.DueAt, charge.Kind, charge.Amount, charge.Days, charge.IsInAdvance)),
        ];
    }

    [Fact]
    public void What_never_ran_has_no_penalty_and_keeps_the_day_that_its_periods_begin_on()
    {
        var term = Monthly with { MinimumTermMonths = 12, EarlyEnd = EarlyEnd.Fixed, PenaltyAmount = 100, BindsPieces = true };
        Assert.Equal(["03-10 fee.2 42.58065 (03-10..04-01)"], term.On(First, 2).Change(Pro, First, decided: "2026-02-10").Bill("2026-03-31"));
        Assert.Empty(term.On(First).Cancel(First, decided: "2026-02-10").Bill("2026-12-31"));
        Assert.Equal(
            ["03-10 fee.2 60 (03-10..04-01)"],
            (Monthly with { ProratesFirst = false }).On(First).Change(Monthly with { ProratesFirst = false }, First, decided: "2026-02-10", quantity: 2).Bill("2026-03-31"));
        Assert.Equal(
            Anniversary.On(First, 2, anchorDay: 21).Latest!.Anchor,
            Anniversary.On(First, anchorDay: 21).Change(Anniversary, First, decided: "2026-02-10", quantity: 2).Latest!.Anchor);

        // Decided as it begins, it has begun.
        Assert.Equal("03-10 penalty.1 100 (03-10..03-11)", term.On(First).Cancel(First).Bill("2026-12-31")[^1]);
    }

    // Ordered for March 10 and ended on the 5th before that: a change of that very day had made it run, and cost nothing until the 10th.
    [Fact]
    public void What_was_ended_before_its_begin_has_ended_whatever_is_ordered_for_the_instant_of_its_end()
    {
        var (now, then) = (At("2026-02-10"), At("2026-03-05"));
        var ended = Monthly.On(First).Cancel("2026-03-05", decided: "2026-02-10");
        const string Ended = "state: expected a subscription that runs then, not one that ends at 2026-03-05T17:00:00Z";

        Assert.Equal(Ended, Problem(SubscriptionOrders.ChangePlan(ended, 1, Monthly, 1, null, then, now)));
        Assert.Equal(Ended, Problem(SubscriptionOrders.ChangePlan(ended, 2, Pro, 3, null, then, now)));
        Assert.Equal(Ended, Problem(SubscriptionOrders.ChangeQuantity(ended, 3, null, then, now)));
        Assert.Equal(Ended, Problem(SubscriptionOrders.Pause(ended, then, now)));
        Assert.IsType<SubscriptionOutcome.Refused>(SubscriptionOrders.Withdraw(ended, now));

        // The same end again, and an earlier one, are no other orders.
        Assert.Equal(ended.Latest, Changed(SubscriptionOrders.Cancel(ended, false, then, now)).Latest);
        Assert.Equal(now, Changed(SubscriptionOrders.Cancel(ended, false, now, now)).Latest!.To);
        Assert.Empty(ended.Bill("2026-12-31"));
        Assert.Equal(Ended, Problem(SubscriptionOrders.ChangePlan(Monthly.On("2026-03-05").Cancel("2026-03-05", decided: "2026-02-10"), 1, Monthly, 1, null, then, now)));

        static string Problem(SubscriptionOutcome outcome) => Assert.IsType<SubscriptionOutcome.Refused>(outcome).Problem;
    }
}
