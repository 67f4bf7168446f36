using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>What is paid as it is printed is settled; what is given back bears the taxes that it had.</summary>
public sealed class CentScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Who_had_parts_of_a_cent_when_billing_began_pays_what_is_printed_and_owes_nothing()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "classes": {"default": {"closingDelayHours": 0, "paymentTermDays": 5, "dunning": [{"days": 1, "action": "remind"}]}},
             "customers": {"ann": {"funds": 7.48766}, "ben": {"funds": 7.48345}, "cat": {"funds": 7.48766}, "dan": {"funds": -3.2725}, "eve": {"funds": 0.004}},
             "steps": [
               {"do": "card", "customer": "cat"},
               {"do": "auto-pay", "customer": "cat", "invoices": "issued"},
               {"do": "charge", "customer": "ann", "amount": 30},
               {"do": "charge", "customer": "ben", "amount": 30},
               {"do": "charge", "customer": "cat", "amount": 30},
               {"do": "charge", "customer": "dan", "amount": 30},
               {"do": "charge", "customer": "eve", "amount": 30},
               {"at": "2026-02-02", "do": "pay", "customer": "ann", "amount": 22.51},
               {"do": "pay", "customer": "ben", "amount": 22.52},
               {"do": "pay", "customer": "dan", "amount": 33.27},
               {"do": "pay", "customer": "eve", "amount": 30}],
             "until": "2026-02-20"}
            """);

        foreach (var (name, due) in new[] { ("ann", "22.51"), ("ben", "22.52"), ("cat", "22.51"), ("dan", "33.27"), ("eve", "30") })
        {
            Assert.Equal([$"2026-02-01 paid 30 due {due} open 0"], told.Invoices(name));
            Assert.Empty(told.Dunning(name));
            Assert.Equal("0", told.Balance(name));
        }
    }

    [Fact]
    public async Task Notes_of_lines_and_of_the_whole_together_bear_the_taxes_of_the_invoice_in_any_order()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "classes": {"default": {"closingDelayHours": 0, "taxes": [{"name": "VAT", "percent": 20}]}},
             "customers": {"ann": {}, "ben": {}},
             "steps": [
               {"do": "charge", "customer": "ann", "amount": 100, "text": "Router"},
               {"do": "charge", "customer": "ann", "amount": 100, "text": "Deposit", "taxCode": "none"},
               {"do": "charge", "customer": "ben", "amount": 100, "text": "Router"},
               {"do": "charge", "customer": "ben", "amount": 100, "text": "Deposit", "taxCode": "none"},
               {"at": "2026-02-02", "do": "credit-note", "customer": "ann", "line": 1, "amount": 120, "reason": "line"},
               {"do": "credit-note", "customer": "ann", "invoice": 1, "amount": 100, "reason": "rest"},
               {"do": "credit-note", "customer": "ben", "invoice": 1, "amount": 100, "reason": "some"},
               {"do": "credit-note", "customer": "ben", "invoice": 1, "line": 1, "amount": 65.45, "reason": "line"},
               {"do": "credit-note", "customer": "ben", "invoice": 1, "amount": 54.55, "reason": "rest"}],
             "until": "2026-02-03"}
            """);

        Assert.Equal(["2026-02-02 line -100 | VAT -20 = -120", "2026-02-02 rest -100 = -100"], told.Bills("ann").Skip(1));
        Assert.Equal(
            ["2026-02-02 some -90.91 | VAT -9.09 = -100", "2026-02-02 line -54.54 | VAT -10.91 = -65.45", "2026-02-02 rest -54.55 | VAT 0 = -54.55"],
            told.Bills("ben").Skip(1));
        Assert.Equal(("0", "0"), (told.Balance("ann"), told.Balance("ben")));
    }

    [Fact]
    public async Task A_refund_of_usage_bears_the_tax_of_the_usage()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "classes": {"default": {"closingDelayHours": 0, "taxes": [{"name": "VAT", "percent": 20, "codes": ["sms"]}]}},
             "services": {"sms": {"price": 1}}, "customers": {"ann": {}},
             "steps": [{"do": "use", "service": "sms", "units": 4, "as": "call"}, {"do": "revoke", "use": "call"}],
             "until": "2026-02-01"}
            """);

        Assert.EndsWith(" = 0", Assert.Single(told.Bills("ann")), StringComparison.Ordinal);
        Assert.Equal("0", told.Balance("ann"));
    }

    [Fact]
    public async Task Who_becomes_postpaid_is_charged_what_had_no_funds_and_served_at_once()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-11-01", "classes": {"default": {"prepaid": true}, "post": {"series": "PO"}}, "plans": {"plain": {"fee": 30}}, "customers": {"ann": {}},
             "steps": [
               {"do": "subscribe", "plan": "plain"},
               {"at": "2026-11-05T10:00:00", "do": "show"},
               {"do": "set-class", "class": "post"},
               {"do": "show"}],
             "until": "2026-11-06"}
            """);

        Assert.Equal((true, false), (IsSuspended(1), IsSuspended(3)));
        Assert.Equal("-26", told.Balance("ann"));

        bool IsSuspended(int step) => told.Step(step).GetProperty("shown").GetProperty("ann").GetProperty("isSuspended").GetBoolean();
    }

    [Fact]
    public async Task Unused_days_are_given_back_as_the_invoice_of_their_fee_was_taxed()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"added": {"closingDelayHours": 0, "skipsZero": true, "taxes": [{"name": "VAT", "percent": 20}]},
                         "more": {"closingDelayHours": 0, "skipsZero": true, "taxes": [{"name": "VAT", "percent": 25}], "series": "MO"},
                         "inside": {"closingDelayHours": 0, "skipsZero": true, "taxes": [{"name": "VAT", "percent": 20}], "taxInclusive": true, "series": "IN"}},
             "plans": {"year": {"fee": 365, "every": "anniversary", "count": 12}},
             "customers": {"ann": {"class": "added"}, "ben": {"class": "added"}, "cat": {"class": "inside"}, "dan": {"class": "added"}, "eve": {"class": "inside", "taxExempt": true}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "year", "as": "ann"},
               {"do": "charge", "customer": "ann", "amount": 100, "text": "Deposit", "taxCode": "none"},
               {"do": "subscribe", "customer": "ben", "plan": "year", "as": "ben"},
               {"do": "subscribe", "customer": "cat", "plan": "year", "as": "cat"},
               {"do": "subscribe", "customer": "dan", "plan": "year", "as": "dan"},
               {"do": "subscribe", "customer": "eve", "plan": "year", "as": "eve"},
               {"at": "2026-07-01", "do": "set-class", "customer": "ann", "class": "more"},
               {"do": "set-class", "customer": "ben", "class": "added", "taxExempt": true},
               {"do": "set-class", "customer": "cat", "class": "inside", "taxExempt": true},
               {"do": "set-class", "customer": "eve", "class": "inside", "taxExempt": false},
               {"at": "2026-07-02", "do": "cancel", "subscription": "ann"},
               {"do": "charge", "customer": "ann", "amount": 10, "text": "Letter"},
               {"do": "cancel", "subscription": "ben"},
               {"do": "cancel", "subscription": "cat"},
               {"do": "cancel", "subscription": "dan"},
               {"do": "cancel", "subscription": "eve"},
               {"at": "2026-08-02", "do": "void", "customer": "ann"},
               {"do": "credit-note", "customer": "ben", "invoice": 1, "amount": 218.41, "reason": "more than is left"},
               {"do": "credit-note", "customer": "ben", "invoice": 1, "amount": 218.40, "reason": "the rest"}],
             "until": "2026-08-03"}
            """);

        const string Mixed = "year: unused days -183 + Letter 10 | VAT -36.6 | VAT 2.5 = -207.1";
        Assert.Equal([$"2026-08-01 {Mixed}", $"2026-08-01 {Mixed}"], told.Bills("ann").Skip(1));
        Assert.EndsWith("-183 | VAT -36.6 = -219.6", told.Bills("ben").SkipLast(1).Last(), StringComparison.Ordinal);
        Assert.EndsWith("the rest -182 | VAT -36.4 = -218.4", told.Bills("ben").Last(), StringComparison.Ordinal); // of 438, 219.60 came back
        Assert.EndsWith("-183 | VAT -30.5 = -183", told.Bills("cat").Last(), StringComparison.Ordinal);
        Assert.EndsWith("-183 | VAT -36.6 = -219.6", told.Bills("dan").Last(), StringComparison.Ordinal);
        Assert.EndsWith("-152.5 = -152.5", told.Bills("eve").Last(), StringComparison.Ordinal);
        Assert.Equal(("-330.9", "0", "-182", "-218.4"), (told.Balance("ann"), told.Balance("ben"), told.Balance("cat"), told.Balance("dan")));
    }

    [Fact]
    public async Task An_invoice_that_is_taxed_in_two_ways_is_given_back_as_each_of_its_charges_was_taxed()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"before": {"closingDelayHours": 0, "skipsZero": true, "taxes": [{"name": "VAT", "percent": 20}]},
                         "after": {"closingDelayHours": 0, "skipsZero": true, "taxes": [{"name": "VAT", "percent": 25}], "series": "MO"}},
             "plans": {"year": {"fee": 365, "every": "anniversary", "count": 12}},
             "customers": {"ann": {"class": "before"}, "ben": {"class": "before"}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "year", "as": "ann"},
               {"do": "subscribe", "customer": "ben", "plan": "year", "as": "ben"},
               {"at": "2026-07-01", "do": "set-class", "customer": "ann", "class": "after"},
               {"do": "set-class", "customer": "ben", "class": "after"},
               {"at": "2026-07-02", "do": "cancel", "subscription": "ann"},
               {"do": "cancel", "subscription": "ben"},
               {"do": "subscribe", "customer": "ann", "plan": "year", "as": "ann, again"},
               {"do": "subscribe", "customer": "ben", "plan": "year", "as": "ben, again"},
               {"at": "2026-08-02", "do": "credit-note", "customer": "ann", "line": 2, "amount": 100, "reason": "line"},
               {"do": "credit-note", "customer": "ann", "invoice": 2, "amount": 136.65, "reason": "rest"},
               {"do": "set-class", "customer": "ben", "class": "before"},
               {"at": "2026-08-06", "do": "cancel", "subscription": "ben, again"}],
             "until": "2026-09-02"}
            """);

        const string Mixed = "2026-08-01 year: unused days -183 + year 365 | VAT -36.6 | VAT 91.25 = 236.65";
        Assert.Equal([Mixed, "2026-08-02 line -80 | VAT -20 = -100", "2026-08-02 rest -102 | VAT 36.6 | VAT -71.25 = -136.65"], told.Bills("ann").Skip(1));
        Assert.Equal([Mixed, "2026-09-01 year: unused days -330 | VAT -82.5 = -412.5"], told.Bills("ben").Skip(1));
    }
}
