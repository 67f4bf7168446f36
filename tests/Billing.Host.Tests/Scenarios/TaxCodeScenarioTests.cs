using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>What bears which tax on invoices, through grains and PostgreSQL.</summary>
public sealed class TaxCodeScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Charges_and_fees_of_dunning_bear_the_taxes_of_their_codes_and_who_is_exempt_pays_prices_without_them()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-05-01",
             "classes": {"coded": {"taxes": [{"name": "VAT", "percent": 20}, {"name": "Telecom", "percent": 5, "codes": ["equipment"]}], "series": "CO",
                                   "dunning": [{"days": 1, "action": "late-fee", "amount": 10, "taxCode": "none"}, {"days": 3, "action": "suspend"}],
                                   "reactivationFee": 7, "reactivationTaxCode": "equipment"},
                         "inside": {"taxes": [{"name": "VAT", "percent": 20}], "taxInclusive": true, "series": "IN"},
                         "quiet": {"skipsZero": true, "series": "QU"}},
             "services": {"sms": {"price": 0.60}},
             "customers": {"ann": {"class": "coded"}, "ben": {"class": "inside", "taxExempt": true}, "cat": {"class": "inside"}, "dan": {"class": "quiet"}},
             "steps": [
               {"do": "charge", "customer": "ann", "amount": 100, "text": "Router", "taxCode": "equipment"},
               {"do": "charge", "customer": "ann", "amount": 10, "text": "Deposit", "taxCode": "none"},
               {"do": "use", "customer": "ben", "service": "sms", "units": 3},
               {"do": "charge", "customer": "ben", "amount": 5, "text": "Deposit", "taxCode": "none"},
               {"do": "charge", "customer": "cat", "amount": 1.80},
               {"do": "charge", "customer": "dan", "amount": 30},
               {"at": "2026-06-02", "do": "set-class", "customer": "cat", "class": "inside", "taxExempt": true},
               {"do": "void", "customer": "cat", "reason": "exempt"},
               {"do": "credit-note", "customer": "cat", "amount": 0.50, "reason": "kindness"},
               {"at": "2026-07-05", "do": "pay", "customer": "ann", "amount": 145}],
             "until": "2026-08-02"}
            """);

        Assert.Equal(
            [
                "2026-06-01 Router 100 + Deposit 10 | VAT 20 | Telecom 5 = 135", "2026-07-01 Late fee 10 = 10",
                "2026-08-01 Reactivation 7 | VAT 1.4 | Telecom 0.35 = 8.75",
            ],
            told.Bills("ann"));
        Assert.Equal("-8.75", told.Balance("ann"));

        // 1.80 of usage has 0.30 of tax in it, which comes back; what is owed is asked for anew each month.
        Assert.Equal(["2026-06-01 sms 1.5 + Deposit 5 = 6.5", "2026-07-01  = 0", "2026-08-01  = 0"], told.Bills("ben"));
        Assert.Equal("-6.5", told.Balance("ben"));

        Assert.Equal(["2026-06-01 Charge 1.8 | VAT 0.3 = 1.8", "2026-06-01 Charge 1.5 = 1.5", "2026-06-02 kindness -0.5 = -0.5"], told.Bills("cat").Take(3));
        Assert.Equal("-1", told.Balance("cat"));

        Assert.Equal(["2026-06-01 overdue 30 due 30 open 30"], told.Invoices("dan"));
    }
}
