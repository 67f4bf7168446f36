using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Parts of periods in other systems' own test suites, with the figures that those assert; the years are others, of the same length.</summary>
public sealed class KnownPartsTests(MigratedPostgres postgres)
{
    // Kill Bill: doubleyear, doublequarter (TestDoubleProRation), toannual, today, toquarter (TestIntegrationWithDifferentBillingPeriods), pieces
    // (TestWithQuantityUpdate), bcdtrial, bcdafter (TestWithBCDUpdate), adjusted, repairs (TestIntegrationInvoiceWithRepairLogic).
    // Lago: down (downgrade), upcal, upann (multiple_upgrade), trial10, trial45, trialup (free_trial_billing), arrup, arrcal (upgrade_proration),
    // ended (the create-mid-period rows of its golden suite). By hand: weeks, of seven days from a day; pending, seats (Stripe's create_prorations).
    private const string Json = """
        {"start": "2023-01-01", "until": "2024-06-21",
         "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"},
                     "taxed": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total", "taxes": [{"name": "VAT", "percent": 25}]},
                     "waits": {"every": "yearly", "invoices": "as-charged", "changesWait": true, "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"}},
         "plans": {"y366": {"fee": 366, "every": "anniversary", "count": 12}, "q92": {"fee": 92, "every": "anniversary", "count": 3},
                   "gold": {"fee": 249.95, "every": "anniversary"}, "annual": {"fee": 2399.95, "every": "anniversary", "count": 12},
                   "small": {"fee": 29.95, "every": "anniversary"}, "smallq": {"fee": 69.95, "every": "anniversary", "count": 3},
                   "tiny": {"fee": 9.95, "every": "anniversary"}, "rifle": {"fee": 599.95, "every": "anniversary"},
                   "trial": {"fee": 249.95, "every": "anniversary", "trialDays": 30}, "c30": {"fee": 30}, "m129": {"fee": 129, "every": "anniversary"},
                   "y1188": {"fee": 1188, "every": "anniversary", "count": 12}, "c10": {"fee": 10}, "c15": {"fee": 15}, "c19": {"fee": 19},
                   "a10": {"fee": 10, "every": "anniversary"}, "a15": {"fee": 15, "every": "anniversary"}, "a19": {"fee": 19, "every": "anniversary"},
                   "t10": {"fee": 50000, "trialDays": 10}, "t45": {"fee": 50000, "trialDays": 45}, "c100000": {"fee": 100000},
                   "qa455": {"fee": 455, "every": "anniversary", "count": 3, "model": "in-arrears"}, "qa910": {"fee": 910, "every": "anniversary", "count": 3, "model": "in-arrears"},
                   "qc910": {"fee": 910, "every": "quarterly", "model": "in-arrears"},
                   "week": {"fee": 70, "every": "daily", "count": 7}, "wide": {"fee": 140, "every": "daily", "count": 7}},
         "customers": {"doubleyear": {}, "doublequarter": {}, "weeks": {}, "down": {}, "pieces": {}, "arrup": {}, "upcal": {"class": "taxed"}, "upann": {"class": "taxed"},
                       "trial10": {}, "trial45": {}, "trialup": {}, "bcdtrial": {}, "bcdafter": {}, "ended": {}, "toannual": {}, "toquarter": {}, "today": {},
                       "adjusted": {}, "repairs": {}, "arrcal": {}, "pending": {"class": "waits"}, "seats": {"class": "waits"}},
         "steps": [
           {"do": "subscribe", "customer": "doubleyear", "plan": "y366", "as": "doubleyear", "anchorDay": 15},
           {"do": "cancel", "subscription": "doubleyear", "from": "2024-01-27"},
           {"do": "subscribe", "customer": "doublequarter", "plan": "q92", "as": "doublequarter", "anchorDay": 15},
           {"do": "cancel", "subscription": "doublequarter", "from": "2023-04-27"},
           {"at": "2023-01-18", "do": "subscribe", "customer": "weeks", "plan": "week", "as": "weeks"},
           {"at": "2023-01-27", "do": "change", "subscription": "weeks", "plan": "wide"},
           {"at": "2023-02-03", "do": "cancel", "subscription": "weeks"},
           {"at": "2023-10-19", "do": "subscribe", "customer": "down", "plan": "m129", "as": "down"},
           {"at": "2023-11-09", "do": "change", "subscription": "down", "plan": "y1188", "atPeriodEnd": true, "anchor": "2023-07-19"},
           {"at": "2023-11-27", "do": "subscribe", "customer": "pieces", "plan": "small", "quantity": 7, "as": "pieces"},
           {"at": "2023-12-12", "do": "change", "subscription": "pieces", "quantity": 10, "from": "2023-12-27"},
           {"at": "2024-01-15", "do": "subscribe", "customer": "arrup", "plan": "qa455", "as": "arrup"},
           {"at": "2024-01-26", "do": "cancel", "subscription": "pieces", "atPeriodEnd": true},
           {"at": "2024-03-05", "do": "subscribe", "customer": "upcal", "plan": "c10", "as": "upcal"},
           {"do": "subscribe", "customer": "upann", "plan": "a10", "as": "upann"},
           {"do": "subscribe", "customer": "trial10", "plan": "t10", "as": "trial10"},
           {"do": "subscribe", "customer": "trial45", "plan": "t45", "as": "trial45"},
           {"do": "subscribe", "customer": "trialup", "plan": "t10", "as": "trialup"},
           {"at": "2024-03-10", "do": "change", "subscription": "trialup", "plan": "c100000", "trialEnd": "2024-03-18"},
           {"at": "2024-03-12T12:12", "do": "change", "subscription": "upcal", "plan": "c15"},
           {"do": "change", "subscription": "upann", "plan": "a15"},
           {"at": "2024-03-12T13:12", "do": "change", "subscription": "upcal", "plan": "c19"},
           {"do": "change", "subscription": "upann", "plan": "a19"},
           {"at": "2024-03-13", "do": "cancel", "subscription": "upcal", "atPeriodEnd": true},
           {"do": "cancel", "subscription": "upann", "atPeriodEnd": true},
           {"at": "2024-04-01", "do": "subscribe", "customer": "bcdtrial", "plan": "trial", "as": "bcdtrial"},
           {"do": "subscribe", "customer": "bcdafter", "plan": "trial", "as": "bcdafter"},
           {"at": "2024-04-04", "do": "change", "subscription": "bcdtrial", "anchorDay": 15},
           {"at": "2024-04-16", "do": "subscribe", "customer": "ended", "plan": "c30", "as": "ended"},
           {"at": "2024-04-20", "do": "cancel", "subscription": "trial10", "atPeriodEnd": true},
           {"do": "cancel", "subscription": "trial45", "atPeriodEnd": true},
           {"do": "cancel", "subscription": "trialup", "atPeriodEnd": true},
           {"at": "2024-04-25", "do": "cancel", "subscription": "ended", "from": "2024-04-26"},
           {"at": "2024-05-01", "do": "subscribe", "customer": "toannual", "plan": "gold", "as": "toannual"},
           {"do": "subscribe", "customer": "toquarter", "plan": "small", "as": "toquarter"},
           {"do": "subscribe", "customer": "today", "plan": "gold", "as": "today", "anchorDay": 10},
           {"do": "subscribe", "customer": "adjusted", "plan": "gold", "as": "adjusted"},
           {"do": "subscribe", "customer": "repairs", "plan": "rifle", "as": "repairs"},
           {"do": "subscribe", "customer": "pending", "plan": "tiny", "as": "pending"},
           {"do": "subscribe", "customer": "seats", "plan": "a10", "as": "seats"},
           {"at": "2024-05-02", "do": "credit-note", "customer": "adjusted", "invoice": 1, "line": 1, "amount": 10},
           {"do": "change", "subscription": "adjusted", "plan": "tiny"},
           {"at": "2024-05-07", "do": "change", "subscription": "repairs", "plan": "tiny"},
           {"at": "2024-05-08", "do": "change", "subscription": "repairs", "plan": "small"},
           {"at": "2024-05-12", "do": "change", "subscription": "toannual", "plan": "annual", "anchor": "2024-05-01"},
           {"do": "change", "subscription": "toquarter", "plan": "smallq", "anchor": "2024-05-01"},
           {"at": "2024-05-15", "do": "change", "subscription": "bcdafter", "anchorDay": 15},
           {"at": "2024-05-16", "do": "change", "subscription": "pending", "plan": "small"},
           {"do": "change", "subscription": "seats", "quantity": 3},
           {"at": "2024-05-17", "do": "change", "subscription": "seats", "quantity": 2},
           {"at": "2024-05-20", "do": "change", "subscription": "arrup", "plan": "qa910"},
           {"do": "subscribe", "customer": "arrcal", "plan": "qc910", "as": "arrcal"},
           {"do": "cancel", "subscription": "adjusted", "atPeriodEnd": true},
           {"do": "cancel", "subscription": "repairs", "atPeriodEnd": true},
           {"at": "2024-06-01", "do": "change", "subscription": "today", "plan": "annual", "startsPeriod": true},
           {"at": "2024-06-11", "do": "change", "subscription": "pending", "plan": "rifle", "startsPeriod": true},
           {"at": "2024-06-14", "do": "cancel", "subscription": "bcdtrial", "atPeriodEnd": true},
           {"do": "cancel", "subscription": "bcdafter", "atPeriodEnd": true},
           {"at": "2024-06-20", "do": "cancel", "subscription": "arrup", "from": "2024-06-21"},
           {"do": "cancel", "subscription": "arrcal", "from": "2024-06-21"}]}
        """;

