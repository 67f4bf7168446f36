using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Customers of other systems' tests and guides (Kill Bill, Lago, Stripe, Polar), with the figures that those have, by hand.</summary>
public sealed class KnownFiguresTests(MigratedPostgres postgres)
{
    private const string Json = """
        {"start": "2026-05-01", "until": "2026-07-02",
         "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"},
                     "gathering": {"closingDelayHours": 0, "skipsZero": true, "amountDue": "total"},
                     "taxed": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total",
                               "taxes": [{"name": "VAT", "percent": 20, "codes": ["saas"]}]}},
         "plans": {"gold": {"fee": 249.95, "every": "anniversary"}, "fixed": {"fee": 19.95, "every": "anniversary", "prorationDays": 30},
                   "annual": {"fee": 2399.95, "every": "anniversary", "count": 12}, "p10": {"fee": 10, "every": "anniversary"}, "p20": {"fee": 20, "every": "anniversary"},
                   "p5": {"fee": 5, "every": "anniversary"}, "p30": {"fee": 30, "every": "anniversary"}, "y300": {"fee": 300, "every": "anniversary", "count": 12},
                   "t30": {"fee": 30, "every": "anniversary", "trialDays": 30}, "calendar": {"fee": 30, "model": "in-arrears"}, "saas": {"fee": 100, "taxCode": "saas"}},
         "customers": {"leading": {}, "repaired": {}, "part": {}, "two": {}, "bundle": {"class": "gathering"}, "resumed": {}, "next": {}, "coupon": {"class": "taxed"},
                       "untaxed": {"class": "taxed"}, "inclusive": {}, "reset": {}, "refunded": {}, "adjusted": {}, "credited": {"funds": 50}, "anchored": {}, "trial": {}},
         "steps": [
           {"do": "subscribe", "customer": "part", "plan": "gold"},
           {"do": "pay", "customer": "part", "amount": 10, "invoice": 1},
           {"do": "subscribe", "customer": "two", "plan": "gold"},
           {"do": "subscribe", "customer": "bundle", "plan": "p10"},
           {"do": "subscribe", "customer": "bundle", "plan": "p20"},
           {"do": "subscribe", "customer": "bundle", "plan": "p5"},
           {"do": "set-class", "customer": "bundle", "class": "default"},
           {"do": "subscribe", "customer": "resumed", "plan": "annual", "as": "resumed"},
           {"do": "subscribe", "customer": "trial", "plan": "t30", "as": "trial"},
           {"do": "subscribe", "customer": "refunded", "plan": "p30"},
           {"do": "pay", "customer": "refunded", "amount": 30},
           {"do": "subscribe", "customer": "adjusted", "plan": "p30"},
           {"do": "credit-note", "customer": "adjusted", "invoice": 1, "line": 1, "amount": 10},
           {"do": "subscribe", "customer": "credited", "plan": "p30", "as": "credited"},
           {"at": "2026-05-11", "do": "pause", "subscription": "resumed"},
           {"do": "cancel", "subscription": "trial"},
           {"do": "refund", "customer": "refunded", "amount": 10},
           {"at": "2026-05-15 00:00", "do": "subscribe", "customer": "repaired", "plan": "fixed", "as": "repaired"},
           {"at": "2026-05-23T00:00", "do": "subscribe", "customer": "leading", "plan": "fixed", "anchorDay": 15},
           {"do": "cancel", "subscription": "repaired"},
           {"do": "cancel", "subscription": "credited", "atPeriodEnd": true},
           {"at": "2026-06-01T00:00Z", "do": "pay", "customer": "part", "amount": 249.95, "invoice": 2},
           {"do": "pay", "customer": "two", "amount": 200, "to": {"1": 100, "INV-000099": 1}},
           {"do": "pay", "customer": "two", "amount": 200, "to": {"1": 250}},
           {"do": "pay", "customer": "two", "amount": 100, "to": {"1": 100, "2": 49.95}},
           {"do": "pay", "customer": "two", "to": {"1": 100, "2": 49.95}},
           {"do": "subscribe", "customer": "next", "plan": "p10", "as": "next"},
           {"do": "subscribe", "customer": "inclusive", "plan": "calendar", "as": "inclusive"},
           {"do": "subscribe", "customer": "reset", "plan": "p30", "as": "reset"},
           {"do": "credit", "customer": "coupon", "amount": 10, "taxCode": "saas", "text": "Coupon"},
           {"do": "subscribe", "customer": "coupon", "plan": "saas"},
           {"do": "credit", "customer": "untaxed", "amount": 10},
           {"do": "subscribe", "customer": "untaxed", "plan": "saas"},
           {"at": "2026-06-04", "do": "resume", "subscription": "resumed", "anchorDay": 1},
           {"at": "2026-06-10", "do": "cancel", "subscription": "inclusive", "from": "2026-06-11"},
           {"at": "2026-06-16", "do": "change", "subscription": "next", "plan": "p20"},
           {"do": "void", "customer": "next", "replace": false},
           {"do": "change", "subscription": "reset", "plan": "y300"},
           {"do": "subscribe", "customer": "anchored", "plan": "p30", "anchorDay": 1}]}
        """;

