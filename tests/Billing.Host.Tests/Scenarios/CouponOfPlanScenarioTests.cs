using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Coupons of named plans: off what subscriptions to these cost, and off nothing else.</summary>
public sealed class CouponOfPlanScenarioTests(MigratedPostgres postgres)
{
    // Half of Basic's 30, then a tenth of the 35 that are left: 1.50 of Basic and 2 of Extra. Of the half of June that is unused on the 16th come back
    // 6.75 of the 13.50, and 9 of the 18.
    [Fact]
    public async Task One_of_named_plans_is_off_what_they_cost_and_so_much_less_comes_back_of_them()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "until": "2026-07-02",
             "classes": {"default": {"closingDelayHours": 0}},
             "plans": {"basic": {"name": "Basic", "fee": 30}, "extra": {"name": "Extra", "fee": 20}},
             "customers": {"ann": {}},
             "steps": [
               {"do": "coupon", "text": "Half", "percent": 50, "forever": true, "plans": ["basic"]},
               {"do": "coupon", "text": "Tenth", "percent": 10, "forever": true},
               {"do": "subscribe", "plan": "basic", "as": "basic"},
               {"do": "subscribe", "plan": "extra", "as": "extra"},
               {"at": "2026-06-01T12:00:00Z", "do": "invoice"},
               {"at": "2026-06-16", "do": "cancel", "subscription": "basic"},
               {"do": "cancel", "subscription": "extra"}]}
            """);

        Assert.Equal(
            ["2026-06-01 Basic 30 + Extra 20 + Half -15 + Tenth -3.5 = 31.5", "2026-07-01 Basic: unused days -6.75 + Extra: unused days -9 = -15.75"], told.Bills("ann"));
        Assert.Equal(("-15.75", 0), (told.Balance("ann"), told.Problems));
    }

    // Of Basic's 30 the half is off, once or on two invoices, or 50 that are for once, or 50 off each: none of it is off Extra, and the months before Basic
    // count for none of them.
    [Fact]
    public async Task One_of_named_plans_is_for_invoices_that_have_something_of_these_and_no_more_than_that()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "until": "2026-06-02",
             "classes": {"default": {"closingDelayHours": 0}},
             "plans": {"basic": {"name": "Basic", "fee": 30}, "extra": {"name": "Extra", "fee": 20}},
             "customers": {"once": {}, "twice": {}, "gift": {}, "each": {}},
             "steps": [
               {"do": "coupon", "customer": "once", "text": "Half", "percent": 50, "plans": ["basic"]},
               {"do": "coupon", "customer": "twice", "text": "Half", "percent": 50, "invoices": 2, "plans": ["basic"]},
               {"do": "coupon", "customer": "gift", "text": "Gift", "amount": 50, "plans": ["basic"]},
               {"do": "coupon", "customer": "each", "text": "Gift", "amount": 50, "forever": true, "plans": ["basic"]},
               {"do": "subscribe", "customer": "once", "plan": "extra"},
               {"do": "subscribe", "customer": "twice", "plan": "extra"},
               {"do": "subscribe", "customer": "gift", "plan": "extra"},
               {"do": "subscribe", "customer": "each", "plan": "extra"},
               {"at": "2026-02-01T12:00:00Z", "do": "coupon", "customer": "once", "text": "Half", "percent": 50, "plans": ["basic", "large"]},
               {"at": "2026-03-01T12:00:00Z", "do": "subscribe", "customer": "once", "plan": "basic"},
               {"do": "subscribe", "customer": "twice", "plan": "basic"},
               {"do": "subscribe", "customer": "gift", "plan": "basic"},
               {"do": "subscribe", "customer": "each", "plan": "basic"}]}
            """);

        string[] before = ["2026-02-01 Extra 20 = 20", "2026-03-01 Extra 20 = 20"];
        const string Whole = "Extra 20 + Basic 30 = 50";
        const string Half = "Extra 20 + Basic 30 + Half -15 = 35";
        Assert.Equal([.. before, $"2026-04-01 {Half}", $"2026-05-01 {Whole}", $"2026-06-01 {Whole}"], told.Bills("once"));
        Assert.Equal([.. before, $"2026-04-01 {Half}", $"2026-05-01 {Half}", $"2026-06-01 {Whole}"], told.Bills("twice"));
        Assert.Equal(
            [.. before, "2026-04-01 Extra 20 + Basic 30 + Gift -30 = 20", "2026-05-01 Extra 20 + Basic 30 + Gift -20 = 30", $"2026-06-01 {Whole}"], told.Bills("gift"));
        Assert.Equal(
            [.. before, .. new[] { "04", "05", "06" }.Select(month => $"2026-{month}-01 Extra 20 + Basic 30 + Gift -30 = 20")], told.Bills("each"));
        var coupon = Assert.Single(told.Customer("twice").GetProperty("coupons").EnumerateArray());
        Assert.Equal((30m, 2, "used-up"), (coupon.GetProperty("takenOff").GetDecimal(), coupon.GetProperty("times").GetInt32(), coupon.GetProperty("state").GetString()));
        Assert.Equal("Basic", Assert.Single(coupon.GetProperty("plans").EnumerateArray()).GetString());
        Assert.Equal(1, told.Problems);
        Assert.Contains("plans: expected one of basic, extra", told.Problem(8), StringComparison.Ordinal);
    }

    // On the 16th, the half of June, Basic at 30 becomes Large at 60. Half of Basic is off, and nothing of Large, whether Basic is invoiced by then or not.
    [Theory]
    [InlineData(true, "2026-06-01 Basic 30 + Half -15 = 15", "2026-07-01 Basic: unused days -7.5 + Large 30 = 22.5")]
    [InlineData(false, "2026-07-01 Basic 30 + Basic: unused days -15 + Large 30 + Half -7.5 = 37.5")]
    public async Task After_a_change_away_from_its_plan_it_takes_nothing_off(bool isInvoiced, params string[] bills)
    {
        var invoice = isInvoiced ? "{\"at\": \"2026-06-01T12:00:00Z\", \"do\": \"invoice\"}," : "";
        var told = await Told.OfAsync(postgres, $$"""
            {"start": "2026-06-01", "until": "2026-08-02",
             "classes": {"default": {"closingDelayHours": 0} },
             "plans": {"basic": {"name": "Basic", "fee": 30}, "large": {"name": "Large", "fee": 60} },
             "customers": {"ann": {} },
             "steps": [
               {"do": "coupon", "text": "Half", "percent": 50, "forever": true, "plans": ["basic"]},
               {"do": "subscribe", "plan": "basic", "as": "s"},
               {{invoice}}
               {"at": "2026-06-16", "do": "change", "subscription": "s", "plan": "large"}]}
            """);

        Assert.Equal([.. bills, "2026-08-01 Large 60 = 60"], told.Bills("ann"));
        Assert.Equal(("-157.5", 0), (told.Balance("ann"), told.Problems));
    }
}
