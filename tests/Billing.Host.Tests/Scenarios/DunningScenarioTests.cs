using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>What counts as overdue, and from when its days are counted.</summary>
public sealed class DunningScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task What_was_credited_and_is_on_no_invoice_yet_counts_against_what_is_overdue()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"default": {"closingDelayHours": 0, "paymentTermDays": 5, "dunning": [{"days": 1, "action": "late-fee", "percent": 50}, {"days": 2, "action": "suspend"}]}},
             "customers": {"whole": {}, "part": {}, "used": {}, "again": {}},
             "steps": [
               {"do": "charge", "customer": "whole", "amount": 10},
               {"do": "charge", "customer": "part", "amount": 10},
               {"do": "charge", "customer": "used", "amount": 10},
               {"do": "charge", "customer": "again", "amount": 10},
               {"at": "2026-02-02", "do": "credit", "customer": "whole", "amount": 10},
               {"do": "credit", "customer": "part", "amount": 4},
               {"do": "credit", "customer": "used", "amount": 10},
               {"do": "charge", "customer": "used", "amount": 10},
               {"at": "2026-02-07T12:00:00", "do": "pay", "customer": "again", "amount": 10},
               {"at": "2026-02-07T13:00:00", "do": "refund", "customer": "again", "amount": 4},
               {"do": "show"}],
             "until": "2026-03-01"}
            """);

        Assert.Empty(told.Dunning("whole"));
        Assert.Equal(["2026-02-01 paid 10 due 10 open 0", "2026-03-01 nothing-due -10 due 0 open 0"], told.Invoices("whole"));
        Assert.Equal(["2026-02-07 late-fee 3", "2026-02-08 suspend 0"], told.Dunning("part"));
        Assert.Equal(["2026-03-01 late-fee 5", "2026-03-01 suspend 0"], told.Dunning("used")); // its invoice has come to nothing

        // Open again, an invoice has the fee that it had.
        Assert.Equal(["2026-02-07 late-fee 5", "2026-02-08 suspend 0"], told.Dunning("again"));
        Assert.Equal("-9", told.Balance("again"));
        Assert.Equal("2026-02-06", told.Step(10).GetProperty("shown").GetProperty("again").GetProperty("dunning").GetProperty("since").GetString());
    }

    [Fact]
    public async Task With_a_credit_too_little_for_one_step_is_overdue_and_the_next_one_comes_on_its_day()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"default": {"closingDelayHours": 0, "paymentTermDays": 5,
                         "dunning": [{"days": 1, "action": "late-fee", "amount": 2, "least": 10}, {"days": 3, "action": "suspend"}]}},
             "customers": {"ann": {}, "ben": {}},
             "steps": [
               {"do": "charge", "customer": "ann", "amount": 12},
               {"do": "charge", "customer": "ben", "amount": 12},
               {"at": "2026-02-02", "do": "credit", "customer": "ann", "amount": 4},
               {"do": "credit", "customer": "ben", "amount": 2}],
             "until": "2026-02-20"}
            """);

        Assert.Equal(["2026-02-09 suspend 0"], told.Dunning("ann"));
        Assert.Equal(["2026-02-07 late-fee 2", "2026-02-09 suspend 0"], told.Dunning("ben"));
    }

    [Fact]
    public async Task A_step_waits_for_the_invoice_with_which_so_many_are_overdue()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "paymentTermDays": 0, "amountDue": "total",
                         "dunning": [{"days": 1, "action": "remind"}, {"days": 30, "action": "suspend", "invoices": 2}, {"days": 50, "action": "terminate", "invoices": 3, "least": 70}]}},
             "plans": {"p30": {"fee": 30}},
             "customers": {"ann": {}, "ben": {}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "p30"},
               {"do": "subscribe", "customer": "ben", "plan": "p30"},
               {"at": "2026-02-01T12:00:00", "do": "pay", "customer": "ben", "amount": 30}],
             "until": "2026-03-10"}
            """);

        // Of January 1, February 1 and March 1: 30 days after the first one there is one more, but it is overdue on the next day.
        Assert.Equal(["2026-01-02 remind 0", "2026-02-02 suspend 0", "2026-03-02 terminate 0"], told.Dunning("ann"));

        // With the first one paid the days are those of the second one, and so is the number.
        Assert.Equal(["2026-01-02 remind 0", "2026-02-02 remind 0", "2026-03-03 suspend 0"], told.Dunning("ben"));
    }

    [Fact]
    public async Task A_payment_of_a_newer_invoice_does_not_lift_the_dunning_of_the_older_one_for_a_moment()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"default": {"closingDelayHours": 0, "paymentTermDays": 5, "dunning": [{"days": 1, "action": "suspend"}], "reactivationFee": 5}},
             "customers": {"ann": {}, "ben": {}},
             "steps": [
               {"do": "charge", "customer": "ann", "amount": 30},
               {"do": "charge", "customer": "ben", "amount": 30},
               {"at": "2026-02-02", "do": "charge", "customer": "ann", "amount": 30},
               {"do": "charge", "customer": "ben", "amount": 30},
               {"at": "2026-03-02", "do": "pay", "customer": "ann", "amount": 30, "invoice": 2},
               {"do": "pay", "customer": "ben", "amount": 40, "to": {"2": 30}}],
             "until": "2026-03-20"}
            """);

        Assert.Equal(["2026-02-07 suspend 0"], told.Dunning("ann"));
        Assert.Equal(["2026-02-07 suspend 0"], told.Dunning("ben"));
        Assert.Equal("-30", told.Balance("ann")); // no fee
        Assert.Equal("-20", told.Balance("ben"));
        Assert.Equal(["2026-02-01 overdue 30 due 30 open 30", "2026-03-01 paid 30 due 60 open 0"], told.Invoices("ann"));
        Assert.Equal(["2026-02-01 overdue 30 due 30 open 20", "2026-03-01 paid 30 due 60 open 0"], told.Invoices("ben")); // what is left goes by the rule
    }

    // Half of it is overdue at first, and two thirds of it when its payment is taken back.
    [Fact]
    public async Task A_late_fee_that_was_passed_by_is_charged_when_enough_is_open_again_and_no_other_twice()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2025-12-01",
             "classes": {"default": {"closingDelayHours": 0, "paymentTermDays": 9,
                         "dunning": [{"days": 3, "action": "late-fee", "amount": 20, "least": 100}, {"days": 5, "action": "late-fee", "amount": 5}]}},
             "customers": {"ann": {}},
             "steps": [
               {"do": "charge", "amount": 150},
               {"at": "2026-01-05", "do": "pay", "amount": 100},
               {"at": "2026-01-20", "do": "pay", "amount": 50},
               {"at": "2026-02-01T12:00:00", "do": "refund", "amount": 100},
               {"do": "show"}],
             "until": "2026-02-05"}
            """);

        Assert.Equal(["2026-01-15 late-fee 5", "2026-02-01 late-fee 20"], told.Dunning("ann"));
        Assert.Equal("-125", told.Balance("ann"));
    }

    [Fact]
    public async Task Days_are_those_of_the_oldest_invoice_that_is_not_paid_whether_a_step_was_done_or_not()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"reminded": {"closingDelayHours": 0, "paymentTermDays": 10, "dunning": [{"days": 1, "action": "remind"}, {"days": 60, "action": "terminate"}]},
                         "silent": {"closingDelayHours": 0, "paymentTermDays": 10, "dunning": [{"days": 60, "action": "terminate"}]}},
             "plans": {"plain": {"fee": 30}}, "customers": {"ann": {"class": "reminded"}, "ben": {"class": "silent"}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "plain"},
               {"do": "subscribe", "customer": "ben", "plan": "plain"},
               {"at": "2026-03-15", "do": "pay", "customer": "ann", "amount": 30},
               {"do": "pay", "customer": "ben", "amount": 30},
               {"do": "show"},
               {"at": "2026-05-11", "do": "pay", "customer": "ann", "amount": 1000},
               {"do": "show"}]}
            """);

        // Due February 11 and paid; due March 11 and not.
        Assert.Equal(["2026-02-12 remind 0", "2026-05-10 terminate 0"], told.Dunning("ann")); // and nothing is lifted
        Assert.Equal(["2026-05-10 terminate 0"], told.Dunning("ben"));
        Assert.All(
            ["ann", "ben"], name => Assert.Equal("2026-03-11", told.Step(4).GetProperty("shown").GetProperty(name).GetProperty("dunning").GetProperty("since").GetString()));
    }

    [Fact]
    public async Task Who_was_terminated_and_has_paid_begins_anew()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"default": {"closingDelayHours": 0, "paymentTermDays": 5, "dunning": [{"days": 1, "action": "remind"}, {"days": 20, "action": "suspend"}, {"days": 60, "action": "terminate"}]}},
             "plans": {"plain": {"fee": 30}}, "customers": {"ann": {}},
             "steps": [
               {"do": "charge", "amount": 10},
               {"at": "2026-04-10", "do": "pay", "amount": 10},
               {"do": "show"},
               {"do": "set-status", "status": "active"},
               {"at": "2026-04-11", "do": "subscribe", "plan": "plain"},
               {"at": "2026-05-10", "do": "show"},
               {"at": "2026-05-28", "do": "show"}],
             "until": "2026-05-28"}
            """);

        string[] first = ["2026-02-07 remind 0", "2026-02-26 suspend 0", "2026-04-07 terminate 0"];
        Assert.Equal([.. first, "2026-05-07 remind 0", "2026-05-26 suspend 0"], told.Dunning("ann"));
        Assert.Equal("active", told.Step(5).GetProperty("shown").GetProperty("ann").GetProperty("subscriptions")[0].GetProperty("state").GetString());
        Assert.Equal((false, true), (IsSuspended(5), IsSuspended(6)));
        Assert.All([0, 1, 3, 4], step => Assert.Null(told.Problem(step)));

        bool IsSuspended(int step) => told.Step(step).GetProperty("shown").GetProperty("ann").GetProperty("isSuspended").GetBoolean();
    }

    [Fact]
    public async Task An_invoice_that_is_open_again_after_months_takes_one_thing_away_a_day()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"default": {"closingDelayHours": 0, "paymentTermDays": 5, "skipsZero": true,
                         "dunning": [{"days": 1, "action": "remind"}, {"days": 5, "action": "late-fee", "amount": 2}, {"days": 10, "action": "limit"}, {"days": 20, "action": "suspend"}, {"days": 60, "action": "terminate"}]}},
             "customers": {"ann": {}},
             "steps": [
               {"do": "charge", "amount": 10},
               {"at": "2026-02-05", "do": "pay", "amount": 10},
               {"at": "2026-04-20T12:00:00", "do": "refund", "amount": 10}],
             "until": "2026-04-25"}
            """);

        Assert.Equal(["2026-04-20 remind 0", "2026-04-20 late-fee 2", "2026-04-20 limit 0", "2026-04-21 suspend 0", "2026-04-22 terminate 0"], told.Dunning("ann"));
    }

    [Fact]
    public async Task An_invoice_in_the_place_of_an_older_one_has_its_days_to_be_paid_in()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "classes": {"default": {"closingDelayHours": 0, "paymentTermDays": 5, "skipsZero": true, "dunning": [{"days": 40, "action": "suspend"}]}},
             "customers": {"ann": {}},
             "steps": [{"do": "charge", "amount": 10}, {"at": "2026-04-10", "do": "show"}, {"do": "void"}],
             "until": "2026-06-01"}
            """);

        Assert.Equal(["2026-03-18 suspend 0", "2026-04-10 lift 0", "2026-05-25 suspend 0"], told.Dunning("ann"));
    }
}
