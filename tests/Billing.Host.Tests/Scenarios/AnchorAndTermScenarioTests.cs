using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>What Stripe, Recurly and Chargebee are known for: anchors by date, trials that are ended and made longer, seats, refunds, coupons, contract terms.</summary>
public sealed class AnchorAndTermScenarioTests(MigratedPostgres postgres)
{
    private const string Json = """
        {"start": "2023-01-01", "until": "2023-04-10",
         "classes": {"default": {"closingDelayHours": 0}},
         "plans": {"m": {"fee": 31, "every": "anniversary"}, "big": {"fee": 62, "every": "anniversary"}, "seat": {"fee": 10},
                   "year": {"fee": 365, "every": "anniversary", "count": 12}, "half": {"fee": 180, "every": "anniversary", "count": 6},
                   "t14": {"fee": 31, "every": "anniversary", "trialDays": 14}, "t30": {"fee": 31, "every": "anniversary", "trialDays": 30},
                   "repeating": {"fee": 30, "discounts": [{"months": 2, "percent": 50}]}, "once": {"fee": 30, "discounts": [{"periods": 1, "amount": 5}]},
                   "forever": {"fee": 30, "discounts": [{"percent": 10}]}, "both": {"fee": 30, "discounts": [{"periods": 1, "percent": 50, "amount": 40}]},
                   "bound": {"fee": 30, "minimumTermMonths": 3, "termRenews": true, "earlyEnd": "remaining-fees"},
                   "fixed": {"fee": 30, "minimumTermMonths": 3, "termRenews": true, "earlyEnd": "fixed", "penalty": 25},
                   "daily": {"fee": 31, "model": "progressive", "prorateFirst": false, "prorateLast": false},
                   "days": {"fee": 31, "model": "progressive"}},
         "customers": {"trialing": {}, "extend": {}, "seats": {}, "now": {}, "keep": {}, "refund": {}, "swap": {}, "back": {}, "repeating": {}, "once": {},
                       "forever": {}, "both": {}, "bound": {}, "term": {}, "fixed": {}, "stub": {}, "annual": {}, "anchored": {}, "late": {}, "half": {},
                       "daily": {}, "days": {}, "given": {}},
         "steps": [
           {"do": "subscribe", "customer": "trialing", "plan": "t30", "as": "trialing"},
           {"do": "subscribe", "customer": "extend", "plan": "m", "as": "extend"},
           {"do": "subscribe", "customer": "seats", "plan": "seat", "quantity": 3, "as": "seats"},
           {"do": "subscribe", "customer": "now", "plan": "m", "as": "now"},
           {"do": "subscribe", "customer": "keep", "plan": "m", "as": "keep"},
           {"do": "subscribe", "customer": "refund", "plan": "m", "as": "refund"},
           {"do": "subscribe", "customer": "swap", "plan": "m", "as": "swap"},
           {"do": "subscribe", "customer": "back", "plan": "m", "as": "back"},
           {"do": "subscribe", "customer": "repeating", "plan": "repeating"},
           {"do": "subscribe", "customer": "once", "plan": "once", "quantity": 2},
           {"do": "subscribe", "customer": "forever", "plan": "forever"},
           {"do": "subscribe", "customer": "both", "plan": "both"},
           {"do": "subscribe", "customer": "bound", "plan": "bound", "as": "bound"},
           {"do": "subscribe", "customer": "term", "plan": "bound", "as": "term"},
           {"do": "subscribe", "customer": "fixed", "plan": "fixed", "as": "fixed"},
           {"do": "subscribe", "customer": "anchored", "plan": "t14", "anchor": "2023-02-01"},
           {"at": "2023-01-10", "do": "subscribe", "customer": "stub", "plan": "m", "anchor": "2023-02-01"},
           {"do": "subscribe", "customer": "annual", "plan": "year", "anchor": "2023-04-01"},
           {"at": "2023-01-11", "do": "change", "subscription": "trialing", "trialEnd": "now"},
           {"do": "subscribe", "customer": "daily", "plan": "daily", "as": "daily"},
           {"do": "subscribe", "customer": "days", "plan": "days", "as": "days"},
           {"do": "subscribe", "customer": "given", "plan": "days", "as": "given"},
           {"at": "2023-01-14", "do": "cancel", "subscription": "given", "credit": "full"},
           {"do": "cancel", "subscription": "days"},
           {"at": "2023-01-17", "do": "change", "subscription": "seats", "quantity": 5},
           {"do": "change", "subscription": "now", "startsPeriod": true},
           {"do": "cancel", "subscription": "keep", "credit": "none"},
           {"do": "cancel", "subscription": "refund", "credit": "full"},
           {"do": "change", "subscription": "swap", "plan": "big", "startsPeriod": true, "credit": "none"},
           {"do": "change", "subscription": "back", "plan": "big", "credit": "full"},
           {"do": "cancel", "subscription": "daily", "from": "2023-01-20"},
           {"at": "2023-01-20", "do": "change", "subscription": "extend", "trialEnd": "2023-02-10"},
           {"at": "2023-01-31", "do": "subscribe", "customer": "late", "plan": "m"},
           {"at": "2023-02-28", "do": "subscribe", "customer": "half", "plan": "half", "anchor": "2022-08-31"},
           {"at": "2023-03-20", "do": "cancel", "subscription": "term", "from": "2023-04-01"},
           {"at": "2023-04-05", "do": "cancel", "subscription": "bound"},
           {"do": "cancel", "subscription": "fixed"}]}
        """;

