using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>
/// What Kill Bill and Lago describe in public (alignment of add-ons, changes at the end of a term, money in a wallet before the invoice,
/// refunds after credit notes, dunning that is partly paid): by hand from their rules, in one scenario.
/// </summary>
public sealed class WalletAndTermScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Add_ons_ends_of_term_wallets_refunds_and_parts_of_what_is_overdue_come_to_what_they_come_to_by_hand()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "until": "2026-04-02",
             "classes": {"default": {}, "dunned": {"series": "DU", "paymentTermDays": 10, "reactivationFee": 3,
                         "dunning": [{"days": 1, "action": "remind"}, {"days": 5, "action": "late-fee", "percent": 10}, {"days": 10, "action": "suspend"}]}},
             "plans": {"base": {"fee": 30, "every": "anniversary"}, "extra": {"fee": 12, "every": "anniversary"}, "gold": {"fee": 60}, "basic": {"fee": 20}},
             "customers": {"aligned": {}, "own": {}, "kept": {}, "went": {}, "later": {}, "refunded": {}, "small": {}, "large": {}, "dunned": {"class": "dunned"}, "two": {"class": "dunned"}},
             "steps": [
               {"do": "subscribe", "customer": "kept", "plan": "gold", "as": "kept"},
               {"do": "subscribe", "customer": "went", "plan": "gold", "as": "went"},
               {"do": "subscribe", "customer": "later", "plan": "gold", "as": "later"},
               {"do": "charge", "customer": "refunded", "amount": 60},
               {"do": "charge", "customer": "small", "amount": 30},
               {"do": "charge", "customer": "large", "amount": 30},
               {"do": "charge", "customer": "dunned", "amount": 100},
               {"do": "charge", "customer": "two", "amount": 50},
               {"do": "vouchers", "amount": 10, "count": 1, "as": "ten"},
               {"do": "vouchers", "amount": 50, "count": 1, "as": "fifty"},
               {"at": "2026-01-05", "do": "redeem", "customer": "small", "vouchers": "ten", "number": 1},
               {"do": "redeem", "customer": "large", "vouchers": "fifty", "number": 1},
               {"at": "2026-01-10", "do": "subscribe", "customer": "aligned", "plan": "base"},
               {"do": "subscribe", "customer": "own", "plan": "base"},
               {"at": "2026-01-12", "do": "change", "subscription": "kept", "plan": "basic", "atPeriodEnd": true},
               {"do": "change", "subscription": "went", "plan": "basic", "atPeriodEnd": true},
               {"do": "change", "subscription": "later", "plan": "basic", "atPeriodEnd": true},
               {"at": "2026-01-20", "do": "withdraw", "subscription": "kept"},
               {"do": "withdraw", "subscription": "later"},
               {"at": "2026-01-25", "do": "subscribe", "customer": "aligned", "plan": "extra", "anchorDay": 10},
               {"do": "subscribe", "customer": "own", "plan": "extra"},
               {"at": "2026-02-03", "do": "pay", "customer": "refunded", "amount": 60},
               {"at": "2026-02-05", "do": "credit-note", "customer": "refunded", "invoice": 1, "amount": 25, "reason": "kind"},
               {"at": "2026-02-07", "do": "refund", "customer": "refunded", "amount": 10},
               {"at": "2026-02-08", "do": "charge", "customer": "refunded", "amount": 40},
               {"do": "charge", "customer": "large", "amount": 30},
               {"do": "charge", "customer": "two", "amount": 20},
               {"at": "2026-02-10", "do": "change", "subscription": "later", "plan": "basic", "atPeriodEnd": true},
               {"do": "pay", "customer": "small", "amount": 20},
               {"at": "2026-02-14", "do": "pay", "customer": "dunned", "amount": 60},
               {"at": "2026-02-22", "do": "pay", "customer": "dunned", "amount": 30},
               {"do": "show"},
               {"at": "2026-02-25", "do": "pay", "customer": "dunned", "amount": 10},
               {"do": "show"},
               {"at": "2026-03-03", "do": "pay", "customer": "refunded", "amount": 25},
               {"at": "2026-03-05", "do": "pay", "customer": "two", "amount": 60}]}
            """);

        // Its periods are the base's, from the 10th: 16 of the 31 days from January 10 are left, 12 × 16/31 = 6.193548….
        Assert.Equal(
            ["2026-01-25 fee 6.19355 01-25..02-10", "2026-02-10 fee 12 02-10..03-10", "2026-03-10 fee 12 03-10..04-10"],
            told.Charges("aligned").Where(one => !one.Contains(" fee 30 ", StringComparison.Ordinal)));
        Assert.Equal(["2026-02-01 unpaid 36.19", "2026-03-01 unpaid 42"], told.Invoices("aligned")[..2].Select(Unpaid));

        // Without that it has days of its own.
        Assert.Equal(
            ["2026-01-25 fee 12 01-25..02-25", "2026-02-25 fee 12 02-25..03-25", "2026-03-25 fee 12 03-25..04-25"],
            told.Charges("own").Where(one => !one.Contains(" fee 30 ", StringComparison.Ordinal)));

        // A change at the end of the term credits nothing; taken back in time, it has never been.
        string[] gold = ["2026-01-01 fee 60 01-01..02-01", "2026-02-01 fee 60 02-01..03-01", "2026-03-01 fee 60 03-01..04-01", "2026-04-01 fee 60 04-01..05-01"];
        string[] basic = ["2026-02-01 fee 20 02-01..03-01", "2026-03-01 fee 20 03-01..04-01", "2026-04-01 fee 20 04-01..05-01"];
        Assert.Equal(gold, told.Charges("kept"));
        Assert.Equal([gold[0], .. basic], told.Charges("went"));
        Assert.Equal([.. gold[..2], .. basic[1..]], told.Charges("later"));

        // 60 paid, 25 of it credited, 10 of that given back: 15 are left, and the invoice stays paid. They are off the next: 40 - 15.
        Assert.Equal(
            ["2026-02-01 paid 60 due 60 open 0", "2026-02-05 nothing-due -25 due 0 open 0", "2026-03-01 paid 40 due 25 open 0"],
            told.Invoices("refunded")[..3]);
        Assert.Equal("0", told.Balance("refunded"));

        // What was in the wallet is off the invoice: 30 - 10, then paid; 50 - 30, then 30 - 20.
        Assert.Equal("2026-02-01 paid 30 due 20 open 0", told.Invoices("small")[0]);
        Assert.Equal(["2026-02-01 paid 30 due 0 open 0", "2026-03-01 overdue 30 due 10 open 10"], told.Invoices("large")[..2]);
        Assert.Equal(("0", "-10"), (told.Balance("small"), told.Balance("large")));

        // Due February 11. Ten percent of the 40 that are open on the 16th; ten of it are open until the 25th. The fees are on the next one.
        Assert.Equal(["2026-02-12 remind 0", "2026-02-16 late-fee 4", "2026-02-21 suspend 0", "2026-02-25 lift 3"], told.Dunning("dunned")[..4]);
        Assert.Equal((true, false), (IsSuspended(31), IsSuspended(33)));
        Assert.Equal(["2026-02-01 Charge 100 = 100", "2026-03-01 Late fee 4 + Reactivation 3 = 7"], told.Bills("dunned").Take(2));
        Assert.Equal("2026-02-01 paid 100 due 100 open 0", told.Invoices("dunned")[0]);

        // 50 and 20 and a late fee of 5; 60 pay the older one and a part of the newer.
        Assert.Equal(["2026-02-01 paid 50 due 50 open 0", "2026-03-01 overdue 25 due 75 open 15"], told.Invoices("two")[..2]);

        static string Unpaid(string invoice) => invoice[..invoice.IndexOf(" due", StringComparison.Ordinal)].Replace("overdue", "unpaid", StringComparison.Ordinal);

        bool IsSuspended(int step) => told.Step(step).GetProperty("shown").GetProperty("dunned").GetProperty("isSuspended").GetBoolean();
    }
}
