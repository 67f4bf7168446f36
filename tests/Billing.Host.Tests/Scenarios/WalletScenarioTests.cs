using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Cards, what is paid from them without asking, vouchers, and usage that is given back, in scenarios.</summary>
public sealed class WalletScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Bills_and_top_ups_pay_themselves_vouchers_are_redeemed_once_and_usage_is_given_back()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-05-01", "classes": {"prepaid": {"prepaid": true, "series": "PR"}}, "plans": {"basic": {"fee": 30}}, "services": {"sms": {"price": 1}},
             "customers": {"ann": {}, "ben": {"class": "prepaid"}, "cat": {}},
             "steps": [
               {"do": "card", "customer": "ann"},
               {"do": "auto-pay", "customer": "ann", "invoices": "issued"},
               {"do": "subscribe", "customer": "ann", "plan": "basic"},
               {"do": "vouchers", "amount": 10, "count": 3, "as": "spring", "active": false},
               {"do": "redeem", "customer": "ben", "vouchers": "spring"},
               {"do": "set-vouchers", "vouchers": "spring", "first": 1, "last": 2},
               {"do": "redeem", "customer": "ben", "vouchers": "spring"},
               {"do": "redeem", "customer": "cat", "vouchers": "spring"},
               {"do": "redeem", "customer": "ben", "vouchers": "spring", "number": 3},
               {"do": "use", "customer": "ben", "service": "sms", "units": 4, "as": "call"},
               {"do": "revoke", "use": "call", "amount": 1},
               {"do": "revoke", "use": "call"},
               {"do": "card", "customer": "cat", "number": "4000000000000341"},
               {"do": "auto-pay", "customer": "cat", "invoices": "due"},
               {"do": "charge", "customer": "cat", "amount": 20},
               {"do": "card", "customer": "ben"},
               {"do": "auto-pay", "customer": "ben", "topUp": {"below": 5, "amount": 20}},
               {"at": "2026-05-02", "do": "use", "customer": "ben", "service": "sms", "units": 6},
               {"do": "card", "customer": "ben", "number": "4000000000000002"},
               {"at": "2026-06-30", "do": "show"}],
             "until": "2026-07-02"}
            """);

        Assert.Equal(["2026-06-01 paid 30 due 30 open 0", "2026-07-01 paid 30 due 30 open 0"], told.Invoices("ann"));
        Assert.Equal("-30", told.Balance("ann")); // July's fee

        Assert.Equal(["WrongCode", null, "Used", "WrongCode"], new[] { 4, 6, 7, 8 }.Select(step => told.Problem(step)?["voucher: ".Length..]));
        Assert.Equal("24", told.Balance("ben")); // 10 - 4 + 1 + 3 - 6, which is below 5, + 20
        Assert.Equal("the card was declined", told.Problem(18));

        // Asked for on June 16, the last day to pay on, and a day, three and five days after each decline.
        Assert.Equal(["2026-06-01 overdue 20 due 20 open 20", "2026-07-01 nothing-due 0 due 20 open 0"], told.Invoices("cat"));
        Assert.Equal("-20", told.Balance("cat"));
        Assert.Equal(["2026-06-16 20 declined", "2026-06-17 20 declined", "2026-06-20 20 declined", "2026-06-25 20 declined"], told.Attempts("cat"));
        Assert.Equal(["2026-06-01 30 credited", "2026-07-01 30 credited"], told.Attempts("ann"));
    }

    // A card that recovers as with Stripe's and Kill Bill's retries; and one that does not, whose subscription is ended with what is left of its days.
    [Fact]
    public async Task Declines_are_tried_again_beside_the_steps_of_dunning_and_another_card_pays_what_is_open()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2025-01-01", "until": "2025-02-02",
             "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total", "paymentTermDays": 0,
                         "dunning": [{"days": 1, "action": "remind"}, {"days": 8, "action": "limit"}, {"days": 17, "action": "terminate"}]}},
             "plans": {"m": {"fee": 31, "every": "anniversary"}}, "customers": {"recovers": {}, "lost": {}},
             "steps": [
               {"do": "card", "customer": "recovers", "number": "4000000000000341"},
               {"do": "auto-pay", "customer": "recovers", "invoices": "issued"},
               {"do": "card", "customer": "lost", "number": "4000000000000341"},
               {"do": "auto-pay", "customer": "lost", "invoices": "issued"},
               {"do": "subscribe", "customer": "recovers", "plan": "m"},
               {"do": "subscribe", "customer": "lost", "plan": "m"},
               {"at": "2025-01-05T10:00", "do": "card", "customer": "recovers"},
               {"do": "auto-pay", "customer": "recovers", "invoices": "issued"}]}
            """);

        string[] declined = ["2025-01-01 31 declined", "2025-01-02 31 declined", "2025-01-05 31 declined"];
        Assert.Equal([.. declined, "2025-01-05 31 credited", "2025-02-01 31 credited"], told.Attempts("recovers"));
        Assert.Equal([.. declined, "2025-01-10 31 declined"], told.Attempts("lost"));
        Assert.Equal(["2025-01-02 remind 0"], told.Dunning("recovers"));
        Assert.Equal("0", told.Balance("recovers"));
        Assert.Equal(["2025-01-02 remind 0", "2025-01-09 limit 0", "2025-01-18 terminate 0"], told.Dunning("lost"));
        Assert.Equal(["2025-01-01 overdue 31 due 31 open 17", "2025-01-18 nothing-due -14 due 0 open 0"], told.Invoices("lost"));
        Assert.Equal("-17", told.Balance("lost"));
    }
}
