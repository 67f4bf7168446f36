using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>What Lago is known for: calendar periods of every length, in advance and in arrears, coupons, wallets, ends with and without credit.</summary>
public sealed class LagoScenarioTests(MigratedPostgres postgres)
{
    private const string Json = """
        {"start": "2023-01-01", "until": "2023-04-01",
         "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"}},
         "plans": {"advance": {"fee": 100}, "a": {"fee": 100, "model": "in-arrears"}, "b": {"fee": 200, "model": "in-arrears"},
                   "week": {"fee": 70, "every": "weekly"}, "quarter": {"fee": 90, "every": "quarterly"}, "half": {"fee": 181, "every": "half-yearly"},
                   "year": {"fee": 365, "every": "yearly"}, "off": {"fee": 100, "discounts": [{"amount": 10}]},
                   "percent": {"fee": 100, "discounts": [{"months": 2, "percent": 20}]}, "trial": {"fee": 31, "trialDays": 15}},
         "customers": {"calendar": {}, "arrears": {}, "weekly": {}, "quarter": {}, "year": {}, "half": {}, "off": {}, "percent": {}, "skip": {}, "ended": {},
                       "trial": {}, "wallet": {}, "whole": {}},
         "steps": [
           {"do": "subscribe", "customer": "arrears", "plan": "a", "as": "arrears"},
           {"do": "subscribe", "customer": "trial", "plan": "trial"},
           {"do": "pay", "customer": "wallet", "amount": 150},
           {"at": "2023-01-04", "do": "subscribe", "customer": "weekly", "plan": "week", "as": "weekly"},
           {"at": "2023-01-15", "do": "subscribe", "customer": "calendar", "plan": "advance"},
           {"do": "change", "subscription": "arrears", "plan": "b"},
           {"at": "2023-01-16", "do": "subscribe", "customer": "off", "plan": "off"},
           {"do": "subscribe", "customer": "percent", "plan": "percent"},
           {"at": "2023-01-18", "do": "cancel", "subscription": "weekly"},
           {"at": "2023-02-01", "do": "subscribe", "customer": "skip", "plan": "advance", "as": "skip"},
           {"do": "subscribe", "customer": "ended", "plan": "advance", "as": "ended"},
           {"do": "subscribe", "customer": "whole", "plan": "a", "as": "whole"},
           {"do": "subscribe", "customer": "wallet", "plan": "advance"},
           {"at": "2023-02-15", "do": "subscribe", "customer": "quarter", "plan": "quarter"},
           {"do": "cancel", "subscription": "skip", "credit": "none"},
           {"do": "cancel", "subscription": "ended"},
           {"do": "cancel", "subscription": "whole"},
           {"at": "2023-03-01", "do": "subscribe", "customer": "year", "plan": "year"},
           {"at": "2023-03-31", "do": "subscribe", "customer": "half", "plan": "half"}]}
        """;

    [Fact]
    public async Task Calendar_periods_discounts_wallets_and_ends_come_to_what_they_come_to_by_hand()
    {
        // 17 of January's 31 days: 100 × 17/31 = 54.838709…, 200 × 17/31 = 109.677419…; the 14 before: 45.161290…. 16 of them of 90 and 80:
        // 46.451612… and 41.290322…. 45 of the 90 days of the quarter, 306 of the year's 365, 92 of the half year's 181. A week is from Monday.
        var told = await ChargeTable.CheckAsync(postgres, Json, """
            calendar 2023-01-15 fee 54.83871 01-15..02-01
                     2023-02-01 fee 100 02-01..03-01
                     2023-03-01 fee 100 03-01..04-01
                     2023-04-01 fee 100 04-01..05-01
            arrears  2023-01-15 fee 45.16129 01-01..01-15
                     2023-02-01 fee 109.67742 01-15..02-01
                     2023-03-01 fee 200 02-01..03-01
                     2023-04-01 fee 200 03-01..04-01
            weekly   2023-01-04 fee 50 01-04..01-09
                     2023-01-09 fee 70 01-09..01-16
                     2023-01-16 fee 70 01-16..01-23
                     2023-01-18 credit -50 01-18..01-23
            quarter  2023-02-15 fee 45 02-15..04-01
                     2023-04-01 fee 90 04-01..07-01
            half     2023-03-31 fee 92 03-31..07-01
            year     2023-03-01 fee 306 03-01..01-01
            off      2023-01-16 fee 46.45161 01-16..02-01
                     2023-02-01 fee 90 02-01..03-01
                     2023-03-01 fee 90 03-01..04-01
                     2023-04-01 fee 90 04-01..05-01
            percent  2023-01-16 fee 41.29032 01-16..02-01
                     2023-02-01 fee 80 02-01..03-01
                     2023-03-01 fee 100 03-01..04-01
                     2023-04-01 fee 100 04-01..05-01
            skip     2023-02-01 fee 100 02-01..03-01
            ended    2023-02-01 fee 100 02-01..03-01
                     2023-02-15 credit -50 02-15..03-01
            whole    2023-02-15 fee 50 02-01..02-15
            trial    2023-01-16 fee 16 01-16..02-01
                     2023-02-01 fee 31 02-01..03-01
                     2023-03-01 fee 31 03-01..04-01
                     2023-04-01 fee 31 04-01..05-01
            wallet   2023-02-01 fee 100 02-01..03-01
                     2023-03-01 fee 100 03-01..04-01
                     2023-04-01 fee 100 04-01..05-01
            """);

        // 150 were paid in before: the first invoice, and half of the second.
        Assert.Equal(
            ["2023-02-01 paid 100 due 100 open 0", "2023-03-01 overdue 100 due 100 open 50", "2023-04-01 unpaid 100 due 100 open 100"], told.Invoices("wallet"));
        Assert.Equal(["2023-01-15 a 45.16 = 45.16", "2023-02-01 b 109.68 = 109.68"], told.Bills("arrears").Take(2));
    }
}
