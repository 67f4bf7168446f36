using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Coupons of customers: off some invoices or all, before taxes, once each whatever becomes of the invoice.</summary>
public sealed class CouponScenarioTests(MigratedPostgres postgres)
{
    private const string Json = """
        {"start": "2026-01-01", "until": "2026-03-02",
         "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total", "taxes": [{"name": "VAT", "percent": 20}]}},
         "plans": {"basic": {"name": "Basic", "fee": 30}},
         "customers": {"percent": {}, "amount": {}, "both": {}, "months": {}, "void": {}},
         "steps": [
           {"do": "coupon", "customer": "percent", "text": "Spring", "percent": 20, "invoices": 2},
           {"do": "coupon", "customer": "amount", "text": "Gift", "amount": 50, "as": "gift"},
           {"do": "coupon", "customer": "both", "text": "Half", "percent": 50, "forever": true, "as": "half"},
           {"do": "coupon", "customer": "both", "text": "Five", "amount": 5, "forever": true},
           {"do": "coupon", "customer": "months", "text": "Tenth", "percent": 10, "months": 2},
           {"do": "coupon", "customer": "void", "text": "Gift", "amount": 10},
           {"do": "subscribe", "customer": "percent", "plan": "basic"},
           {"do": "subscribe", "customer": "amount", "plan": "basic"},
           {"do": "subscribe", "customer": "both", "plan": "basic"},
           {"do": "subscribe", "customer": "months", "plan": "basic"},
           {"do": "subscribe", "customer": "void", "plan": "basic", "as": "void"},
           {"at": "2026-01-10", "do": "void", "customer": "void", "replace": true},
           {"do": "void", "customer": "void", "replace": false},
           {"do": "cancel", "subscription": "void", "credit": "none"},
           {"at": "2026-01-11", "do": "invoice", "customer": "void"},
           {"at": "2026-02-15", "do": "end-coupon", "coupon": "half"},
           {"do": "coupon", "customer": "both", "percent": 10, "amount": 5},
           {"do": "end-coupon", "coupon": "none"}]}
        """;

    [Fact]
    public async Task Each_is_off_the_invoices_that_it_is_for_and_taxes_are_on_what_is_left()
    {
        var told = await Told.OfAsync(postgres, Json);

        // 20 % of 30, twice; 20 % VAT on the 24.
        Assert.Equal(
            ["2026-01-01 Basic 30 + Spring -6 | VAT 4.8 = 28.8", "2026-02-01 Basic 30 + Spring -6 | VAT 4.8 = 28.8", "2026-03-01 Basic 30 | VAT 6 = 36"],
            told.Bills("percent"));

        // 50 are 30 of January and 20 of February.
        Assert.Equal(
            ["2026-01-01 Basic 30 + Gift -30 | VAT 0 = 0", "2026-02-01 Basic 30 + Gift -20 | VAT 2 = 12", "2026-03-01 Basic 30 | VAT 6 = 36"],
            told.Bills("amount"));
        Assert.Equal("nothing-due", told.Invoice("amount", 0).GetProperty("state").GetString());
        Assert.Equal(["gift 50 off 2 used-up"], Coupons(told, "amount"));

        // Half of 30, and 5 of the 15; without the half 5 of 30.
        Assert.Equal(
            [
                "2026-01-01 Basic 30 + Half -15 + Five -5 | VAT 2 = 12", "2026-02-01 Basic 30 + Half -15 + Five -5 | VAT 2 = 12",
                "2026-03-01 Basic 30 + Five -5 | VAT 5 = 30",
            ],
            told.Bills("both"));
        Assert.Equal(["half 30 off 2 ended", "both-coupon-4 15 off 3 active"], Coupons(told, "both"));
        Assert.Equal(
            ["2026-01-01 Basic 30 + Tenth -3 | VAT 5.4 = 32.4", "2026-02-01 Basic 30 + Tenth -3 | VAT 5.4 = 32.4", "2026-03-01 Basic 30 | VAT 6 = 36"],
            told.Bills("months"));

        Assert.Equal(["months-coupon-5 6 off 2 over"], Coupons(told, "months")); // it was for periods that end before March

        // Taken back and replaced, taken back for good and invoiced anew: it is off the one that counts, once.
        Assert.Equal(
            [
                "2026-01-01 Basic 30 + Gift -10 | VAT 4 = 24", "2026-01-01 Basic 30 + Gift -10 | VAT 4 = 24", "2026-01-11 Basic 30 + Gift -10 | VAT 4 = 24",
            ],
            told.Bills("void"));
        Assert.Equal(["void", "void", "overdue"], told.Invoices("void").Select(one => one.Split(' ')[1]));
        Assert.Equal(("-24", "void-coupon-6 10 off 1 used-up"), (told.Balance("void"), Assert.Single(Coupons(told, "void"))));
        Assert.Equal(
            [10m, -10, 10, -10, 10],
            told.Customer("void").GetProperty("ledger").EnumerateArray().Where(one => one.GetProperty("reason").GetString() == "coupon")
                .Select(one => one.GetProperty("amount").GetDecimal()));
        Assert.Equal(2, told.Problems);
        Assert.Equal("percent: expected a percentage, or an amount", told.Problem(16));
    }