    [Fact]
    public async Task What_other_systems_come_to_is_what_this_one_comes_to()
    {
        // Of a month of thirty days 22 are left on May 23, up to the 15th. Of the year from May 1 355 days were left on the 11th, and of that
        // from June 1 362 are on the 4th: 2399.95 × 362/365 = 2380.224383….
        var told = await ChargeTable.CheckAsync(postgres, Json, """
            leading   2026-05-23 fee 14.63 05-23..06-15
                      2026-06-15 fee 19.95 06-15..07-15
            repaired  2026-05-15 fee 19.95 05-15..06-15
                      2026-05-23 credit -14.63 05-23..06-15
            resumed   2026-05-01 fee 2399.95 05-01..05-01
                      2026-05-11 credit -2334.19795 05-11..05-01
                      2026-06-04 fee 2380.22438 06-04..06-01
            inclusive 2026-06-11 fee 10 06-01..06-11
            reset     2026-06-01 fee 30 06-01..07-01
                      2026-06-16 credit -15 06-16..07-01
                      2026-06-16 fee 300 06-16..06-16
            credited  2026-05-01 fee 30 05-01..06-01
            anchored  2026-06-16 fee 15 06-16..07-01
                      2026-07-01 fee 30 07-01..08-01
            """);

        // A payment of one invoice leaves the others as they are, the older one too.
        Assert.Equal([239.95m, 0, 249.95m], Open("part"));
        Assert.Equal([149.95m, 200, 249.95m], Open("two"));
        Assert.Equal(
            [
                "to: expected a number such as INV-000001, or which of the customer's 2 it is", "to: expected no more than what is open of INV-000002, which is 249.95, in USD",
                "to: expected no more in all than what is paid, 100", null,
            ],
            Enumerable.Range(22, 4).Select(told.Problem));
        Assert.Equal(3, told.Problems);
        Assert.Equal("-599.9", told.Balance("two")); // three fees less 149.95

        Assert.Equal(["2026-05-01 p10 10 + p20 20 + p5 5 = 35", "2026-06-01 p10 10 + p20 20 + p5 5 = 35", "2026-07-01 p10 10 + p20 20 + p5 5 = 35"], told.Bills("bundle"));
        Assert.Equal("2026-07-01 p10: unused days -5 + p20 10 + p20 20 = 25", told.Bills("next").Last());
        Assert.Equal("2026-06-01 saas 100 + Coupon -10 | VAT 18 = 108", told.Bills("coupon").First());
        Assert.Equal("2026-06-01 saas 100 + Correction -10 | VAT 20 = 110", told.Bills("untaxed").First());
        Assert.Equal(["ended"], told.States("trial"));
        Assert.Empty(told.Charges("trial"));
        Assert.Equal((10, 20, 0), (Open("refunded")[0], Open("adjusted")[0], Open("credited")[0]));
        Assert.Equal("20", told.Balance("credited"));

        decimal[] Open(string customer) => [.. told.Customer(customer).GetProperty("invoices").EnumerateArray()
            .Where(one => one.GetProperty("kind").GetString() == "invoice").Select(one => one.GetProperty("open").GetDecimal())];
    }

    [Fact]
    public void A_time_that_is_none_is_told_which_there_are() =>
        Assert.Contains("or a day such as 2026-11-25, which is its midnight there", Told.Error("""{"start": "25.11.2026", "customers": {"ann": {}}}"""), StringComparison.Ordinal);
}
