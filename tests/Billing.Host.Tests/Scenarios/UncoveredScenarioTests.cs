using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>What is owed and on no invoice is paid too: an invoice that is settled and a balance below zero do not stay beside each other for ever.</summary>
public sealed class UncoveredScenarioTests(MigratedPostgres postgres)
{
    // 20 were owed before billing began. Ann's first invoice asks for them with its 30; Ben's asks for its own 30 alone.
    [Fact]
    public async Task What_was_owed_before_billing_began_takes_its_money_once()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"all": {"closingDelayHours": 0}, "own": {"closingDelayHours": 0, "amountDue": "total", "series": "OW"}},
             "customers": {"ann": {"class": "all", "funds": -20}, "ben": {"class": "own", "funds": -20}},
             "steps": [
               {"do": "charge", "customer": "ann", "amount": 30},
               {"do": "charge", "customer": "ben", "amount": 30},
               {"at": "2026-02-02", "do": "pay", "customer": "ann", "amount": 50},
               {"do": "pay", "customer": "ben", "amount": 30},
               {"do": "show"},
               {"do": "charge", "customer": "ann", "amount": 30},
               {"do": "charge", "customer": "ben", "amount": 10},
               {"at": "2026-03-02", "do": "pay", "customer": "ann", "amount": 10},
               {"do": "pay", "customer": "ben", "amount": 35}],
             "until": "2026-03-03"}
            """);

        var after = told.Step(4).GetProperty("shown");
        Assert.Equal(0, after.GetProperty("ann").GetProperty("unallocated").GetDecimal());
        Assert.Equal(0, after.GetProperty("ann").GetProperty("balance").GetDecimal());
        Assert.Equal(-20, after.GetProperty("ben").GetProperty("balance").GetDecimal());
        Assert.Equal(["2026-02-01 paid 30 due 50 open 0", "2026-03-01 partially-paid 30 due 30 open 20"], told.Invoices("ann"));
        Assert.Equal(["2026-02-01 paid 30 due 30 open 0", "2026-03-01 paid 10 due 10 open 0"], told.Invoices("ben"));
        Assert.Equal(("-20", "5"), (told.Balance("ann"), told.Balance("ben")));
        Assert.Equal(5, told.Customer("ben").GetProperty("unallocated").GetDecimal());
    }

    // The invoice asks for 50, of which 30 are its own: whoever pays those, as a card does by itself, has paid it and is not dunned.
    [Fact]
    public async Task Who_pays_what_is_open_of_an_invoice_has_paid_it_whatever_was_owed_before()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "classes": {"default": {"closingDelayHours": 0}}, "customers": {"ann": {"funds": -20}},
             "steps": [
               {"do": "charge", "customer": "ann", "amount": 30},
               {"at": "2026-02-02", "do": "pay", "customer": "ann", "amount": 30},
               {"do": "charge", "customer": "ann", "amount": 10}],
             "until": "2026-03-03"}
            """);

        Assert.Equal(["2026-02-01 paid 30 due 50 open 0", "2026-03-01 unpaid 10 due 30 open 10"], told.Invoices("ann"));
        Assert.Equal("-30", told.Balance("ann"));
    }

    [Fact]
    public async Task More_than_came_in_is_not_given_back()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "classes": {"default": {"closingDelayHours": 0}}, "customers": {"ann": {}},
             "steps": [
               {"do": "pay", "amount": 30}, {"do": "refund", "amount": 100}, {"do": "refund", "amount": 20}, {"do": "refund", "amount": 10.01}],
             "until": "2026-01-02"}
            """);

        Assert.Equal("amount: expected no more than 30, which came in and was not given back", told.Problem(1));
        Assert.Null(told.Problem(2));
        Assert.Equal("amount: expected no more than 10, which came in and was not given back", told.Problem(3));
        Assert.Equal("10", told.Balance("ann"));
    }
}