    [Fact]
    public async Task Parts_of_periods_of_other_systems_suites_come_to_what_those_assert()
    {
        // 14/365 and 12/366 of a year, 14/92 and 12/91 of a quarter; 354/365 of 2399.95, 81/92 of 69.95, 243/366 of 1188, 14/30 of 249.95;
        // of what was given back already no more than the rest. Kill Bill has the difference, 112.88, of what bcdafter is credited and charged.
        var told = await ChargeTable.CheckAsync(postgres, Json, """
            doubleyear    2023-01-01 fee 14.03836 01-01..01-15
                          2023-01-15 fee 366 01-15..01-15
                          2024-01-15 fee 12 01-15..01-27
            doublequarter 2023-01-01 fee 14 01-01..01-15
                          2023-01-15 fee 92 01-15..04-15
                          2023-04-15 fee 12.13187 04-15..04-27
            weeks         2023-01-18 fee 70 01-18..01-25
                          2023-01-25 fee 70 01-25..02-01
                          2023-01-27 credit -50 01-27..02-01
                          2023-01-27 fee 100 01-27..02-01
                          2023-02-01 fee 140 02-01..02-08
                          2023-02-03 credit -100 02-03..02-08
            down          2023-10-19 fee 129 10-19..11-19
                          2023-11-19 fee 788.7541 11-19..07-19
            pieces        2023-11-27 fee 209.65 11-27..12-27
                          2023-12-27 fee 299.5 12-27..01-27
            trial10       2024-03-15 fee 27419.35484 03-15..04-01
                          2024-04-01 fee 50000 04-01..05-01
            trial45       2024-04-19 fee 20000 04-19..05-01
            trialup       2024-03-18 fee 45161.29032 03-18..04-01
                          2024-04-01 fee 100000 04-01..05-01
            arrup         2024-04-15 fee 455 01-15..04-15
                          2024-05-20 fee 175 04-15..05-20
                          2024-06-21 fee 320 05-20..06-21
            arrcal        2024-06-21 fee 320 05-20..06-21
            ended         2024-04-16 fee 15 04-16..05-01
                          2024-04-26 credit -5 04-26..05-01
            bcdtrial      2024-05-01 fee 116.64333 05-01..05-15
                          2024-05-15 fee 249.95 05-15..06-15
            bcdafter      2024-05-01 fee 249.95 05-01..06-01
                          2024-05-15 credit -137.06935 05-15..06-01
                          2024-05-15 fee 249.95 05-15..06-15
            toannual      2024-05-01 fee 249.95 05-01..06-01
                          2024-05-12 credit -161.25806 05-12..06-01
                          2024-05-12 fee 2327.62274 05-12..05-01
            toquarter     2024-05-01 fee 29.95 05-01..06-01
                          2024-05-12 credit -19.32258 05-12..06-01
                          2024-05-12 fee 61.58641 05-12..08-01
            today         2024-05-01 fee 74.985 05-01..05-10
                          2024-05-10 fee 249.95 05-10..06-10
                          2024-06-01 credit -72.56613 06-01..06-10
                          2024-06-01 fee 2399.95 06-01..06-01
            adjusted      2024-05-01 fee 249.95 05-01..06-01
                          2024-05-02 credit -239.95 05-02..06-01
                          2024-05-02 fee 9.62903 05-02..06-01
            repairs       2024-05-01 fee 599.95 05-01..06-01
                          2024-05-07 credit -483.83065 05-07..06-01
                          2024-05-07 fee 8.02419 05-07..06-01
                          2024-05-08 credit -7.70323 05-08..06-01
                          2024-05-08 fee 23.1871 05-08..06-01
            """);

        Assert.Null(told.Fault);

        // The credit notes of Lago, 8.06 and 12.10, are below zero on the invoices of 12.10 and 15.32.
        Assert.Equal(
            [
                "2024-03-05 c10 8.71 | VAT 2.18 = 10.89", "2024-03-12 c10: unused days -6.45 + c15 9.68 | VAT 0.81 = 4.04",
                "2024-04-01 c15: unused days -9.68 + c19 12.26 | VAT 0.65 = 3.23",
            ],
            told.Bills("upcal"));
        Assert.Equal([-1.61m, 2.42m], told.Taxes("upcal", 1));
        Assert.Equal(
            [
                "2024-03-05 a10 10 | VAT 2.5 = 12.5", "2024-03-12 a10: unused days -7.74 + a15 11.61 | VAT 0.97 = 4.84",
                "2024-04-01 a15: unused days -11.61 + a19 14.71 | VAT 0.78 = 3.88",
            ],
            told.Bills("upann"));
    }

