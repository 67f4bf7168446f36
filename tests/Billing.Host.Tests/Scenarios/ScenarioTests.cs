using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Dated scenarios through grains and PostgreSQL: what is charged, invoiced, settled and dunned, to the cent and day.</summary>
public sealed class ScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Fees_are_charged_on_their_days_and_invoiced_with_their_periods()
    {
        var told = await Told.OfAsync(postgres, """
            {"zone": "America/New_York", "start": "2026-06-01",
             "plans": {"monthly": {"fee": 30}, "big": {"fee": 60}, "arrears": {"fee": 30, "model": "in-arrears"}, "daily": {"fee": 30, "model": "progressive"},
                       "term": {"fee": 30, "minimumTermMonths": 12, "earlyEnd": "remaining-fees"}},
             "customers": {"ann": {}, "ben": {}, "cat": {}, "dan": {}, "eve": {}, "fay": {}},
             "steps": [
               {"at": "2026-06-11T10:00:00", "do": "subscribe", "customer": "ann", "plan": "monthly"},
               {"do": "subscribe", "customer": "ben", "plan": "arrears"},
               {"do": "subscribe", "customer": "cat", "plan": "daily"},
               {"do": "subscribe", "customer": "dan", "plan": "monthly", "as": "dan"},
               {"do": "subscribe", "customer": "eve", "plan": "monthly", "as": "eve"},
               {"do": "subscribe", "customer": "fay", "plan": "term", "as": "fay"},
               {"at": "2026-06-21T10:00:00", "do": "change", "subscription": "dan", "plan": "big", "preview": true},
               {"do": "change", "subscription": "dan", "plan": "big"},
               {"do": "pause", "subscription": "eve"},
               {"do": "cancel", "subscription": "fay"},
               {"at": "2026-06-26T10:00:00", "do": "resume", "subscription": "eve"}],
             "until": "2026-07-02"}
            """);

        Assert.Equal(["2026-06-11 fee 20 06-11..07-01", "2026-07-01 fee 30 07-01..08-01"], told.Charges("ann"));
        Assert.Equal(["2026-07-01 unpaid 20 due 20 open 20"], told.Invoices("ann"));
        Assert.Equal(["2026-07-01 fee 20 06-11..07-01"], told.Charges("ben"));
        Assert.Equal(["subscriptions arrears 20"], told.Lines("ben", 0)); // on the invoice of its own period
        Assert.Equal(22, told.Charges("cat").Length); // June 11 to July 2
        Assert.Equal(["2026-07-01 unpaid 20 due 20 open 20"], told.Invoices("cat"));
        Assert.Equal(["credit", "fee", "fee"], told.Step(6).GetProperty("charges").EnumerateArray().Select(one => one.GetProperty("kind").GetString()));
        Assert.Equal(
            ["2026-06-11 fee 20 06-11..07-01", "2026-06-21 credit -10 06-21..07-01", "2026-06-21 fee 20 06-21..07-01", "2026-07-01 fee 60 07-01..08-01"],
            told.Charges("dan"));
        Assert.Equal(["subscriptions monthly 20", "subscriptions monthly: unused days -10", "subscriptions big 20"], told.Lines("dan", 0));
        Assert.Equal(
            ["2026-06-11 fee 20 06-11..07-01", "2026-06-21 credit -10 06-21..07-01", "2026-06-26 fee 5 06-26..07-01", "2026-07-01 fee 30 07-01..08-01"],
            told.Charges("eve"));
        Assert.Equal(["2026-06-11 fee 20 06-11..07-01", "2026-06-21 penalty 340 06-21..06-22"], told.Charges("fay"));
        Assert.Equal(["ended"], told.States("fay"));
    }

    [Fact]
    public async Task Prepaid_20_with_a_fee_of_30_due_on_November_1_is_suspended_and_on_the_11th_charged_20_and_resumed_or_when_money_comes()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-11-01", "classes": {"default": {"prepaid": true}}, "plans": {"monthly": {"fee": 30}},
             "services": {"sms": {"price": 0.05}},
             "customers": {"ann": {"funds": 20}, "ben": {"funds": 5}, "cat": {"funds": 1}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "monthly"},
               {"do": "subscribe", "customer": "ben", "plan": "monthly"},
               {"do": "subscribe", "customer": "cat", "plan": "monthly"},
               {"at": "2026-11-10T12:00:00", "do": "use", "customer": "ann", "service": "sms", "units": 1},
               {"at": "2026-11-16T09:00:00", "do": "pay", "customer": "ben", "amount": 12},
               {"do": "use", "customer": "ben", "service": "sms", "units": 1}],
             "until": "2026-12-01T12:00:00"}
            """);

        Assert.Equal("Blocked", told.Problem(3));
        Assert.Equal(["2026-11-01 fee 20 11-11..12-01"], told.Charges("ann"));
        Assert.Equal(["2026-11-01 fee 15 11-16..12-01"], told.Charges("ben"));
        Assert.Null(told.Problem(5));
        Assert.Equal("1.95", told.Balance("ben"));
        Assert.Equal(["2026-11-01 fee 1 11-30..12-01"], told.Charges("cat"));
        Assert.Equal(["unfunded"], told.States("ann")); // December's fee
        Assert.True(told.Customer("cat").GetProperty("isSuspended").GetBoolean());
        Assert.Equal(["2026-12-01 paid 20 due 0 open 0"], told.Invoices("ann"));
    }

    [Fact]
    public async Task Invoices_carry_what_was_owed_and_payments_settle_the_oldest_first()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-03-01", "services": {"voice": {"unit": "second", "price": 0.10}},
             "classes": {"default": {}, "simple": {"amountDue": "total"}},
             "customers": {"ann": {}, "ben": {"class": "simple"}, "cat": {}},
             "steps": [
               {"at": "2026-03-10", "do": "charge", "customer": "ann", "amount": 40, "text": "March"},
               {"do": "charge", "customer": "ben", "amount": 40},
               {"do": "charge", "customer": "cat", "amount": 30},
               {"at": "2026-04-02", "do": "pay", "customer": "cat", "amount": 10},
               {"do": "show"},
               {"at": "2026-04-05", "do": "pay", "customer": "ann", "amount": 30},
               {"do": "pay", "customer": "ben", "amount": 30},
               {"do": "pay", "customer": "cat", "amount": 15},
               {"at": "2026-04-06", "do": "pay", "customer": "cat", "amount": 5},
               {"at": "2026-04-10", "do": "use", "customer": "ann", "service": "voice", "units": 15000},
               {"do": "use", "customer": "ben", "service": "voice", "units": 15000},
               {"at": "2026-04-11", "do": "credit", "customer": "ann", "amount": 5},
               {"at": "2026-05-20", "do": "pay", "customer": "ann", "amount": 25}],
             "until": "2026-05-21"}
            """);

        Assert.Equal(["2026-04-01 paid 40 due 40 open 0", "2026-05-01 overdue 20 due 30 open 5"], told.Invoices("ann"));
        Assert.Equal(["usage voice 25", "one-off Correction -5"], told.Lines("ann", 1));
        Assert.Equal(["2026-04-01 overdue 40 due 40 open 10", "2026-05-01 overdue 25 due 25 open 25"], told.Invoices("ben"));
        Assert.Equal(["2026-04-01 paid 30 due 30 open 0"], told.Invoices("cat"));
        Assert.Equal("partially-paid", told.Step(4).GetProperty("shown").GetProperty("cat").GetProperty("invoices")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Taxes_are_added_or_split_out_and_void_replaced_and_credited_invoices_leave_the_books_right()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-05-01",
             "classes": {"added": {"taxes": [{"name": "VAT", "percent": 20}], "rounding": "away-from-zero"},
                         "inside": {"taxes": [{"name": "VAT", "percent": 20}], "taxInclusive": true, "series": "IN"}},
             "customers": {"ann": {"class": "added"}, "ben": {"class": "inside"}, "cat": {"class": "added", "taxExempt": true}, "dan": {"class": "added"}},
             "steps": [
               {"do": "charge", "customer": "ann", "amount": 16.85306},
               {"do": "charge", "customer": "ben", "amount": 1.80},
               {"do": "charge", "customer": "cat", "amount": 100},
               {"do": "charge", "customer": "dan", "amount": 100},
               {"at": "2026-06-02", "do": "pay", "customer": "dan", "amount": 120},
               {"do": "set-class", "customer": "dan", "class": "added", "taxExempt": true},
               {"do": "void", "invoice": "INV-000003", "reason": "exempt"},
               {"do": "credit-note", "invoice": "IN-000001", "amount": 0.60, "reason": "kindness"},
               {"do": "credit-note", "invoice": "IN-000001", "amount": 1.21, "reason": "too much"},
               {"do": "void", "invoice": "INV-000001", "reason": "wrong", "replace": false}],
             "until": "2026-07-02"}
            """);

        Assert.Equal(["2026-06-01 void 20.24 due 20.24 open 0", "2026-07-01 unpaid 20.24 due 20.24 open 20.24"], told.Invoices("ann"));
        Assert.Equal((1.50m, 0.30m, 1.80m), (Net("ben"), Tax("ben"), Total("ben")));
        Assert.Equal(["2026-06-01 overdue 1.8 due 1.8 open 1.2", "2026-06-02 nothing-due -0.6 due 0 open 0"], told.Invoices("ben")[..2]);
        Assert.Contains("no more than 1.2", told.Problem(8), StringComparison.Ordinal);
        Assert.Equal((100m, 0m), (Total("cat"), Tax("cat")));
        Assert.Equal(["2026-06-01 void 120 due 120 open 0", "2026-06-01 paid 100 due 100 open 0"], told.Invoices("dan"));
        Assert.Equal("20", told.Balance("dan"));

        decimal Net(string customer) => told.Invoice(customer, 0).GetProperty("net").GetDecimal();
        decimal Tax(string customer) => told.Invoice(customer, 0).GetProperty("tax").GetDecimal();
        decimal Total(string customer) => told.Invoice(customer, 0).GetProperty("total").GetDecimal();
    }

    [Fact]
    public async Task Who_does_not_pay_is_reminded_charged_limited_suspended_and_let_go_on_when_it_is_paid()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-05-01",
             "classes": {"default": {"reactivationFee": 7, "dunning": [{"days": 1, "action": "remind"}, {"days": 5, "action": "late-fee", "amount": 2, "percent": 1},
                {"days": 10, "action": "limit"}, {"days": 20, "action": "suspend"}, {"days": 60, "action": "terminate"}]}},
             "plans": {"waived": {"fee": 30, "waivedWhileSuspended": true}},
             "services": {"sms": {"price": 1}},
             "customers": {"ann": {}, "ben": {}, "cat": {}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "waived"},
               {"do": "charge", "customer": "ben", "amount": 100},
               {"do": "charge", "customer": "cat", "amount": 100},
               {"at": "2026-06-17T08:00:00", "do": "pay", "customer": "cat", "amount": 100},
               {"at": "2026-06-17T12:00:00", "do": "show"},
               {"at": "2026-07-10", "do": "use", "customer": "ann", "service": "sms", "units": 1},
               {"at": "2026-07-16", "do": "pay", "customer": "ann", "amount": 60},
               {"do": "use", "customer": "ann", "service": "sms", "units": 1}],
             "until": "2026-08-20"}
            """);

        Assert.Equal(
            ["2026-06-17 remind 0", "2026-06-21 late-fee 2.3", "2026-06-26 limit 0", "2026-07-06 suspend 0", "2026-07-16 lift 7"], told.Dunning("ann")[..5]);
        Assert.Equal("Blocked", told.Problem(5));
        Assert.Null(told.Problem(7));
        Assert.Contains("2026-07-06 credit -25.16129 07-06..08-01", told.Charges("ann"));
        Assert.Contains("2026-07-16 fee 15.48387 07-16..08-01", told.Charges("ann"));
        Assert.Equal(["2026-06-17 remind 0", "2026-06-21 late-fee 3", "2026-06-26 limit 0", "2026-07-06 suspend 0", "2026-08-15 terminate 0"], told.Dunning("ben"));
        Assert.Equal(["2026-06-17 remind 0"], told.Dunning("cat"));
    }

    [Fact]
    public async Task A_bill_run_closes_classes_that_wait_for_it_once_and_a_dry_run_closes_nothing()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-05-01", "classes": {"default": {"closedByRuns": true}}, "plans": {"monthly": {"fee": 30}},
             "customers": {"ann": {}, "ben": {}, "cat": {}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "monthly"},
               {"do": "subscribe", "customer": "ben", "plan": "monthly"},
               {"at": "2026-06-03", "do": "bill-run", "name": "dry", "endsOn": "2026-06-01", "dryRun": true},
               {"do": "bill-run", "name": "May", "endsOn": "2026-06-01"},
               {"do": "bill-run", "name": "May", "endsOn": "2026-06-01"},
               {"do": "bill-run", "name": "again", "endsOn": "2026-06-01"}]}
            """);

        Assert.Equal([(2, 60m), (2, 60m), (2, 60m), (0, 0m)], Enumerable.Range(2, 4).Select(step => told.Step(step).GetProperty("shown")).Select(run =>
            (run.GetProperty("invoices").GetInt32(), run.GetProperty("total").GetDecimal())));
        Assert.Equal(["2026-06-01 unpaid 30 due 30 open 30"], told.Invoices("ann"));
        Assert.Empty(told.Invoices("cat"));
    }

    [Fact]
    public async Task First_use_begins_a_subscription_within_the_hour()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-05-01", "plans": {"waits": {"fee": 31, "startsOnFirstUse": true}}, "services": {"sms": {"price": 1}}, "customers": {"ann": {}},
             "steps": [
               {"do": "subscribe", "plan": "waits"},
               {"at": "2026-05-02T10:20:00", "do": "use", "service": "sms", "units": 1}],
             "until": "2026-05-02T12:00:00"}
            """);

        Assert.Equal(["2026-05-02 fee 30 05-02..06-01"], told.Charges("ann"));
    }

    [Theory]
    [InlineData("""{"customers": {"a": {}}}""", "start: expected a day or time at which the scenario begins")]
    [InlineData("""{"start": "2026-01-01"}""", "customers: expected at least one")]
    [InlineData("""{"start": "2026-01-01", "customers": {"a": {"class": "x"}}}""", "customers.a.class: expected one of default")]
    [InlineData("""{"start": "2026-01-01", "customers": {"a": {}}, "plans": {"p": {"fee": -1}}}""", "plans.p.fee: expected zero or more")]
    [InlineData("""{"start": "2026-01-01", "customers": {"a": {}}, "plans": {"p": {"fees": 1}}}""", "plans.p.fees: is not a field here")]
    [InlineData("""{"start": "2026-01-01", "customers": {"a": {}}, "steps": [{"do": "dance"}]}""", "steps[0].do: expected one of subscribe")]
    public void A_scenario_that_is_not_right_names_its_field(string json, string error) =>
        Assert.Contains(error, Told.Error(json), StringComparison.Ordinal);
}
