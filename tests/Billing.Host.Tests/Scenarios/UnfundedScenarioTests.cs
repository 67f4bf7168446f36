using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>A fee without funds and an end that is still to come.</summary>
public sealed class UnfundedScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_fee_that_waits_for_funds_goes_on_waiting_until_an_end_that_was_ordered_for_later()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-11-01", "classes": {"default": {"prepaid": true}}, "plans": {"monthly": {"fee": 30}, "big": {"fee": 60}},
             "customers": {"ann": {"funds": 20}, "ben": {"funds": 20}, "cat": {"funds": 1}, "dan": {"funds": 1}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "monthly", "as": "ann"},
               {"do": "subscribe", "customer": "ben", "plan": "monthly", "as": "ben"},
               {"do": "subscribe", "customer": "cat", "plan": "monthly", "as": "cat"},
               {"do": "subscribe", "customer": "dan", "plan": "monthly", "as": "dan"},
               {"at": "2026-11-05", "do": "cancel", "subscription": "ann", "from": "2026-11-21T12:00:00"},
               {"do": "change", "subscription": "ben", "plan": "big", "atPeriodEnd": true},
               {"do": "cancel", "subscription": "cat", "from": "2026-11-21T12:00:00"},
               {"do": "cancel", "subscription": "dan"},
               {"at": "2026-11-06", "do": "show"},
               {"at": "2026-11-25", "do": "pay", "customer": "cat", "amount": 100}],
             "until": "2026-12-02"}
            """);

        // Nothing runs unpaid meanwhile.
        var shown = told.Step(8).GetProperty("shown");
        Assert.Equal(["unfunded", "unfunded", "unfunded", "ended"], new[] { "ann", "ben", "cat", "dan" }.Select(name =>
            shown.GetProperty(name).GetProperty("subscriptions")[0].GetProperty("state").GetString()));

        // Funds suffice on the 11th; the days after the end are given back.
        Assert.Equal(["2026-11-01 fee 20 11-11..12-01", "2026-11-21 credit -10 11-21..12-01"], told.Charges("ann"));
        Assert.Equal("10", told.Balance("ann"));
        Assert.Equal(["2026-11-01 fee 20 11-11..12-01"], told.Charges("ben"));
        Assert.Equal(["unfunded"], told.States("ben")); // December's fee

        // It came to its end unpaid: nothing is charged then, nor given back.
        Assert.Empty(told.Charges("cat"));
        Assert.Equal(("101", "1"), (told.Balance("cat"), told.Balance("dan")));
        Assert.Equal(["ended"], told.States("cat"));
    }

    [Fact]
    public async Task Of_a_fee_that_shrank_all_that_is_given_back_is_what_was_charged()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-11-01", "classes": {"default": {"prepaid": true}}, "plans": {"monthly": {"fee": 30}, "big": {"fee": 60}},
             "customers": {"ann": {"funds": 20}, "ben": {"funds": 20}, "cat": {"funds": 20}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "monthly", "as": "ann"},
               {"do": "subscribe", "customer": "ben", "plan": "monthly", "as": "ben"},
               {"do": "subscribe", "customer": "cat", "plan": "monthly", "as": "cat"},
               {"at": "2026-11-02", "do": "cancel", "subscription": "ben", "from": "2026-11-20T12:00:00", "credit": "full"},
               {"at": "2026-11-15", "do": "cancel", "subscription": "ann", "credit": "full"},
               {"at": "2026-11-16", "do": "change", "subscription": "cat", "plan": "big", "credit": "full"}],
             "until": "2026-11-25"}
            """);

        Assert.Equal(["2026-11-01 fee 20 11-11..12-01", "2026-11-15 credit -20 11-11..12-01"], told.Charges("ann"));
        Assert.Equal(["2026-11-01 fee 20 11-11..12-01", "2026-11-20 credit -20 11-11..12-01"], told.Charges("ben"));
        Assert.Equal(("20", "20"), (told.Balance("ann"), told.Balance("ben")));
        Assert.Equal(["2026-11-01 fee 20 11-11..12-01", "2026-11-16 credit -20 11-11..12-01"], told.Charges("cat").Take(2));
    }

    [Fact]
    public async Task As_charged_a_fee_without_funds_has_its_invoice_on_the_day_on_which_it_is_charged()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-11-01", "classes": {"default": {"prepaid": true, "invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true}},
             "plans": {"monthly": {"fee": 30}, "small": {"fee": 6}},
             "customers": {"ann": {}, "ben": {"funds": 5.6}},
             "steps": [
               {"at": "2026-11-01T09:00:00", "do": "subscribe", "customer": "ann", "plan": "monthly"},
               {"do": "subscribe", "customer": "ben", "plan": "monthly"},
               {"at": "2026-11-01T10:00:00", "do": "pay", "customer": "ann", "amount": 30},
               {"at": "2026-11-03", "do": "subscribe", "customer": "ben", "plan": "small"},
               {"at": "2026-11-11", "do": "pay", "customer": "ben", "amount": 20}],
             "until": "2026-11-20"}
            """);

        Assert.Equal(["2026-11-01 30"], Invoices("ann"));
        Assert.Equal(["2026-11-03 5.6", "2026-11-11 20"], Invoices("ben")); // that of the third day had nothing of the fee that waited

        string[] Invoices(string customer) => [.. told.Invoices(customer).Select(one => one.Split(' ')).Select(words => $"{words[0]} {words[2]}")];
    }

    [Fact]
    public async Task Without_funds_for_what_is_subscribed_for_the_whole_customer_all_accounts_stop_until_there_are()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-11-01", "classes": {"default": {"prepaid": true}}, "plans": {"monthly": {"fee": 30}},
             "services": {"sms": {"price": 1}},
             "customers": {"ann": {"funds": 5}},
             "steps": [
               {"do": "subscribe", "plan": "monthly", "as": "all", "ofAccount": false},
               {"at": "2026-11-10", "do": "use", "service": "sms", "units": 1},
               {"at": "2026-11-16", "do": "pay", "amount": 11},
               {"do": "use", "service": "sms", "units": 1}],
             "until": "2026-11-20"}
            """);

        Assert.Equal(("Blocked", (string?)null), (told.Problem(1), told.Problem(3)));
        Assert.Equal(["2026-11-01 fee 15 11-16..12-01"], told.Charges("ann"));
        Assert.Equal((false, "0"), (told.Customer("ann").GetProperty("isSuspended").GetBoolean(), told.Balance("ann")));
    }
}