    [Fact]
    public async Task Where_changes_wait_they_are_on_the_next_fee_s_invoice()
    {
        var told = await Told.OfAsync(postgres, Json);

        // A change that begins a period has its invoice at once.
        Assert.Equal(
            [
                "2024-05-01 tiny 9.95 = 9.95", "2024-06-01 tiny: unused days -5.14 + small 15.46 + small 29.95 = 40.27",
                "2024-06-11 small: unused days -19.97 + rifle 599.95 = 579.98",
            ],
            told.Bills("pending"));
        Assert.Equal(
            ["2024-05-01 a10 10 = 10", "2024-06-01 a10: unused days -5.16 + a10 15.48 + a10: unused days -14.52 + a10 9.68 + a10 20 = 25.48"], told.Bills("seats"));
    }

    // Anchors of Stripe and Lago: a day that a year or month has not is the last one, and comes back. Quarters from an August 31st too.
    [Fact]
    public async Task Years_from_a_leap_day_and_quarters_from_a_31st_come_back_to_their_days() => await ChargeTable.CheckAsync(
        postgres,
        """
        {"start": "2024-02-29", "until": "2028-03-01", "classes": {"default": {"every": "yearly", "skipsZero": true}},
         "plans": {"year": {"fee": 366, "every": "anniversary", "count": 12}, "big": {"fee": 732, "every": "anniversary", "count": 12},
                   "quarter": {"fee": 90, "every": "anniversary", "count": 3}},
         "customers": {"leap": {}, "up": {}, "quarter": {}},
         "steps": [
           {"do": "subscribe", "customer": "leap", "plan": "year"},
           {"do": "subscribe", "customer": "up", "plan": "year", "as": "up"},
           {"at": "2024-08-31", "do": "subscribe", "customer": "quarter", "plan": "quarter", "as": "quarter"},
           {"at": "2025-08-29", "do": "change", "subscription": "up", "plan": "big"},
           {"at": "2025-09-01", "do": "cancel", "subscription": "quarter"},
           {"at": "2026-01-01", "do": "cancel", "subscription": "up", "atPeriodEnd": true}]}
        """,
        """
        leap    2024-02-29 fee 366 02-29..02-28
                2025-02-28 fee 366 02-28..02-28
                2026-02-28 fee 366 02-28..02-28
                2027-02-28 fee 366 02-28..02-29
                2028-02-29 fee 366 02-29..02-28
        up      2024-02-29 fee 366 02-29..02-28
                2025-02-28 fee 366 02-28..02-28
                2025-08-29 credit -183.50137 08-29..02-28
                2025-08-29 fee 367.00274 08-29..02-28
        quarter 2024-08-31 fee 90 08-31..11-30
                2024-11-30 fee 90 11-30..02-28
                2025-02-28 fee 90 02-28..05-31
                2025-05-31 fee 90 05-31..08-31
                2025-08-31 fee 90 08-31..11-30
                2025-09-01 credit -89.01099 09-01..11-30
        """);
}
