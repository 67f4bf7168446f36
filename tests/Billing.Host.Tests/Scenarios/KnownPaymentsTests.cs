using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Payments, refunds, credit notes and dunning in other systems' own test suites, with the figures that those assert.</summary>
public sealed class KnownPaymentsTests(MigratedPostgres postgres)
{
    // Kill Bill: refunds (testPartialRefunds), overdue (testOverdueStages1, with months of other lengths). Lago: two, four (credit_note, notes
    // of lines whose taxes are rounded), taxed (the fixed-amount row of b10 of its golden suite, the coupon in its shares), campaign
    // (dunning_campaign_v1). By hand: over, again.
    private const string Json = """
        {"start": "2024-12-01", "until": "2025-03-01",
         "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"},
                     "vat": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total", "series": "VAT", "taxes": [{"name": "VAT", "percent": 20}]},
                     "ladder": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total", "series": "LAD",
                                "taxes": [{"name": "Plan", "percent": 15, "codes": ["plan"]}, {"name": "Charge", "percent": 25, "codes": ["charge"]}]},
                     "lago": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total", "paymentTermDays": 2, "series": "LA",
                              "dunning": [{"days": 1, "action": "remind", "least": 150}, {"days": 7, "action": "remind", "least": 150}]},
                     "killbill": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total", "paymentTermDays": 0, "series": "KB",
                                  "dunning": [{"days": 30, "action": "limit"}, {"days": 40, "action": "suspend"}]}},
         "plans": {"gold": {"fee": 249.95, "every": "anniversary"}, "waived": {"fee": 249.95, "every": "anniversary", "trialDays": 30, "waivedWhileSuspended": true},
                   "m149": {"fee": 149}, "p30": {"fee": 30, "every": "anniversary"}},
         "customers": {"refunds": {}, "two": {"class": "vat"}, "four": {"class": "vat"}, "taxed": {"class": "ladder"}, "over": {}, "again": {},
                       "campaign": {"class": "lago"}, "overdue": {"class": "killbill"}},
         "steps": [
           {"do": "subscribe", "customer": "refunds", "plan": "gold"},
           {"do": "pay", "customer": "refunds", "amount": 249.95},
           {"do": "refund", "customer": "refunds", "amount": 10},
           {"do": "show"},
           {"do": "credit-note", "customer": "refunds", "invoice": 1, "line": 1, "amount": 1},
           {"do": "refund", "customer": "refunds", "amount": 1},
           {"do": "show"},
           {"do": "credit-note", "customer": "refunds", "invoice": 1, "line": 1, "amount": 10},
           {"do": "refund", "customer": "refunds", "amount": 10},
           {"do": "show"},
           {"do": "charge", "customer": "two", "amount": 68.33, "text": "One"},
           {"do": "charge", "customer": "two", "amount": 68.33, "text": "Two"},
           {"do": "invoice", "customer": "two"},
           {"do": "pay", "customer": "two", "amount": 163.99},
           {"do": "credit-note", "customer": "two", "invoice": 1, "line": 1, "amount": 82},
           {"do": "credit-note", "customer": "two", "invoice": 1, "line": 2, "amount": 82},
           {"do": "credit-note", "customer": "two", "invoice": 1, "line": 2, "amount": 81.99},
           {"do": "charge", "customer": "four", "amount": 68.33, "text": "One"},
           {"do": "charge", "customer": "four", "amount": 68.33, "text": "Two"},
           {"do": "charge", "customer": "four", "amount": 68.33, "text": "Three"},
           {"do": "charge", "customer": "four", "amount": 68.33, "text": "Four"},
           {"do": "invoice", "customer": "four"},
           {"do": "credit-note", "customer": "four", "invoice": 1, "line": 1, "amount": 82},
           {"do": "credit-note", "customer": "four", "invoice": 1, "line": 2, "amount": 82},
           {"do": "credit-note", "customer": "four", "invoice": 1, "line": 3, "amount": 82},
           {"do": "credit-note", "customer": "four", "invoice": 1, "line": 4, "amount": 81.98},
           {"do": "charge", "customer": "taxed", "amount": 9, "text": "Plan", "taxCode": "plan"},
           {"do": "charge", "customer": "taxed", "amount": 90, "text": "Taxed", "taxCode": "charge"},
           {"do": "charge", "customer": "taxed", "amount": 45, "text": "Untaxed", "taxCode": "plan"},
           {"do": "invoice", "customer": "taxed"},
           {"do": "subscribe", "customer": "over", "plan": "gold"},
           {"do": "pay", "customer": "over", "amount": 300},
           {"do": "subscribe", "customer": "again", "plan": "p30"},
           {"do": "pay", "customer": "again", "amount": 30},
           {"do": "subscribe", "customer": "overdue", "plan": "waived"},
           {"at": "2025-01-01", "do": "subscribe", "customer": "campaign", "plan": "m149"},
           {"at": "2025-01-01T10:00", "do": "pay", "customer": "again", "amount": 20},
           {"at": "2025-01-02", "do": "refund", "customer": "again", "amount": 35},
           {"do": "show"},
           {"at": "2025-01-03", "do": "pay", "customer": "again", "amount": 45},
           {"do": "show"},
           {"at": "2025-01-04T18:00", "do": "charge", "customer": "campaign", "amount": 6, "text": "Add-on"},
           {"do": "invoice", "customer": "campaign"},
           {"at": "2025-02-19", "do": "show"},
           {"do": "pay", "customer": "overdue", "amount": 499.90}]}
        """;

