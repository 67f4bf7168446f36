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

        // Asked for on June 16, the last day to pay on, and after 1, 3 and 5 days more.
        Assert.Equal(["2026-06-01 overdue 20 due 20 open 20", "2026-07-01 nothing-due 0 due 20 open 0"], told.Invoices("cat"));
        Assert.Equal("-20", told.Balance("cat"));
    }
}