    // June has 30 days, of which 15 are unused: half of 100, for which 50 were paid.
    [Fact]
    public async Task Of_unused_days_comes_back_what_was_paid_for_them()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "until": "2026-07-02",
             "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0}},
             "plans": {"basic": {"name": "Basic", "fee": 100}, "small": {"name": "Small", "fee": 60}},
             "customers": {"ends": {}, "free": {}, "noted": {}, "changes": {}},
             "steps": [
               {"do": "coupon", "customer": "ends", "text": "Half", "percent": 50},
               {"do": "coupon", "customer": "free", "text": "All", "percent": 100},
               {"do": "coupon", "customer": "noted", "text": "Half", "percent": 50},
               {"do": "coupon", "customer": "changes", "text": "Half", "percent": 50, "forever": true},
               {"do": "subscribe", "customer": "ends", "plan": "basic", "as": "ends"},
               {"do": "subscribe", "customer": "free", "plan": "basic", "as": "free"},
               {"do": "subscribe", "customer": "noted", "plan": "basic", "as": "noted"},
               {"do": "subscribe", "customer": "changes", "plan": "basic", "as": "changes"},
               {"at": "2026-06-02", "do": "cancel", "subscription": "free"},
               {"at": "2026-06-10", "do": "credit-note", "customer": "noted", "invoice": 1, "amount": 50},
               {"at": "2026-06-16", "do": "cancel", "subscription": "ends"},
               {"do": "cancel", "subscription": "noted"},
               {"do": "change", "subscription": "changes", "plan": "small"}]}
            """);

        Assert.Equal("2026-06-01 Basic 100 + Half -50 = 50", told.Bills("ends").First());
        Assert.Equal(("-25", "0", "0"), (told.Balance("ends"), told.Balance("free"), told.Balance("noted")));

        // 25 of Basic's 50 come back, and of 30 for Small's half of June 15 are taken off; in July it is half of 60.
        Assert.Contains("2026-06-16 Basic: unused days -25 + Small 30 + Half -15 = -10", told.Bills("changes"));
        Assert.Equal("-70", told.Balance("changes"));
    }

    // A daily fee of 10, half off. On June 3 one ends after an out-of-turn invoice of 3 days of both, and 5 come back; on the 4th the other, at its
    // price, for no invoice has that day: nothing is left on the next one that the half could be off.
    [Fact]
    public async Task Days_of_an_earlier_invoice_make_no_coupon_larger()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "until": "2026-06-10",
             "classes": {"default": {"every": "weekly", "closingDelayHours": 0}},
             "plans": {"daily": {"name": "Daily", "fee": 10, "every": "daily"}},
             "customers": {"ann": {}},
             "steps": [
               {"do": "coupon", "text": "Half", "percent": 50, "forever": true},
               {"do": "subscribe", "plan": "daily", "as": "one"},
               {"do": "subscribe", "plan": "daily", "as": "other"},
               {"at": "2026-06-03T12:00:00Z", "do": "invoice"},
               {"at": "2026-06-03T13:00:00Z", "do": "cancel", "subscription": "one"},
               {"at": "2026-06-04T12:00:00Z", "do": "cancel", "subscription": "other"}]}
            """);

        Assert.Equal(
            ["2026-06-03 Daily 30 + Daily 30 + Half -30 = 30", "2026-06-08 Daily: unused days -5 + Daily 10 + Daily: unused days -10 = -5"], told.Bills("ann"));
        Assert.Equal(("-25", 0), (told.Balance("ann"), told.Problems));
    }

    // June's invoice has 30 for June, of which 15 were given back on it, and 92 for as many days from June on. All of 107 or the half of it is off: of the
    // 60 days that are unused on July 3 comes back nothing, or 30.
    [Theory]
    [InlineData(100, "2026-07-01 Small 30 + Long 92 + Small: unused days -15 + Off -107 = 0", "0")]
    [InlineData(50, "2026-07-01 Small 30 + Long 92 + Small: unused days -15 + Off -53.5 = 53.5", "-23.5")]
    public async Task A_credit_on_the_same_invoice_is_of_its_own_fee_alone(int percent, string bill, string balance)
    {
        var told = await Told.OfAsync(postgres, $$"""
            {"start": "2026-06-01", "until": "2026-08-02",
             "classes": {"default": {"closingDelayHours": 0} },
             "plans": {"small": {"name": "Small", "fee": 30}, "long": {"name": "Long", "fee": 92, "every": "anniversary", "count": 3} },
             "customers": {"ann": {} },
             "steps": [
               {"do": "coupon", "text": "Off", "percent": {{percent}} },
               {"do": "subscribe", "plan": "small", "as": "small"},
               {"do": "subscribe", "plan": "long", "as": "long"},
               {"at": "2026-06-16", "do": "cancel", "subscription": "small"},
               {"at": "2026-07-03", "do": "cancel", "subscription": "long"}]}
            """);

        Assert.Equal((bill, balance, 0), (told.Bills("ann").First(), told.Balance("ann"), told.Problems));
    }

    // 92 for as many days; June is invoiced on July 4, a day after 60 of them came back, which are on July's invoice. The half is off the other 32,
    // also on an invoice in its place; and by a note 16 may still be given.
    [Fact]
    public async Task A_fee_that_was_credited_before_its_late_invoice_has_something_off_the_days_that_were_used()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "until": "2026-08-10",
             "classes": {"default": {"closingDelayHours": 72}},
             "plans": {"long": {"name": "Long", "fee": 92, "every": "anniversary", "count": 3}},
             "customers": {"ann": {}, "again": {}},
             "steps": [
               {"do": "coupon", "customer": "ann", "text": "Half", "percent": 50},
               {"do": "coupon", "customer": "again", "text": "Half", "percent": 50},
               {"do": "subscribe", "customer": "ann", "plan": "long", "as": "ann"},
               {"do": "subscribe", "customer": "again", "plan": "long", "as": "again"},
               {"at": "2026-07-03", "do": "cancel", "subscription": "ann"},
               {"do": "cancel", "subscription": "again"},
               {"at": "2026-07-05", "do": "void", "customer": "again", "replace": true},
               {"do": "credit-note", "customer": "ann", "invoice": 1, "amount": 16.01},
               {"do": "credit-note", "customer": "ann", "invoice": 1, "amount": 16}]}
            """);

        string[] bills = ["2026-07-01 Long 92 + Half -16 = 76", "2026-08-01 Long: unused days -60 = -60"];
        Assert.Equal(bills, told.Bills("again").Skip(1));
        Assert.Equal(bills, told.Bills("ann").Where(bill => !bill.Contains("= -16", StringComparison.Ordinal)));
        Assert.Equal(("0", "-16"), (told.Balance("ann"), told.Balance("again")));
        Assert.Equal(1, told.Problems);
        Assert.StartsWith("amount: expected more than zero and no more than 16.00", told.Problem(7), StringComparison.Ordinal);
    }

    // 15 were paid of 30, and 7.50 come back of the half; of 100 % off nothing does. Billed anew, with a coupon that is used up or ended, more would be
    // owed than was used. What gave nothing back, or is replaced, is taken back all the same.
    [Fact]
    public async Task What_was_credited_as_a_coupon_had_left_it_is_not_billed_anew_without_that()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "until": "2026-06-20",
             "classes": {"default": {"closingDelayHours": 0}},
             "plans": {"small": {"name": "Small", "fee": 30}},
             "customers": {"half": {}, "all": {}, "runs": {}, "none": {}},
             "steps": [
               {"do": "coupon", "customer": "half", "text": "Half", "percent": 50},
               {"do": "coupon", "customer": "all", "text": "All", "percent": 100},
               {"do": "coupon", "customer": "runs", "text": "Half", "percent": 50},
               {"do": "coupon", "customer": "none", "text": "Half", "percent": 50},
               {"do": "subscribe", "customer": "half", "plan": "small", "as": "half"},
               {"do": "subscribe", "customer": "all", "plan": "small", "as": "all"},
               {"do": "subscribe", "customer": "runs", "plan": "small", "as": "runs"},
               {"do": "subscribe", "customer": "none", "plan": "small", "as": "none"},
               {"do": "invoice", "customer": "half"}, {"do": "invoice", "customer": "all"}, {"do": "invoice", "customer": "runs"}, {"do": "invoice", "customer": "none"},
               {"at": "2026-06-16", "do": "cancel", "subscription": "half"},
               {"do": "cancel", "subscription": "all"},
               {"do": "cancel", "subscription": "none", "credit": "none"},
               {"do": "void", "customer": "half", "replace": false},
               {"do": "void", "customer": "all", "replace": false},
               {"do": "void", "customer": "runs", "replace": false},
               {"do": "void", "customer": "none", "replace": false},
               {"do": "void", "customer": "half", "replace": true}]}
            """);

        Assert.Equal(2, told.Problems);
        Assert.All([15, 16], step => Assert.StartsWith("invoice: expected one of whose fees nothing was credited since", told.Problem(step), StringComparison.Ordinal));
        Assert.Equal(("-7.5", "0", "-30", "-30"), (told.Balance("half"), told.Balance("all"), told.Balance("runs"), told.Balance("none")));
    }

    // All of 30 was off both, and nothing of it is given back as they end: by the order of the one and by the plan of the other.
    [Fact]
    public async Task What_ended_without_a_credit_is_taken_back_though_nothing_was_paid_for_it()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "until": "2026-06-20",
             "classes": {"default": {"closingDelayHours": 0}},
             "plans": {"small": {"name": "Small", "fee": 30}, "whole": {"name": "Whole", "fee": 30, "prorateLast": false}},
             "customers": {"order": {}, "plan": {}},
             "steps": [
               {"do": "coupon", "customer": "order", "text": "All", "percent": 100},
               {"do": "coupon", "customer": "plan", "text": "All", "percent": 100},
               {"do": "subscribe", "customer": "order", "plan": "small", "as": "order"},
               {"do": "subscribe", "customer": "plan", "plan": "whole", "as": "plan"},
               {"do": "invoice", "customer": "order"}, {"do": "invoice", "customer": "plan"},
               {"at": "2026-06-16", "do": "cancel", "subscription": "order", "credit": "none"},
               {"do": "cancel", "subscription": "plan"},
               {"do": "void", "customer": "order", "replace": false},
               {"do": "void", "customer": "plan", "replace": false}]}
            """);

        Assert.Equal((0, "-30", "-30"), (told.Problems, told.Balance("order"), told.Balance("plan")));
    }

    [Fact]
    public async Task Calls_that_fail_or_are_done_without_an_answer_use_each_once()
    {
        var once = await Told.OfAsync(postgres, Json);
        var faults = new YearTests.Faults(new Random(20260101));
        var again = await Told.OfAsync(postgres, Json, faults.Into, attempts: 40);

        Assert.True(faults.Count > 10, $"{faults.Count}");

        foreach (var customer in once.Names)
        {
            Assert.Equal(once.Bills(customer), again.Bills(customer));
            Assert.Equal(Coupons(once, customer), Coupons(again, customer));
            Assert.Equal(once.Balance(customer), again.Balance(customer));
        }
    }

    private static string[] Coupons(Told told, string customer) =>
    [
        .. told.Customer(customer).GetProperty("coupons").EnumerateArray().Select(one =>
            $"{one.GetProperty("name").GetString()} {one.GetProperty("takenOff").GetDecimal():0.##} off {one.GetProperty("times").GetInt32()} {one.GetProperty("state").GetString()}"),
    ];
}
