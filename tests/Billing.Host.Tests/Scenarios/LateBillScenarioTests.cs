using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Invoices that are made days after their date, and what is overdue of them.</summary>
public sealed class LateBillScenarioTests(MigratedPostgres postgres)
{
    // All are of January, with five days to pay. Ann's run waited until the 20th, Ben's class closes ten days later.
    [Fact]
    public async Task An_invoice_that_is_made_late_has_its_days_to_be_paid_in_from_then_on()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {
               "reviewed": {"closedByRuns": true, "closingDelayHours": 0, "paymentTermDays": 5, "series": "RE",
                            "dunning": [{"days": 1, "action": "late-fee", "amount": 2}, {"days": 2, "action": "suspend"}]},
               "slow": {"closingDelayHours": 240, "paymentTermDays": 5, "series": "SL",
                        "dunning": [{"days": 1, "action": "late-fee", "amount": 2}, {"days": 2, "action": "suspend"}]},
               "prompt": {"closingDelayHours": 24, "paymentTermDays": 5, "dunning": [{"days": 1, "action": "late-fee", "amount": 2}, {"days": 2, "action": "suspend"}]}},
             "customers": {"ann": {"class": "reviewed"}, "ben": {"class": "slow"}, "cat": {"class": "prompt"}, "dan": {"class": "reviewed"}},
             "steps": [
               {"do": "charge", "customer": "ann", "amount": 10},
               {"do": "charge", "customer": "ben", "amount": 10},
               {"do": "charge", "customer": "cat", "amount": 10},
               {"at": "2026-02-01T20:00:00", "do": "bill-run", "name": "none", "class": "reviewed", "endsOn": "2026-01-31"},
               {"at": "2026-02-20", "do": "bill-run", "name": "January", "class": "reviewed", "endsOn": "2026-02-01"}],
             "until": "2026-02-28"}
            """);

        Assert.Equal(
            ["2026-02-01 due 2026-02-25", "2026-02-01 due 2026-02-16", "2026-02-01 due 2026-02-06"],
            new[] { "ann", "ben", "cat" }.Select(name => told.Invoice(name, 0)).Select(one => $"{one.GetProperty("issued").GetString()} due {one.GetProperty("due").GetString()}"));
        Assert.Equal(["2026-02-26 late-fee 2", "2026-02-27 suspend 0"], told.Dunning("ann"));
        Assert.Equal(["2026-02-17 late-fee 2", "2026-02-18 suspend 0"], told.Dunning("ben"));
        Assert.Equal(["2026-02-07 late-fee 2", "2026-02-08 suspend 0"], told.Dunning("cat"));
    }

    // 10 with 20 % are 12 to pay. Of Ben's credit no tax is given back, so 2 are overdue. Eve pays 10 of prices with taxes in them, 12, and gets 5 of 6.
    [Fact]
    public async Task What_was_credited_counts_against_what_is_overdue_with_its_taxes()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {
               "added": {"closingDelayHours": 0, "paymentTermDays": 5, "taxes": [{"name": "VAT", "percent": 20}],
                         "dunning": [{"days": 1, "action": "late-fee", "percent": 50, "taxCode": "none"}, {"days": 2, "action": "suspend"}]},
               "inside": {"closingDelayHours": 0, "paymentTermDays": 5, "taxes": [{"name": "VAT", "percent": 20}], "taxInclusive": true, "series": "IN",
                          "dunning": [{"days": 1, "action": "late-fee", "percent": 50, "taxCode": "none"}]}},
             "customers": {"ann": {"class": "added"}, "ben": {"class": "added"}, "eve": {"class": "inside", "taxExempt": true}},
             "steps": [
               {"do": "charge", "customer": "ann", "amount": 10},
               {"do": "charge", "customer": "ben", "amount": 10},
               {"do": "charge", "customer": "eve", "amount": 12},
               {"at": "2026-02-02", "do": "credit", "customer": "ann", "amount": 10},
               {"do": "credit", "customer": "ben", "amount": 10, "taxCode": "none"},
               {"do": "credit", "customer": "eve", "amount": 6}],
             "until": "2026-03-01"}
            """);

        Assert.Empty(told.Dunning("ann"));
        Assert.Equal(["2026-02-01 paid 12 due 12 open 0", "2026-03-01 nothing-due -12 due 0 open 0"], told.Invoices("ann"));
        Assert.Equal("0", told.Balance("ann"));
        Assert.Equal(["2026-02-07 late-fee 1", "2026-02-08 suspend 0"], told.Dunning("ben"));
        Assert.Equal(["2026-02-07 late-fee 2.5"], told.Dunning("eve"));
    }

    [Fact]
    public async Task Another_class_takes_no_exemption_away_of_which_nothing_is_said()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"one": {"closingDelayHours": 0, "taxes": [{"name": "VAT", "percent": 20}]}, "two": {"closingDelayHours": 0, "taxes": [{"name": "VAT", "percent": 20}], "series": "TW"}},
             "customers": {"ann": {"class": "one", "taxExempt": true}, "ben": {"class": "one", "taxExempt": true}},
             "steps": [
               {"do": "set-class", "customer": "ann", "class": "two"},
               {"do": "set-class", "customer": "ben", "class": "two", "taxExempt": false},
               {"do": "charge", "customer": "ann", "amount": 10},
               {"do": "charge", "customer": "ben", "amount": 10}],
             "until": "2026-02-01"}
            """);

        Assert.Equal(["2026-02-01 unpaid 10 due 10 open 10"], told.Invoices("ann"));
        Assert.Equal(["2026-02-01 unpaid 12 due 12 open 12"], told.Invoices("ben"));
    }
}
