using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Taxes, trials, days that are shorter, dunning and corrections in Berlin: by hand from the rules, eight customers in one scenario.</summary>
public sealed class BerlinScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Taxes_dunning_and_corrections_come_to_what_they_come_to_by_hand()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-03-01", "until": "2026-06-03", "zone": "Europe/Berlin",
             "classes": {"default": {"taxes": [{"name": "VAT", "percent": 20}], "taxInclusive": true}, "added": {"taxes": [{"name": "VAT", "percent": 20}], "series": "EX"},
                         "dunned": {"series": "DU", "paymentTermDays": 5, "reactivationFee": 4,
                                    "dunning": [{"days": 1, "action": "remind"}, {"days": 3, "action": "late-fee", "amount": 2, "percent": 10}, {"days": 8, "action": "suspend"}]}},
             "plans": {"p": {"fee": 36}, "daily": {"fee": 31, "model": "progressive"}, "trial": {"fee": 30, "trialDays": 10}, "waived": {"fee": 30, "waivedWhileSuspended": true}},
             "customers": {"within": {}, "exempt": {"taxExempt": true}, "added": {"class": "added"}, "daily": {}, "trial": {"class": "added"}, "dunned": {"class": "dunned"},
                           "corrected": {"class": "added"}, "replaced": {"class": "added"}},
             "steps": [
               {"at": "2026-03-11", "do": "subscribe", "customer": "within", "plan": "p"},
               {"do": "subscribe", "customer": "exempt", "plan": "p"},
               {"do": "subscribe", "customer": "added", "plan": "p"},
               {"do": "subscribe", "customer": "trial", "plan": "trial"},
               {"do": "subscribe", "customer": "dunned", "plan": "waived"},
               {"do": "charge", "customer": "corrected", "amount": 100},
               {"do": "charge", "customer": "replaced", "amount": 50, "text": "Box"},
               {"at": "2026-03-28T12:00:00", "do": "subscribe", "customer": "daily", "plan": "daily"},
               {"at": "2026-04-02", "do": "credit-note", "customer": "corrected", "invoice": 1, "amount": 30, "reason": "kind"},
               {"at": "2026-04-03", "do": "pay", "customer": "corrected", "amount": 100},
               {"at": "2026-04-04", "do": "void", "customer": "replaced", "invoice": 1, "reason": "wrong", "replace": true},
               {"do": "pay", "customer": "replaced", "amount": 60},
               {"at": "2026-04-20", "do": "pay", "customer": "dunned", "amount": 100}]}
            """);

        // 36 × 21/31 = 24.387096…, 24.39 with the tax in it: 24.39 × 20/120 = 4.065 is 4.07, and the rest is net.
        Assert.Equal(["2026-04-01 p 24.39 | VAT 4.07 = 24.39", "2026-05-01 p 36 | VAT 6 = 36", "2026-06-01 p 36 | VAT 6 = 36"], told.Bills("within"));
        Assert.Equal([20.32m, 30m, 30m], Net("within"));

        // Who is exempt pays the price without the tax: 24.3871 / 1.2 = 20.32258, 36 / 1.2 = 30.
        Assert.Equal(["2026-04-01 p 20.32 = 20.32", "2026-05-01 p 30 = 30", "2026-06-01 p 30 = 30"], told.Bills("exempt"));

        // Added to the price: 24.39 × 20 % = 4.878, 36 × 20 % = 7.20.
        Assert.Equal(["2026-04-01 p 24.39 | VAT 4.88 = 29.27", "2026-05-01 p 36 | VAT 7.2 = 43.2", "2026-06-01 p 36 | VAT 7.2 = 43.2"], told.Bills("added"));

        // Free until March 21, whose midnight there is the evening before in UTC: 30 × 11/31 = 10.645161…, and 20 % of 10.65.
        Assert.Equal(["2026-03-20 fee 10.64516 03-21..04-01", "2026-03-31 fee 30 04-01..05-01"], told.Charges("trial")[..2]);
        Assert.Equal(["2026-04-01 trial 10.65 | VAT 2.13 = 12.78", "2026-05-01 trial 30 | VAT 6 = 36"], told.Bills("trial").Take(2));

        // March 28 to 31 of 31 days, the 29th being of 23 hours; then whole months, to the cent though April has 30 days: 31/30 = 1.0333….
        Assert.Equal(
            ["2026-03-28 fee 1 03-28..03-29", "2026-03-28 fee 1 03-29..03-30", "2026-03-29 fee 1 03-30..03-31", "2026-03-30 fee 1 03-31..04-01", "2026-03-31 fee 1.03333 04-01..04-02"],
            told.Charges("daily")[..5]);
        Assert.Equal(4 + 30 + 31 + 3, told.Charges("daily").Length);
        Assert.Equal(["2026-04-01 overdue 4 due 4 open 4", "2026-05-01 overdue 31 due 35 open 31", "2026-06-01 unpaid 31 due 66 open 31"], told.Invoices("daily"));
        Assert.Equal("-69.1", told.Balance("daily")); // and three days of June: 3.10

        // 30 × 21/31 = 20.32, due April 6. Reminded on the 7th, on the 9th 2 + 10 % of 20.32, on the 14th suspended: 17 of 30 days back.
        // Paid on the 20th: 4 for the return, and 11 of 30 days. 30 - 17 + 11 + 4.03 + 4 = 32.03.
        Assert.Equal(["2026-04-06 remind 0", "2026-04-08 late-fee 4.032", "2026-04-13 suspend 0", "2026-04-19 lift 4"], told.Dunning("dunned"));
        Assert.Equal(
            ["2026-04-01 waived 20.32 = 20.32", "2026-05-01 waived 30 + waived: unused days -17 + waived 11 + Late fee 4.03 + Reactivation 4 = 32.03", "2026-06-01 waived 30 = 30"],
            told.Bills("dunned"));
        // The payment of 100 settles all three; 17.65 are left, and June's fee is charged but not invoiced.
        Assert.Equal(["2026-04-01 paid 20.32 due 20.32 open 0", "2026-05-01 paid 32.03 due 0 open 0", "2026-06-01 paid 30 due 0 open 0"], told.Invoices("dunned"));
        Assert.Equal("-12.35", told.Balance("dunned"));

        // 120 with tax; 30 of it back are 25 and 5 of tax, and of the payment of 100 settle 90.
        Assert.Equal(["2026-04-01 Charge 100 | VAT 20 = 120", "2026-04-02 kind -25 | VAT -5 = -30"], told.Bills("corrected"));
        Assert.Equal(["2026-04-01 paid 120 due 120 open 0", "2026-04-02 nothing-due -30 due 0 open 0"], told.Invoices("corrected")[..2]);
        Assert.Equal("10", told.Balance("corrected"));

        Assert.Equal(["2026-04-01 void 60 due 60 open 0", "2026-04-01 paid 60 due 60 open 0"], told.Invoices("replaced")[..2]);
        Assert.Equal((told.Invoice("replaced", 0).GetProperty("number").GetString(), "0"), (told.Invoice("replaced", 1).GetProperty("replaces").GetString(), told.Balance("replaced")));

        decimal[] Net(string customer) =>
            [.. told.Customer(customer).GetProperty("invoices").EnumerateArray().Select(one => one.GetProperty("net").GetDecimal())];
    }
}
