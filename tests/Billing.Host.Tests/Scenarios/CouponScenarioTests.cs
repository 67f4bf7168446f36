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
