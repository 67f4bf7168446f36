using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Orders for later through grains and PostgreSQL: overtaken, withdrawn, cut off by a termination.</summary>
public sealed class ScheduleScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Who_is_suspended_and_terminated_is_charged_no_more_whatever_was_to_come()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-05-01",
             "classes": {"default": {"dunning": [{"days": 10, "action": "suspend"}, {"days": 20, "action": "terminate"}]}},
             "plans": {"waived": {"fee": 30, "waivedWhileSuspended": true}, "plain": {"fee": 30}, "pro": {"fee": 60}},
             "services": {"sms": {"price": 1}},
             "customers": {"ann": {}, "ben": {}, "cat": {}, "dan": {}, "eve": {}},
             "steps": [
               {"do": "charge", "customer": "eve", "amount": 100},
               {"do": "subscribe", "customer": "ann", "plan": "waived", "as": "ann"},
               {"do": "subscribe", "customer": "ben", "plan": "plain", "as": "ben"},
               {"do": "subscribe", "customer": "cat", "plan": "waived", "as": "cat"},
               {"do": "subscribe", "customer": "dan", "plan": "plain", "as": "dan"},
               {"do": "change", "subscription": "ann", "plan": "pro", "from": "2026-07-15"},
               {"do": "pause", "subscription": "ben", "from": "2026-08-01"},
               {"do": "cancel", "subscription": "cat", "from": "2026-06-30"},
               {"do": "cancel", "subscription": "dan", "from": "2026-09-16"},
               {"at": "2026-06-28", "do": "set-status", "customer": "eve", "status": "suspended"},
               {"do": "pay", "customer": "eve", "amount": 100},
               {"do": "use", "customer": "eve", "service": "sms", "units": 1}],
             "until": "2026-10-02"}
            """);

        Assert.Equal(["2026-05-01 fee 30 05-01..06-01", "2026-06-01 fee 30 06-01..07-01", "2026-06-26 credit -5 06-26..07-01"], told.Charges("ann"));
        string[] ended =
        [
            "2026-05-01 fee 30 05-01..06-01", "2026-06-01 fee 30 06-01..07-01", "2026-07-01 fee 30 07-01..08-01", "2026-07-06 credit -25.16129 07-06..08-01",
        ];
        Assert.Equal(ended, told.Charges("ben"));
        Assert.Equal(["2026-05-01 fee 30 05-01..06-01", "2026-06-01 fee 29 06-01..06-30", "2026-06-26 credit -4 06-26..06-30"], told.Charges("cat"));
        Assert.Equal(ended, told.Charges("dan"));
        Assert.Equal("Blocked", told.Problem(11)); // an administrator's word is not taken back by a payment
        Assert.All(["ann", "ben", "cat", "dan"], name => Assert.Equal(["ended"], told.States(name)));
    }

    [Fact]
    public async Task Who_is_suspended_by_an_administrator_pays_no_fee_that_the_plan_waives_and_who_is_closed_pays_none()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "plans": {"waived": {"fee": 30, "waivedWhileSuspended": true}, "plain": {"fee": 30}},
             "customers": {"ann": {}, "ben": {}, "cat": {}, "dan": {}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "waived"},
               {"do": "subscribe", "customer": "ben", "plan": "waived"},
               {"do": "subscribe", "customer": "ben", "plan": "plain"},
               {"do": "subscribe", "customer": "cat", "plan": "plain"},
               {"do": "subscribe", "customer": "dan", "plan": "plain"},
               {"do": "subscribe", "customer": "dan", "plan": "waived", "ofAccount": false, "as": "dan"},
               {"do": "cancel", "subscription": "dan", "from": "2026-07-16"},
               {"at": "2026-06-11T12:00:00", "do": "set-status", "customer": "ann", "status": "suspended"},
               {"do": "set-status", "customer": "ben", "status": "suspended", "ofAccount": false},
               {"do": "set-status", "customer": "cat", "status": "closed"},
               {"do": "set-status", "customer": "dan", "status": "closed", "ofAccount": false},
               {"do": "subscribe", "customer": "cat", "plan": "plain"},
               {"do": "subscribe", "customer": "dan", "plan": "plain", "ofAccount": false},
               {"at": "2026-06-21T12:00:00", "do": "set-status", "customer": "ann", "status": "active"},
               {"do": "set-status", "customer": "ben", "status": "active", "ofAccount": false}],
             "until": "2026-07-02"}
            """);

        string[] waived = ["2026-06-01 fee 30 06-01..07-01", "2026-06-11 credit -20 06-11..07-01", "2026-06-21 fee 10 06-21..07-01", "2026-07-01 fee 30 07-01..08-01"];
        string[] plain = ["2026-06-01 fee 30 06-01..07-01", "2026-07-01 fee 30 07-01..08-01"];
        string[] ended = ["2026-06-01 fee 30 06-01..07-01", "2026-06-11 credit -20 06-11..07-01"];
        Assert.Equal(waived, told.Charges("ann"));
        Assert.Equal([.. waived.Concat(plain).Order()], told.Charges("ben").Order());
        Assert.Equal(ended, told.Charges("cat"));
        Assert.Equal([.. ended.Concat(ended).Order()], told.Charges("dan").Order());
        Assert.Contains("account: expected one", told.Problem(11), StringComparison.Ordinal);
        Assert.Contains("customer: expected one", told.Problem(12), StringComparison.Ordinal);
        Assert.Equal(["ended", "ended"], told.States("dan"));
    }

    // ann's and dan's are suspended as it begins, ben's before it, cat's by dunning in the same midnight; eve has no money for it yet.
    [Fact]
    public async Task A_waived_plan_that_is_suspended_at_the_instant_of_its_begin_costs_its_activation_fee_once()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01",
             "classes": {"dunned": {"closingDelayHours": 0, "every": "daily", "paymentTermDays": 5, "dunning": [{"days": 4, "action": "suspend"}]},
                         "prepaid": {"prepaid": true}},
             "plans": {"waived": {"fee": 30, "activationFee": 10, "waivedWhileSuspended": true}},
             "customers": {"ann": {}, "ben": {}, "cat": {"class": "dunned"}, "dan": {}, "eve": {"class": "prepaid"}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "waived", "from": "2026-06-11"},
               {"do": "subscribe", "customer": "ben", "plan": "waived", "from": "2026-06-11"},
               {"do": "charge", "customer": "cat", "amount": 5},
               {"do": "subscribe", "customer": "cat", "plan": "waived", "from": "2026-06-11"},
               {"do": "subscribe", "customer": "dan", "plan": "waived", "from": "2026-06-11"},
               {"do": "subscribe", "customer": "eve", "plan": "waived", "from": "2026-06-11"},
               {"at": "2026-06-05", "do": "set-status", "customer": "ben", "status": "suspended"},
               {"at": "2026-06-11", "do": "set-status", "customer": "ann", "status": "suspended"},
               {"do": "set-status", "customer": "dan", "status": "suspended"},
               {"do": "set-status", "customer": "eve", "status": "suspended"},
               {"do": "show"},
               {"do": "set-status", "customer": "dan", "status": "active"},
               {"at": "2026-06-21", "do": "pay", "customer": "eve", "amount": 100},
               {"do": "set-status", "customer": "ann", "status": "active"},
               {"do": "set-status", "customer": "eve", "status": "active"}],
             "until": "2026-07-01T12:00:00"}
            """);

        string[] begun = ["2026-06-11 activation 10 06-11..06-12", "2026-06-11 fee 20 06-11..07-01", "2026-06-11 credit -20 06-11..07-01"];
        string[] july = ["2026-07-01 fee 30 07-01..08-01"];
        Assert.Equal([.. begun, "2026-06-21 fee 10 06-21..07-01", .. july], told.Charges("ann"));
        Assert.Equal(begun, told.Charges("ben"));
        Assert.Equal(begun, told.Charges("cat"));
        Assert.Equal([.. begun, "2026-06-11 fee 20 06-11..07-01", .. july], told.Charges("dan"));
        Assert.Equal(["2026-06-11 activation 10 06-11..06-12", "2026-06-21 fee 10 06-21..07-01", .. july], told.Charges("eve"));
    }

    [Fact]
    public async Task A_term_is_not_left_by_way_of_a_plan_without_one_unless_it_is_waived()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01",
             "plans": {"term": {"fee": 30, "minimumTermMonths": 12, "earlyEnd": "remaining-fees"}, "free": {"fee": 1}, "longer": {"fee": 31, "minimumTermMonths": 24}},
             "customers": {"ann": {}, "ben": {}, "cat": {}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "term", "as": "ann"},
               {"do": "subscribe", "customer": "ben", "plan": "term", "as": "ben"},
               {"do": "subscribe", "customer": "cat", "plan": "term", "as": "cat"},
               {"at": "2026-06-16", "do": "change", "subscription": "ann", "plan": "free", "preview": true},
               {"do": "change", "subscription": "ann", "plan": "free"},
               {"do": "change", "subscription": "ben", "plan": "free", "waivePenalty": true},
               {"do": "change", "subscription": "cat", "plan": "longer"},
               {"at": "2026-06-17", "do": "cancel", "subscription": "ann"}],
             "until": "2026-07-02"}
            """);

        Assert.Contains(told.Step(3).GetProperty("charges").EnumerateArray(), one => one.GetProperty("kind").GetString() == "penalty");
        Assert.Equal(
            ["2026-06-01 fee 30 06-01..07-01", "2026-06-16 penalty 330 06-16..06-17", "2026-06-16 fee 0.5 06-16..07-01", "2026-06-17 credit -0.46667 06-17..07-01"],
            told.Charges("ann"));
        Assert.Equal(
            ["2026-06-01 fee 30 06-01..07-01", "2026-06-16 credit -15 06-16..07-01", "2026-06-16 fee 0.5 06-16..07-01", "2026-07-01 fee 1 07-01..08-01"],
            told.Charges("ben"));
        Assert.DoesNotContain(told.Charges("cat"), one => one.Contains("penalty", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_earlier_order_overtakes_what_is_to_come_and_that_can_be_withdrawn()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "plans": {"basic": {"fee": 31}, "pro": {"fee": 62}, "trial": {"fee": 31, "trialDays": 14}},
             "customers": {"ann": {}, "ben": {}, "cat": {}, "dan": {}, "eve": {}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "basic", "as": "ann"},
               {"do": "subscribe", "customer": "ben", "plan": "basic", "as": "ben"},
               {"do": "subscribe", "customer": "cat", "plan": "basic", "as": "cat"},
               {"do": "subscribe", "customer": "dan", "plan": "trial", "as": "dan"},
               {"do": "subscribe", "customer": "eve", "plan": "basic", "as": "eve"},
               {"at": "2026-06-05", "do": "cancel", "subscription": "ann", "atPeriodEnd": true},
               {"do": "cancel", "subscription": "ben", "atPeriodEnd": true},
               {"do": "change", "subscription": "cat", "plan": "pro", "atPeriodEnd": true},
               {"do": "cancel", "subscription": "dan", "atPeriodEnd": true},
               {"do": "cancel", "subscription": "eve", "from": "2026-07-11"},
               {"do": "show"},
               {"at": "2026-06-16", "do": "cancel", "subscription": "ann"},
               {"do": "cancel", "subscription": "ann"},
               {"do": "withdraw", "subscription": "ben"},
               {"do": "withdraw", "subscription": "ben"},
               {"do": "pause", "subscription": "cat", "atPeriodEnd": true},
               {"do": "change", "subscription": "cat", "quantity": 2},
               {"do": "change", "subscription": "cat", "quantity": 2, "preview": true},
               {"do": "change", "subscription": "cat", "quantity": 1, "from": "2026-07-01"},
               {"do": "withdraw", "subscription": "cat"},
               {"do": "pause", "subscription": "cat", "atPeriodEnd": true},
               {"at": "2026-07-06", "do": "withdraw", "subscription": "eve"}],
             "until": "2026-08-02"}
            """);

        Assert.All(Enumerable.Range(0, 22).Except([15, 16, 17]), step => Assert.Null(told.Problem(step)));
        Assert.All([15, 16, 17], step => Assert.Equal("state: expected nothing scheduled: withdraw the change of 2026-07-01 first", told.Problem(step)));
        Assert.Equal(["2026-06-01 fee 31 06-01..07-01", "2026-06-16 credit -15.5 06-16..07-01"], told.Charges("ann"));
        Assert.Equal(
            ["2026-06-01 fee 31 06-01..07-01", "2026-07-01 fee 31 07-01..08-01", "2026-08-01 fee 31 08-01..09-01"], told.Charges("ben"));
        Assert.Equal(["2026-06-01 fee 31 06-01..07-01"], told.Charges("cat"));
        Assert.Equal(["paused"], told.States("cat"));
        Assert.Empty(told.Charges("dan"));
        Assert.Equal(["ended"], told.States("dan"));
        Assert.Equal(
            ["2026-06-01 fee 31 06-01..07-01", "2026-07-01 fee 10 07-01..07-11", "2026-07-11 fee 21 07-11..08-01", "2026-08-01 fee 31 08-01..09-01"],
            told.Charges("eve"));
        Assert.Equal(
            "change pro 2026-07-01T00:00:00Z",
            told.Step(10).GetProperty("shown").GetProperty("cat").GetProperty("subscriptions")[0].GetProperty("toCome").GetString());
    }

    [Theory]
    [InlineData("period-end")]
    [InlineData("as-charged")]
    public async Task A_day_has_another_invoice_of_what_is_charged_since_its_first(string invoices)
    {
        var told = await Told.OfAsync(postgres, $$"""
            {"start": "2026-06-01", "classes": {"default": {"closingDelayHours": 0, "amountDue": "total", "invoices": "{{invoices}}", "taxes": [{"name": "VAT", "percent": 20}]} },
             "customers": {"ann": {} },
             "steps": [
               {"do": "charge", "amount": 5}, {"do": "invoice"}, {"do": "charge", "amount": 7}, {"do": "invoice"}, {"do": "invoice"},
               {"do": "void", "replace": false}, {"do": "invoice"}, {"do": "charge", "amount": 1}, {"do": "invoice"},
               {"at": "2026-06-03", "do": "charge", "amount": 2}, {"do": "invoice"}],
             "until": "2026-06-04"}
            """);

        Assert.StartsWith("period: expected one that has begun", told.Problem(4), StringComparison.Ordinal);
        Assert.Equal(1, told.Problems);
        Assert.Equal(
            [
                "2026-06-01 unpaid 6 due 6 open 6", "2026-06-01 void 8.4 due 8.4 open 0", "2026-06-01 unpaid 8.4 due 8.4 open 8.4",
                "2026-06-01 unpaid 1.2 due 1.2 open 1.2", "2026-06-03 unpaid 2.4 due 2.4 open 2.4",
            ],
            told.Invoices("ann"));
        Assert.Equal(("-18", "2026-06-02"), (told.Balance("ann"), told.Invoice("ann", 4).GetProperty("from").GetString()));
    }

    [Fact]
    public async Task An_invoice_out_of_turn_has_what_is_charged_at_its_instant_and_refused_leaves_the_period_open()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "plans": {"plain": {"fee": 30}}, "customers": {"ann": {}},
             "steps": [
               {"at": "2026-06-10", "do": "invoice"},
               {"at": "2026-06-16", "do": "subscribe", "plan": "plain"},
               {"do": "invoice"},
               {"do": "invoice"}],
             "until": "2026-07-02"}
            """);

        Assert.Equal(["invoice: expected something to charge or to ask for", null, null], Enumerable.Range(0, 3).Select(told.Problem));
        Assert.StartsWith("period: expected one that has begun", told.Problem(3), StringComparison.Ordinal);
        Assert.Equal(["2026-06-16 overdue 15 due 15 open 15", "2026-07-01 nothing-due 0 due 15 open 0"], told.Invoices("ann"));
        Assert.Equal("2026-06-01", told.Invoice("ann", 0).GetProperty("from").GetString());
    }
}
