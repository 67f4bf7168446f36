using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>What the desk orders after its day comes to what it would have on that day, on the invoice that is still open.</summary>
public sealed class BackdatedScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_change_a_pause_and_an_end_are_dated_back_within_the_running_period_that_is_not_invoiced()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "until": "2026-07-06",
             "plans": {"small": {"fee": 30}, "large": {"fee": 60}, "year": {"fee": 365, "every": "anniversary", "count": 12}},
             "customers": {"ann": {}, "ben": {}, "dan": {}, "eve": {}, "fay": {}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "small", "as": "ann"},
               {"do": "subscribe", "customer": "ben", "plan": "small", "as": "ben"},
               {"do": "subscribe", "customer": "dan", "plan": "small", "as": "dan"},
               {"do": "subscribe", "customer": "eve", "plan": "year", "as": "eve"},
               {"do": "subscribe", "customer": "fay", "plan": "small", "as": "fay"},
               {"at": "2026-06-11", "do": "change", "subscription": "ben", "plan": "large"},
               {"at": "2026-06-21", "do": "change", "subscription": "ann", "plan": "large", "from": "2026-06-11"},
               {"do": "change", "subscription": "ann", "plan": "large", "from": "2026-06-11", "backdated": true, "preview": true},
               {"do": "change", "subscription": "ann", "plan": "large", "from": "2026-06-11", "backdated": true},
               {"do": "change", "subscription": "ann", "plan": "large", "from": "2026-06-11", "backdated": true},
               {"do": "cancel", "subscription": "dan", "from": "2026-06-11", "backdated": true},
               {"at": "2026-07-05", "do": "change", "subscription": "eve", "plan": "large", "from": "2026-06-20", "backdated": true},
               {"do": "change", "subscription": "eve", "plan": "large", "from": "2026-07-02", "backdated": true},
               {"do": "pause", "subscription": "fay", "from": "2026-06-20", "backdated": true},
               {"do": "pause", "subscription": "fay", "from": "2026-07-02", "backdated": true},
               {"do": "pause", "subscription": "fay", "from": "2026-07-02", "backdated": true},
               {"do": "pause", "subscription": "fay", "from": "2026-07-01", "backdated": true},
               {"do": "resume", "subscription": "fay", "from": "2026-07-04", "backdated": true}]}
            """);

        Assert.Equal("at: expected 2026-06-21T00:00:00Z or later", told.Problem(6));
        Assert.Equal(["credit -20", "fee 40", "fee 60"], told.Step(7).GetProperty("charges").EnumerateArray()
            .Select(one => $"{one.GetProperty("kind").GetString()} {one.GetProperty("amount").GetDecimal():0.##}"));

        // 20 of 30 days: 30 × 20/30 back and 60 × 20/30 charged, when it is ordered and once.
        Assert.Equal(
            ["2026-06-01 fee 30 06-01..07-01", "2026-06-21 credit -20 06-11..07-01", "2026-06-21 fee 40 06-11..07-01", "2026-07-01 fee 60 07-01..08-01"],
            told.Charges("ann"));
        Assert.Equal(["2026-07-01 unpaid 50 due 50 open 50"], told.Invoices("ann"));
        Assert.Equal(told.Bills("ben"), told.Bills("ann"));
        Assert.Equal(told.Balance("ben"), told.Balance("ann"));

        Assert.Equal(["2026-06-01 fee 30 06-01..07-01", "2026-06-21 credit -20 06-11..07-01"], told.Charges("dan"));
        Assert.Equal(["2026-07-01 unpaid 10 due 10 open 10"], told.Invoices("dan"));
        Assert.Equal(["ended"], told.States("dan"));

        // 30 of July's 31 days come back when the pause is ordered, once; an earlier one is none of the same, and nothing goes on before today.
        Assert.Equal(
            [
                "at: expected 2026-07-01T00:00:00Z or later, the days before are invoiced", null, null,
                "state: expected a subscription that runs then, not one that ends at 2026-07-02T00:00:00Z", "at: expected 2026-07-05T00:00:00Z or later",
            ],
            Enumerable.Range(13, 5).Select(told.Problem));
        Assert.Equal(
            ["2026-06-01 fee 30 06-01..07-01", "2026-07-01 fee 30 07-01..08-01", "2026-07-05 credit -29.03226 07-02..08-01"], told.Charges("fay"));

        // Of a year that runs only what is not invoiced yet: 31 of 365 days are used, and July has 30 more from its second on: 60 × 30/31.
        Assert.Equal("at: expected 2026-07-01T00:00:00Z or later, the days before are invoiced", told.Problem(11));
        Assert.Equal(
            ["2026-06-01 fee 365 06-01..06-01", "2026-07-05 credit -334 07-02..06-01", "2026-07-05 fee 58.06452 07-02..08-01"], told.Charges("eve"));
    }

    // Of a fee of 30 that shrank to 20 no more than 20 is given back; of days that were served nothing is for free.
    [Fact]
    public async Task Without_funds_only_days_that_were_paid_for_are_given_back_and_those_that_were_served_are_owed()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "until": "2026-06-30", "classes": {"default": {"prepaid": true}},
             "plans": {"small": {"fee": 30}, "large": {"fee": 60}, "daily": {"fee": 30, "model": "progressive"}},
             "customers": {"ann": {"funds": 0}, "ben": {"funds": 30}, "cat": {"funds": 0}, "dan": {"funds": 40}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "small", "as": "ann"},
               {"do": "subscribe", "customer": "ben", "plan": "small", "as": "ben"},
               {"do": "subscribe", "customer": "cat", "plan": "daily", "as": "cat"},
               {"do": "subscribe", "customer": "dan", "plan": "small", "as": "dan"},
               {"at": "2026-06-11", "do": "pay", "customer": "ann", "amount": 20},
               {"do": "pay", "customer": "cat", "amount": 20},
               {"at": "2026-06-21", "do": "cancel", "subscription": "ann", "from": "2026-06-05", "backdated": true, "preview": true},
               {"do": "cancel", "subscription": "ann", "from": "2026-06-05", "backdated": true},
               {"do": "change", "subscription": "ann", "plan": "large", "from": "2026-06-05", "backdated": true},
               {"do": "cancel", "subscription": "cat", "from": "2026-06-05", "backdated": true},
               {"do": "change", "subscription": "ben", "plan": "large", "from": "2026-06-11", "backdated": true},
               {"do": "cancel", "subscription": "ann", "from": "2026-06-11", "backdated": true},
               {"do": "cancel", "subscription": "cat", "from": "2026-06-11", "backdated": true},
               {"do": "cancel", "subscription": "dan"},
               {"do": "cancel", "subscription": "dan", "from": "2026-06-11", "backdated": true},
               {"do": "cancel", "subscription": "dan", "from": "2026-06-21", "backdated": true},
               {"do": "cancel", "subscription": "ann", "from": "2026-06-11", "backdated": true}]}
            """);

        Assert.All(Enumerable.Range(6, 4), step => Assert.Equal("at: expected 2026-06-11T00:00:00Z or later, nobody paid for the days before", told.Problem(step)));
        Assert.Equal(["2026-06-01 fee 20 06-11..07-01", "2026-06-21 credit -20 06-11..07-01"], told.Charges("ann"));
        Assert.Equal("20", told.Balance("ann"));
        Assert.Equal(Enumerable.Repeat("fee 1", 11).Concat(Enumerable.Repeat("credit -1", 11)), told.Charges("cat").Select(one => one[11..^13]).OrderDescending());
        Assert.Equal("20", told.Balance("cat"));

        // 40 of a fee are owed, with 20 of funds: ten of its days were served.
        Assert.Equal(
            ["2026-06-01 fee 30 06-01..07-01", "2026-06-21 credit -20 06-11..07-01", "2026-06-21 fee 40 06-11..07-01"], told.Charges("ben"));
        Assert.Equal(("-20", "active"), (told.Balance("ben"), Assert.Single(told.States("ben"))));

        // What has ended does not end before that; asked for again, an end is done.
        Assert.Equal("state: expected a subscription that runs then, not one that ends at 2026-06-21T00:00:00Z", told.Problem(14));
        Assert.Equal(((string?)null, (string?)null), (told.Problem(15), told.Problem(16)));
        Assert.Equal(["2026-06-01 fee 30 06-01..07-01", "2026-06-21 credit -10 06-21..07-01"], told.Charges("dan"));
    }

    [Fact]
    public async Task Who_subscribes_from_an_earlier_day_without_funds_owes_the_days_that_are_over()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-10-01", "until": "2026-12-02", "classes": {"default": {"prepaid": true}}, "plans": {"small": {"fee": 30}}, "customers": {"ann": {"funds": 10}},
             "steps": [{"at": "2026-11-05", "do": "subscribe", "plan": "small", "from": "2026-10-20", "backdated": true}]}
            """);

        // October's 12 days of 31, and November, of which four days were over; December is in advance and has no funds.
        Assert.Equal(["2026-10-20 fee 11.6129 10-20..11-01", "2026-11-01 fee 30 11-01..12-01"], told.Charges("ann"));
        Assert.Equal(["unfunded"], told.States("ann"));
        Assert.Equal("-31.61", told.Balance("ann"));
    }
}
