using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>What other billing systems get wrong or do in their own way, by hand from the rules: many customers in two scenarios.</summary>
public sealed class TrickyScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Anchors_changes_trials_credits_and_allocation_come_to_what_they_come_to_by_hand()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "services": {"sms": {"price": 1}},
             "classes": {"default": {},
                         "anniversary": {"every": "anniversary", "series": "AN"},
                         "taxed": {"taxes": [{"name": "VAT", "percent": 21}, {"name": "Telecom", "percent": 5, "codes": ["voice"]}], "series": "TX"},
                         "dunned": {"series": "DU", "limited": {"policy": "64k/64k"}, "dunning": [{"days": 1, "action": "remind"}, {"days": 5, "action": "limit"}, {"days": 30, "action": "suspend"}]}},
             "plans": {"anniversary": {"fee": 31, "every": "anniversary"}, "year": {"fee": 365, "every": "anniversary", "count": 12},
                       "trial": {"fee": 30, "trialDays": 14}, "half": {"fee": 30, "every": "anniversary", "discounts": [{"periods": 2, "percent": 50}]},
                       "pro": {"fee": 60}, "basic": {"fee": 30}, "may": {"fee": 31}, "semi": {"fee": 15, "every": "semi-monthly"},
                       "week": {"fee": 7, "every": "weekly", "model": "in-arrears"}, "line": {"fee": 10.01, "taxCode": "voice"},
                       "term": {"fee": 30, "activationFee": 5, "minimumTermMonths": 3, "earlyEnd": "fixed", "penalty": 12.5}},
             "customers": {"last": {}, "fifteenth": {}, "year": {}, "trial": {}, "tried": {}, "half": {}, "down": {}, "paused": {}, "semi": {}, "week": {}, "taxed": {"class": "taxed"},
                           "paid": {}, "same": {}, "credit": {}, "dunned": {"class": "dunned", "creditLimit": 1000}, "late": {"class": "anniversary", "anchorDay": 31}},
             "steps": [
               {"do": "subscribe", "customer": "year", "plan": "year", "as": "year"},
               {"at": "2026-01-20", "do": "charge", "customer": "late", "amount": 10},
               {"do": "charge", "customer": "dunned", "amount": 40},
               {"at": "2026-01-31T10:00:00", "do": "subscribe", "customer": "last", "plan": "anniversary"},
               {"at": "2026-02-10", "do": "subscribe", "customer": "semi", "plan": "semi"},
               {"do": "charge", "customer": "late", "amount": 10},
               {"at": "2026-02-20", "do": "use", "customer": "dunned", "service": "sms", "units": 1},
               {"at": "2026-02-22", "do": "use", "customer": "dunned", "service": "sms", "units": 1},
               {"do": "pay", "customer": "dunned", "amount": 40},
               {"do": "use", "customer": "dunned", "service": "sms", "units": 1},
               {"at": "2026-03-02", "do": "change", "subscription": "year", "plan": "anniversary"},
               {"at": "2026-03-10", "do": "subscribe", "customer": "fifteenth", "plan": "anniversary", "anchorDay": 15},
               {"at": "2026-04-10", "do": "subscribe", "customer": "half", "plan": "half", "quantity": 3, "as": "half"},
               {"at": "2026-04-20", "do": "charge", "customer": "credit", "amount": 20},
               {"do": "credit", "customer": "credit", "amount": 50},
               {"do": "charge", "customer": "paid", "amount": 30},
               {"at": "2026-04-25", "do": "change", "subscription": "half", "quantity": 5},
               {"at": "2026-05-02", "do": "pay", "customer": "paid", "amount": 100},
               {"at": "2026-05-10", "do": "charge", "customer": "paid", "amount": 30},
               {"do": "charge", "customer": "credit", "amount": 45},
               {"at": "2026-06-02", "do": "refund", "customer": "paid", "amount": 60},
               {"at": "2026-06-10", "do": "subscribe", "customer": "trial", "plan": "trial"},
               {"do": "subscribe", "customer": "tried", "plan": "trial", "as": "tried"},
               {"do": "subscribe", "customer": "down", "plan": "pro", "as": "down"},
               {"do": "subscribe", "customer": "week", "plan": "week"},
               {"do": "subscribe", "customer": "taxed", "plan": "line", "from": "2026-07-01"},
               {"at": "2026-06-11T08:00:00", "do": "subscribe", "customer": "same", "plan": "term", "as": "same"},
               {"at": "2026-06-11T20:00:00", "do": "cancel", "subscription": "same"},
               {"at": "2026-06-12", "do": "change", "subscription": "down", "plan": "basic", "atPeriodEnd": true},
               {"at": "2026-06-20", "do": "cancel", "subscription": "tried"},
               {"at": "2026-07-01", "do": "subscribe", "customer": "paused", "plan": "may", "as": "paused"},
               {"at": "2026-07-05", "do": "charge", "customer": "taxed", "amount": 3.33},
               {"at": "2026-07-16", "do": "pause", "subscription": "paused"},
               {"at": "2026-08-10", "do": "resume", "subscription": "paused"}],
             "until": "2026-08-11"}
            """);

        // The 31st comes back after each shorter month.
        Assert.Equal(
            ["2026-01-31 fee 31 01-31..02-28", "2026-02-28 fee 31 02-28..03-31", "2026-03-31 fee 31 03-31..04-30", "2026-04-30 fee 31 04-30..05-31"],
            told.Charges("last")[..4]);

        // 5 of the 28 days from February 15.
        Assert.Equal(["2026-03-10 fee 5.53571 03-10..03-15", "2026-03-15 fee 31 03-15..04-15"], told.Charges("fifteenth")[..2]);

        // 60 of 365 days used; months are counted from the day of the change. The credit settles the year's invoice.
        Assert.Equal(
            ["2026-01-01 fee 365 01-01..01-01", "2026-03-02 credit -305 03-02..01-01", "2026-03-02 fee 31 03-02..04-02", "2026-04-02 fee 31 04-02..05-02"],
            told.Charges("year")[..4]);
        Assert.Equal(
            [
                "2026-02-01 overdue 365 due 365 open 91", "2026-03-01 nothing-due 0 due 365 open 0", "2026-04-01 nothing-due -274 due 91 open 0",
                "2026-05-01 overdue 31 due 122 open 31",
            ],
            told.Invoices("year")[..4]);

        Assert.Equal(["2026-06-24 fee 7 06-24..07-01", "2026-07-01 fee 30 07-01..08-01"], told.Charges("trial")[..2]);
        Assert.Empty(told.Charges("tried"));
        Assert.Empty(told.Invoices("tried"));

        // Half off for two periods, whatever the pieces: 15 of 30 days of 45 back, and of 75 charged.
        Assert.Equal(
            [
                "2026-04-10 fee 45 04-10..05-10", "2026-04-25 credit -22.5 04-25..05-10", "2026-04-25 fee 37.5 04-25..05-10", "2026-05-10 fee 75 05-10..06-10",
                "2026-06-10 fee 150 06-10..07-10",
            ],
            told.Charges("half")[..5]);

        Assert.Equal(["2026-06-10 fee 42 06-10..07-01", "2026-07-01 fee 30 07-01..08-01"], told.Charges("down")[..2]);
        Assert.Equal(
            ["2026-07-01 fee 31 07-01..08-01", "2026-07-16 credit -16 07-16..08-01", "2026-08-10 fee 22 08-10..09-01"], told.Charges("paused"));
        Assert.Equal(["2026-02-10 fee 6 02-10..02-16", "2026-02-16 fee 15 02-16..03-01", "2026-03-01 fee 15 03-01..03-16"], told.Charges("semi")[..3]);
        Assert.Equal(["2026-06-15 fee 5 06-10..06-15", "2026-06-22 fee 7 06-15..06-22"], told.Charges("week")[..2]);

        // Each tax once per code: 2.10 + 0.70, and 0.50.
        Assert.Equal(["2026-08-01 unpaid 16.64 due 16.64 open 16.64"], told.Invoices("taxed"));

        // Overpaid by 70, of which 30 settle the next invoice; of 60 that go back 40 were free, and 20 were that invoice's.
        Assert.Equal(["2026-05-01 paid 30 due 30 open 0", "2026-06-01 overdue 30 due 0 open 20"], told.Invoices("paid")[..2]);
        Assert.Equal("-20", told.Balance("paid"));

        // Begun and ended on one day: the fee is back, activation and penalty stay.
        Assert.Equal(
            ["2026-06-11 activation 5 06-11..06-12", "2026-06-11 fee 20 06-11..07-01", "2026-06-11 credit -20 06-11..07-01", "2026-06-11 penalty 12.5 06-11..06-12"],
            told.Charges("same"));

        // Below zero it settles the next one.
        Assert.Equal(["2026-05-01 nothing-due -30 due 0 open 0", "2026-06-01 overdue 45 due 15 open 15"], told.Invoices("credit")[..2]);

        // Due February 16; limited on the 21st; what costs nothing is not asked for here, and a payment lifts it at once.
        Assert.Equal(["2026-02-17 remind 0", "2026-02-21 limit 0", "2026-02-22 lift 0"], told.Dunning("dunned")[..3]);
        Assert.Equal((null, "InsufficientFunds", null, null), (told.Problem(6), told.Problem(7), told.Problem(8), told.Problem(9)));

        // Billing periods from the 31st: a partial one first, then a short month.
        Assert.Equal(["2026-01-31 overdue 10 due 10 open 10", "2026-02-28 overdue 10 due 20 open 10"], told.Invoices("late")[..2]);
    }

    [Fact]
    public async Task Leap_days_and_clocks_that_are_put_back_move_no_period()
    {
        var told = await Told.OfAsync(postgres, """
            {"zone": "America/New_York", "start": "2027-10-30",
             "plans": {"monthly": {"fee": 29, "every": "anniversary"}, "basic": {"fee": 30}, "pro": {"fee": 60}, "dear": {"fee": 60, "model": "progressive"}, "daily": {"fee": 30, "model": "progressive"}, "year": {"fee": 366, "every": "yearly"}},
             "customers": {"thirtieth": {}, "daily": {}, "year": {}, "ended": {}, "changed": {}, "mixed": {}},
             "steps": [
               {"do": "subscribe", "customer": "thirtieth", "plan": "monthly"},
               {"at": "2027-11-01", "do": "subscribe", "customer": "ended", "plan": "basic", "as": "ended"},
               {"do": "subscribe", "customer": "changed", "plan": "basic", "as": "changed"},
               {"do": "subscribe", "customer": "mixed", "plan": "daily", "as": "mixed"},
               {"at": "2027-11-06", "do": "subscribe", "customer": "daily", "plan": "daily", "as": "daily"},
               {"at": "2027-11-09", "do": "cancel", "subscription": "daily"},
               {"at": "2027-11-10T12:00:00", "do": "change", "subscription": "mixed", "plan": "dear"},
               {"at": "2027-11-12T12:00:00", "do": "cancel", "subscription": "mixed"},
               {"at": "2027-12-01", "do": "cancel", "subscription": "ended"},
               {"do": "change", "subscription": "changed", "plan": "pro"},
               {"at": "2028-03-01", "do": "subscribe", "customer": "year", "plan": "year"}],
             "until": "2028-03-31"}
            """);

        Assert.Equal(
            [
                "2027-10-30 fee 29 10-30..11-30", "2027-11-30 fee 29 11-30..12-30", "2027-12-30 fee 29 12-30..01-30", "2028-01-30 fee 29 01-30..02-29",
                "2028-02-29 fee 29 02-29..03-30", "2028-03-30 fee 29 03-30..04-30",
            ],
            told.Charges("thirtieth"));

        // The 7th has 25 hours, and costs what each other day does; the day of the end is given back.
        Assert.Equal(
            [
                "2027-11-06 fee 1 11-06..11-07", "2027-11-07 fee 1 11-07..11-08", "2027-11-08 fee 1 11-08..11-09", "2027-11-09 fee 1 11-09..11-10",
                "2027-11-09 credit -1 11-09..11-10",
            ],
            told.Charges("daily"));
        Assert.Equal(
            ["2027-11-06T04:00:00Z", "2027-11-07T04:00:00Z", "2027-11-08T05:00:00Z"],
            told.Customer("daily").GetProperty("charges").EnumerateArray().Select(one => one.GetProperty("at").GetString()).Take(3));
        // At the very instant at which a period begins its fee is charged first, and given back whole: December costs nothing, or 60.
        Assert.Equal(["2027-11-01 fee 30 11-01..12-01", "2027-12-01 fee 30 12-01..01-01", "2027-12-01 credit -30 12-01..01-01"], told.Charges("ended"));
        Assert.Equal(
            ["2027-11-01 fee 30 11-01..12-01", "2027-12-01 fee 30 12-01..01-01", "2027-12-01 credit -30 12-01..01-01", "2027-12-01 fee 60 12-01..01-01"],
            told.Charges("changed")[..4]);

        // Nine days of 1, two of 2; the days of the change and of the end are charged once, and not at all.
        Assert.Equal("-13", told.Balance("mixed"));

        Assert.Equal(["2028-03-01 fee 306 03-01..01-01"], told.Charges("year")); // 306 of 366 days
    }
}