    [Fact]
    public async Task Payments_notes_and_dunning_of_other_systems_suites_come_to_what_those_assert()
    {
        var told = await Told.OfAsync(postgres, Json);

        // What is refunded is open again; what a note gives back is not.
        Assert.Equal([10, 10, 10], new[] { 3, 6, 9 }.Select(step => Open(step, "refunds")[0]));

        // Two lines of 81.996 are 163.99 together: the second note is a cent less, 82 of it are refused.
        Assert.Equal("amount: expected more than zero and no more than 81.99, to the currency's minor unit", told.Problem(15));
        Assert.Equal(1, told.Problems);
        Assert.Equal(
            ["2024-12-01 One 68.33 + Two 68.33 | VAT 27.33 = 163.99", "2024-12-01 correction -68.33 | VAT -13.67 = -82", "2024-12-01 correction -68.33 | VAT -13.66 = -81.99"],
            told.Bills("two"));
        Assert.Equal(("163.99", "0"), (told.Balance("two"), told.Balance("four")));
        Assert.Equal(
            ["= 327.98", "= -82", "= -82", "= -82", "= -81.98"], told.Bills("four").Select(bill => bill[bill.LastIndexOf('=')..]));
        Assert.Equal([13.67m, 13.67m], told.Taxes("two", 0));

        // 15 % of 9 and of 45, 25 % of 90.
        Assert.Equal("2024-12-01 Plan 9 + Taxed 90 + Untaxed 45 | Charge 22.5 | Plan 8.1 = 174.6", told.Bills("taxed").Single());
        Assert.Equal([1.35m, 22.5m, 6.75m], told.Taxes("taxed", 0));

        // What is left of a payment is for the next fee. A refund takes the newest one's first, and what is paid then settles the oldest invoice.
        Assert.Equal([0, 199.90m, 249.95m, 249.95m], Open(null, "over"));
        Assert.Equal([15, 30], Open(38, "again"));
        Assert.Equal([0, 0], Open(40, "again"));

        // 149 are less than 150: the first attempt is on the day after the one-off invoice's due date, the next one three days later.
        Assert.Equal(["2025-01-07 remind 0", "2025-01-10 remind 0"], told.Dunning("campaign"));

        // Due December 31 and January 31. Suspended from February 9 to 19 it is 10 of 28 days less, which are off the next fee.
        Assert.Equal(["2025-01-30 limit 0", "2025-02-09 suspend 0", "2025-02-19 lift 0"], told.Dunning("overdue"));
        Assert.Equal(
            [
                "2024-12-31 fee 249.95 12-31..01-31", "2025-01-31 fee 249.95 01-31..02-28", "2025-02-09 credit -169.60893 02-09..02-28",
                "2025-02-19 fee 80.34107 02-19..02-28", "2025-02-28 fee 249.95 02-28..03-31",
            ],
            told.Charges("overdue"));
        Assert.Equal([0, 0, 0, 0, 160.68m], Open(null, "overdue")); // 249.95 less 89.27

        decimal[] Open(int? step, string customer) =>
        [
            .. (step is { } at ? told.Step(at).GetProperty("shown").GetProperty(customer) : told.Customer(customer)).GetProperty("invoices").EnumerateArray()
                .Where(one => one.GetProperty("kind").GetString() == "invoice").Select(one => one.GetProperty("open").GetDecimal()),
        ];
    }

    [Fact]
    public async Task Lines_whose_fees_were_taxed_in_another_way_tell_no_tax_of_their_own()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01",
             "classes": {"before": {"closingDelayHours": 0, "skipsZero": true, "taxes": [{"name": "VAT", "percent": 20}]},
                         "after": {"closingDelayHours": 0, "skipsZero": true, "taxes": [{"name": "VAT", "percent": 25}], "series": "MO"}},
             "plans": {"year": {"fee": 365, "every": "anniversary", "count": 12}},
             "customers": {"ann": {"class": "before"}, "ben": {"class": "before", "taxExempt": true}},
             "steps": [
               {"do": "subscribe", "customer": "ann", "plan": "year", "as": "ann"},
               {"do": "charge", "customer": "ann", "amount": 10},
               {"do": "charge", "customer": "ben", "amount": 10, "text": "One"},
               {"do": "charge", "customer": "ben", "amount": 20, "text": "Two"},
               {"at": "2026-07-01", "do": "set-class", "customer": "ann", "class": "after"},
               {"at": "2026-07-02", "do": "cancel", "subscription": "ann"},
               {"do": "charge", "customer": "ann", "amount": 10}],
             "until": "2026-08-02"}
            """);

        Assert.Equal([73, 2], told.Taxes("ann", 0));
        Assert.Empty(told.Taxes("ann", 1));
        Assert.Equal([0, 0], told.Taxes("ben", 0));
    }
}