    [Fact]
    public async Task Anchors_trials_seats_refunds_coupons_and_terms_come_to_what_they_come_to_by_hand()
    {
        // From January 17 on 15 of 31 days are left: 30 × 15/31 = 14.516129…, 50 × 15/31 = 24.193548…. Up to February 1 there are 22 from the
        // 10th, 17 from the 15th and 12 from the 20th; up to April 1 there are 81 of the year's 365. Two pieces are 5 off each.
        // Of the second term of three months May and June are left. Day by day a fee is 1 a day, and 11 of them are before and after.
        var told = await ChargeTable.CheckAsync(postgres, Json, """
            trialing  2023-01-11 fee 31 01-11..02-11
                      2023-02-11 fee 31 02-11..03-11
                      2023-03-11 fee 31 03-11..04-11
            extend    2023-01-01 fee 31 01-01..02-01
                      2023-01-20 credit -12 01-20..02-01
                      2023-02-10 fee 31 02-10..03-10
                      2023-03-10 fee 31 03-10..04-10
                      2023-04-10 fee 31 04-10..05-10
            seats     2023-01-01 fee 30 01-01..02-01
                      2023-01-17 credit -14.51613 01-17..02-01
                      2023-01-17 fee 24.19355 01-17..02-01
                      2023-02-01 fee 50 02-01..03-01
                      2023-03-01 fee 50 03-01..04-01
                      2023-04-01 fee 50 04-01..05-01
            now       2023-01-01 fee 31 01-01..02-01
                      2023-01-17 credit -15 01-17..02-01
                      2023-01-17 fee 31 01-17..02-17
                      2023-02-17 fee 31 02-17..03-17
                      2023-03-17 fee 31 03-17..04-17
            keep      2023-01-01 fee 31 01-01..02-01
            refund    2023-01-01 fee 31 01-01..02-01
                      2023-01-17 credit -31 01-01..02-01
            swap      2023-01-01 fee 31 01-01..02-01
                      2023-01-17 fee 62 01-17..02-17
                      2023-02-17 fee 62 02-17..03-17
                      2023-03-17 fee 62 03-17..04-17
            back      2023-01-01 fee 31 01-01..02-01
                      2023-01-17 credit -31 01-01..02-01
                      2023-01-17 fee 30 01-17..02-01
                      2023-02-01 fee 62 02-01..03-01
                      2023-03-01 fee 62 03-01..04-01
                      2023-04-01 fee 62 04-01..05-01
            repeating 2023-01-01 fee 15 01-01..02-01
                      2023-02-01 fee 15 02-01..03-01
                      2023-03-01 fee 30 03-01..04-01
                      2023-04-01 fee 30 04-01..05-01
            once      2023-01-01 fee 50 01-01..02-01
                      2023-02-01 fee 60 02-01..03-01
                      2023-03-01 fee 60 03-01..04-01
                      2023-04-01 fee 60 04-01..05-01
            forever   2023-01-01 fee 27 01-01..02-01
                      2023-02-01 fee 27 02-01..03-01
                      2023-03-01 fee 27 03-01..04-01
                      2023-04-01 fee 27 04-01..05-01
            both      2023-02-01 fee 30 02-01..03-01
                      2023-03-01 fee 30 03-01..04-01
                      2023-04-01 fee 30 04-01..05-01
            bound     2023-01-01 fee 30 01-01..02-01
                      2023-02-01 fee 30 02-01..03-01
                      2023-03-01 fee 30 03-01..04-01
                      2023-04-01 fee 30 04-01..05-01
                      2023-04-05 penalty 60 04-05..04-06
            term      2023-01-01 fee 30 01-01..02-01
                      2023-02-01 fee 30 02-01..03-01
                      2023-03-01 fee 30 03-01..04-01
            fixed     2023-01-01 fee 30 01-01..02-01
                      2023-02-01 fee 30 02-01..03-01
                      2023-03-01 fee 30 03-01..04-01
                      2023-04-01 fee 30 04-01..05-01
                      2023-04-05 credit -26 04-05..05-01
                      2023-04-05 penalty 25 04-05..04-06
            stub      2023-01-10 fee 22 01-10..02-01
                      2023-02-01 fee 31 02-01..03-01
                      2023-03-01 fee 31 03-01..04-01
                      2023-04-01 fee 31 04-01..05-01
            annual    2023-01-10 fee 81 01-10..04-01
                      2023-04-01 fee 365 04-01..04-01
            anchored  2023-01-15 fee 17 01-15..02-01
                      2023-02-01 fee 31 02-01..03-01
                      2023-03-01 fee 31 03-01..04-01
                      2023-04-01 fee 31 04-01..05-01
            late      2023-01-31 fee 31 01-31..02-28
                      2023-02-28 fee 31 02-28..03-31
                      2023-03-31 fee 31 03-31..04-30
            half      2023-02-28 fee 180 02-28..08-31
            daily     2023-01-11 fee 11 01-11..01-12
                      2023-01-12 fee 1 01-12..01-13
                      2023-01-13 fee 1 01-13..01-14
                      2023-01-14 fee 1 01-14..01-15
                      2023-01-15 fee 1 01-15..01-16
                      2023-01-16 fee 1 01-16..01-17
                      2023-01-17 fee 1 01-17..01-18
                      2023-01-18 fee 1 01-18..01-19
                      2023-01-19 fee 1 01-19..01-20
                      2023-01-20 fee 12 01-20..02-01
            days      2023-01-11 fee 1 01-11..01-12
                      2023-01-12 fee 1 01-12..01-13
                      2023-01-13 fee 1 01-13..01-14
                      2023-01-14 fee 1 01-14..01-15
                      2023-01-14 credit -1 01-14..01-15
            """);

        // All that was charged of the days is given back, the used ones too.
        Assert.Equal("0", told.Balance("given"));
        Assert.Equal("-31", told.Balance("daily"));
    }
}
