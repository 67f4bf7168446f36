using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Words of the format: dunning that waits for an amount, discounts that an end asks back, and what is said of words that are not known.</summary>
public sealed class WordScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_step_of_dunning_that_waits_for_an_amount_comes_on_the_day_on_which_so_much_is_overdue()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "until": "2026-03-10",
             "classes": {"default": {"closingDelayHours": 0, "paymentTermDays": 5, "skipsZero": true, "dunning": [
               {"days": 1, "action": "remind"}, {"days": 5, "action": "suspend", "least": 50}, {"days": 30, "action": "late-fee", "amount": 1}]}},
             "customers": {"small": {}, "large": {}, "part": {}, "exact": {}, "credited": {}},
             "steps": [
               {"do": "charge", "customer": "small", "amount": 20},
               {"do": "charge", "customer": "large", "amount": 60},
               {"do": "charge", "customer": "part", "amount": 60},
               {"do": "charge", "customer": "exact", "amount": 50},
               {"do": "charge", "customer": "credited", "amount": 60},
               {"at": "2026-02-08", "do": "credit", "customer": "credited", "amount": 20},
               {"at": "2026-02-09", "do": "pay", "customer": "part", "amount": 20},
               {"at": "2026-02-10", "do": "charge", "customer": "small", "amount": 40}]}
            """);

        // Due on February 6; 60 are overdue when the second invoice is, after March 6.
        Assert.Equal(["2026-02-07 remind 0", "2026-03-07 suspend 0", "2026-03-08 late-fee 1"], told.Dunning("small"));
        Assert.Equal(["2026-02-07 remind 0", "2026-02-11 suspend 0", "2026-03-08 late-fee 1"], told.Dunning("large"));
        Assert.Equal(["2026-02-07 remind 0", "2026-03-08 late-fee 1"], told.Dunning("part"));
        Assert.Equal("2026-02-11 suspend 0", told.Dunning("exact")[1]);
        Assert.Equal(["2026-02-07 remind 0", "2026-03-08 late-fee 1"], told.Dunning("credited"));
    }

    [Fact]
    public async Task Of_a_fee_that_shrank_without_funds_an_early_end_asks_back_the_discount_of_the_days_that_were_paid_for()
    {
        // 15 of 30 on November 1; on the 11th 10 for 20 days, which are 20 without the discount. Half of those days come back: 5 of 10 were given.
        await ChargeTable.CheckAsync(postgres, """
            {"start": "2026-11-01", "until": "2026-11-22", "classes": {"default": {"prepaid": true}},
             "plans": {"cheap": {"fee": 30, "discounts": [{"periods": 3, "percent": 50}], "minimumTermMonths": 3, "earlyEnd": "discounts-given"}},
             "customers": {"shrunk": {"funds": 10}, "whole": {"funds": 15}},
             "steps": [
               {"do": "subscribe", "customer": "shrunk", "plan": "cheap", "as": "shrunk"},
               {"do": "subscribe", "customer": "whole", "plan": "cheap", "as": "whole"},
               {"at": "2026-11-21", "do": "cancel", "subscription": "shrunk"},
               {"do": "cancel", "subscription": "whole"}]}
            """, """
            shrunk 2026-11-01 fee 10 11-11..12-01
                   2026-11-21 credit -5 11-21..12-01
                   2026-11-21 penalty 5 11-21..11-22
            whole  2026-11-01 fee 15 11-01..12-01
                   2026-11-21 credit -5 11-21..12-01
                   2026-11-21 penalty 10 11-21..11-22
            """);
    }

    [Fact]
    public async Task An_order_that_cannot_be_so_says_which_word_is_wrong_and_changes_nothing()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "until": "2026-01-20",
             "plans": {"m": {"fee": 31}, "own": {"fee": 31, "every": "anniversary"}},
             "customers": {"ann": {}},
             "steps": [
               {"do": "subscribe", "plan": "m", "as": "s"},
               {"do": "subscribe", "plan": "own", "anchor": "soon"},
               {"do": "subscribe", "plan": "m", "anchor": "2026-01-10"},
               {"do": "subscribe", "plan": "own", "anchor": "2026-01-10", "anchorDay": 10},
               {"do": "subscribe", "plan": "own", "anchor": "1800-01-10"},
               {"do": "cancel", "subscription": "s", "credit": "half"},
               {"do": "change", "subscription": "s", "trialEnd": "2025-12-31"},
               {"do": "change", "subscription": "s", "trialEnd": "later"},
               {"do": "change", "subscription": "s", "anchor": "2026-01-10"},
               {"do": "resume", "subscription": "s", "startsPeriod": true}]}
            """);

        Assert.Equal(
            [
                null,
                "anchor: expected a day such as 2026-03-31",
                "anchor: expected none, the plan's periods are not counted from a day",
                "anchor: expected none with anchorDay",
                "anchor: expected a day no more than 100 years off",
                "credit: expected one of none, full, days",
                "trialEnd: expected 2026-01-01 or later, by 3660 days at the most",
                "trialEnd: expected a day such as 2026-03-31",
                "anchor: expected none, the plan's periods are not counted from a day",
                "state: expected a subscription that is paused",
            ],
            Enumerable.Range(0, 10).Select(told.Problem));
        Assert.Equal(["2026-01-01 fee 31 01-01..02-01"], told.Charges("ann"));
    }

    [Theory]
    [InlineData("""{"plans": {"p": {"fee": 1, "coupon": "x"}}}""", "plans.p.coupon: is not a field here; known are activationFee, bindsPieces,")]
    [InlineData("""{"plans": {"p": {"fee": 1, "prorationDays": 30, "model": "progressive"}}}""", "plans.p.prorationDays: expected none but for plans of months")]
    [InlineData("""{"plans": {"p": {"fee": 1, "prorationDays": 360}}}""", "plans.p.prorationDays: expected 28 to 31")]
    [InlineData("""{"plans": {"p": {"fee": 1, "termRenews": true}}}""", "plans.p.termRenews: expected minimumTermMonths")]
    [InlineData("""{"plans": {"p": {"fee": 1, "discounts": [{"periods": 3}]}}}""", "plans.p.discounts[0].percent: expected a percentage, or an amount")]
    [InlineData("""{"plans": {"p": {"fee": 1, "every": "weekly", "discounts": [{"months": 3, "percent": 5}]}}}""", "plans.p.discounts[0].months: expected whole periods")]
    [InlineData("""{"plans": {"p": {"fee": 1, "discounts": [{"months": 3, "periods": 3, "percent": 5}]}}}""", "plans.p.discounts[0].months: expected none with periods")]
    [InlineData("""{"classes": {"c": {"invoices": "weekly"}}}""", "classes.c.invoices: expected one of period-end, as-charged")]
    [InlineData("""{"classes": {"c": {"invoices": "as-charged", "closedByRuns": true}}}""", "classes.c.invoices: expected period-end with closedByRuns")]
    [InlineData("""{"classes": {"c": {"dunning": [{"days": 1, "least": -1}]}}}""", "classes.c.dunning[0].least: expected zero or more")]
    public void A_word_that_is_not_known_or_cannot_be_is_one_error_that_names_it(string fields, string error) =>
        Assert.StartsWith(error, Told.Error("""{"start": "2026-01-01", "customers": {"a": {}}, """ + fields[1..]), StringComparison.Ordinal);

    [Fact]
    public async Task Invoices_as_charged_have_what_is_open_on_the_day_of_a_fee_and_others_what_belongs_to_their_period()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-05", "until": "2026-03-02",
             "classes": {"end": {"taxes": [{"name": "VAT", "percent": 20}]},
                         "charged": {"taxes": [{"name": "VAT", "percent": 20}], "invoices": "as-charged", "series": "CH"}},
             "plans": {"m": {"fee": 27}, "arrears": {"fee": 31, "model": "in-arrears"}},
             "customers": {"end": {"class": "end"}, "charged": {"class": "charged"}},
             "steps": [
               {"at": "2026-01-05T10:00:00", "do": "subscribe", "customer": "end", "plan": "m"},
               {"do": "subscribe", "customer": "charged", "plan": "m"},
               {"at": "2026-01-10", "do": "charge", "customer": "end", "amount": 7, "text": "Delivery"},
               {"do": "charge", "customer": "charged", "amount": 7, "text": "Delivery"},
               {"at": "2026-01-20", "do": "subscribe", "customer": "end", "plan": "arrears"},
               {"do": "subscribe", "customer": "charged", "plan": "arrears"},
               {"at": "2026-02-20", "do": "charge", "customer": "end", "amount": 5, "text": "Repair"},
               {"do": "charge", "customer": "charged", "amount": 5, "text": "Repair"}]}
            """);

        // 27 × 27/31 = 23.516129…, and 12 of 31 days in arrears.
        Assert.Equal(
            ["2026-02-01 m 23.52 + arrears 12 + Delivery 7 | VAT 8.5 = 51.02", "2026-03-01 m 27 + arrears 31 + Repair 5 | VAT 12.6 = 75.6"], told.Bills("end"));
        Assert.Equal(
            [
                "2026-01-05 m 23.52 | VAT 4.7 = 28.22", "2026-02-01 arrears 12 + m 27 + Delivery 7 | VAT 9.2 = 55.2",
                "2026-03-01 arrears 31 + m 27 + Repair 5 | VAT 12.6 = 75.6",
            ],
            told.Bills("charged"));

        // March's fee is on no invoice yet, and has no tax.
        Assert.Equal(("-153.62", "-159.02"), (told.Balance("end"), told.Balance("charged")));
    }
}
