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
}
