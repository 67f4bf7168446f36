using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Ends, pauses, trials and terms as Recurly, Chargebee and Stripe know them, in periods of every kind.</summary>
public sealed class EndAndPauseScenarioTests(MigratedPostgres postgres)
{
    private const string Json = """
        {"start": "2023-01-10", "until": "2028-06-01",
         "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"},
                     "period": {"closingDelayHours": 0, "amountDue": "total"}},
         "plans": {"b": {"fee": 30, "minimumTermMonths": 3, "earlyEnd": "remaining-fees"},
                   "t": {"fee": 30, "minimumTermMonths": 2, "earlyEnd": "remaining-fees", "trialDays": 22},
                   "n": {"fee": 60, "every": "anniversary", "minimumTermMonths": 3, "earlyEnd": "fixed", "penalty": 25}, "free": {"fee": 40, "every": "anniversary"},
                   "t2": {"fee": 31, "every": "anniversary", "trialDays": 14}, "a": {"fee": 31, "every": "anniversary", "trialDays": 14, "activationFee": 5},
                   "c": {"fee": 31, "trialDays": 14}, "u": {"fee": 62, "every": "anniversary", "trialDays": 30}, "p": {"fee": 30},
                   "n2": {"fee": 31, "every": "anniversary"}, "a2": {"fee": 30, "every": "anniversary", "model": "in-arrears"},
                   "t3": {"fee": 30, "every": "anniversary", "model": "in-arrears", "trialDays": 10}, "q": {"fee": 60}, "f": {"fee": 30, "prorationDays": 30},
                   "g": {"fee": 30, "every": "anniversary", "prorationDays": 30}, "h": {"fee": 90, "every": "quarterly", "prorationDays": 30},
                   "i": {"fee": 60, "prorationDays": 30}, "w": {"fee": 70, "every": "daily", "count": 7}, "s": {"fee": 15, "every": "semi-monthly"}, "c2": {"fee": 62},
                   "seat": {"fee": 10}, "y": {"fee": 365, "every": "anniversary", "count": 12}, "c3": {"fee": 31}, "cy": {"fee": 365, "every": "yearly"},
                   "y2": {"fee": 366, "every": "anniversary", "count": 12}},
         "customers": {"term-stub": {}, "term-trial": {}, "term-change": {}, "term-renew": {}, "trial-twice": {}, "trial-anchor": {}, "trial-act": {}, "trial-left": {},
                       "trial-change": {}, "trial-end": {}, "pause-ahead": {}, "pause-over": {}, "pause-ended": {}, "pause-day": {}, "pause-anchor": {}, "pause-end": {},
                       "arrears-none": {}, "arrears-full": {}, "arrears-days": {}, "arrears-move": {}, "arrears-trial": {}, "arrears-same": {}, "full-a": {}, "full-b": {},
                       "full-c": {}, "thirty-feb": {}, "thirty-jan31": {}, "thirty-mid": {}, "thirty-eom": {}, "thirty-q": {}, "half-w": {}, "half-s": {}, "half-u": {},
                       "seats": {"class": "period"}, "cycle-my": {}, "cycle-ym": {}, "cycle-cal": {}, "leap": {}},
         "steps": [
           {"at": "2023-01-10", "do": "subscribe", "customer": "term-stub", "plan": "b", "as": "term-stub"},
           {"do": "subscribe", "customer": "term-trial", "plan": "t", "as": "term-trial"},
           {"do": "subscribe", "customer": "term-change", "plan": "n", "as": "term-change"},
           {"do": "subscribe", "customer": "term-renew", "plan": "n", "as": "term-renew"},
           {"at": "2023-01-16", "do": "subscribe", "customer": "thirty-mid", "plan": "f", "as": "thirty-mid"},
           {"do": "subscribe", "customer": "thirty-q", "plan": "h", "as": "thirty-q"},
           {"at": "2023-01-31", "do": "subscribe", "customer": "thirty-jan31", "plan": "f", "as": "thirty-jan31"},
           {"do": "subscribe", "customer": "thirty-eom", "plan": "g", "as": "thirty-eom"},
           {"at": "2023-02-10", "do": "cancel", "subscription": "term-stub"},
           {"do": "cancel", "subscription": "term-trial"},
           {"at": "2023-02-10T01:00:00", "do": "change", "subscription": "term-change", "plan": "free"},
           {"at": "2023-02-15", "do": "subscribe", "customer": "thirty-feb", "plan": "f", "as": "thirty-feb"},
           {"do": "change", "subscription": "thirty-mid", "plan": "i"},
           {"do": "change", "subscription": "thirty-eom", "quantity": 2},
           {"at": "2023-02-20", "do": "change", "subscription": "term-renew", "quantity": 2},
           {"at": "2023-02-28", "do": "cancel", "subscription": "thirty-feb"},
           {"at": "2023-03-31", "do": "cancel", "subscription": "thirty-mid"},
           {"do": "cancel", "subscription": "thirty-jan31"},
           {"do": "cancel", "subscription": "thirty-q"},
           {"at": "2023-04-15", "do": "cancel", "subscription": "thirty-eom"},
           {"at": "2023-05-01T23:00:00", "do": "cancel", "subscription": "term-change", "credit": "none"},
           {"do": "cancel", "subscription": "term-renew", "credit": "none", "waivePenalty": true},
           {"at": "2026-01-01", "do": "subscribe", "customer": "trial-twice", "plan": "t2", "as": "trial-twice"},
           {"do": "subscribe", "customer": "trial-anchor", "plan": "t2", "as": "trial-anchor"},
           {"do": "subscribe", "customer": "trial-act", "plan": "a", "as": "trial-act"},
           {"do": "subscribe", "customer": "trial-left", "plan": "a", "as": "trial-left"},
           {"do": "subscribe", "customer": "trial-change", "plan": "t2", "as": "trial-change"},
           {"do": "subscribe", "customer": "trial-end", "plan": "c", "as": "trial-end"},
           {"at": "2026-01-05", "do": "change", "subscription": "trial-twice", "trialEnd": "2026-01-20"},
           {"at": "2026-01-08", "do": "change", "subscription": "trial-anchor", "trialEnd": "now", "anchorDay": 1},
           {"do": "cancel", "subscription": "trial-left"},
           {"do": "change", "subscription": "trial-change", "plan": "u"},
           {"at": "2026-01-10", "do": "cancel", "subscription": "trial-end", "atPeriodEnd": true},
           {"at": "2026-01-15", "do": "subscribe", "customer": "cycle-my", "plan": "n2", "as": "cycle-my"},
           {"do": "subscribe", "customer": "cycle-ym", "plan": "y", "as": "cycle-ym"},
           {"do": "subscribe", "customer": "cycle-cal", "plan": "c3", "as": "cycle-cal"},
           {"at": "2026-01-19", "do": "change", "subscription": "trial-twice", "trialEnd": "2026-02-01"},
           {"at": "2026-02-20", "do": "change", "subscription": "cycle-my", "plan": "y", "atPeriodEnd": true},
           {"do": "change", "subscription": "cycle-ym", "plan": "n2", "atPeriodEnd": true},
           {"do": "change", "subscription": "cycle-cal", "plan": "cy", "atPeriodEnd": true},
           {"at": "2026-04-01T23:00:00", "do": "cancel", "subscription": "trial-twice", "credit": "none"},
           {"do": "cancel", "subscription": "trial-anchor", "credit": "none"},
           {"do": "cancel", "subscription": "trial-act", "credit": "none"},
           {"do": "cancel", "subscription": "trial-change", "credit": "none"},
           {"at": "2026-06-01", "do": "subscribe", "customer": "pause-ahead", "plan": "p", "as": "pause-ahead"},
           {"do": "subscribe", "customer": "pause-over", "plan": "p", "as": "pause-over"},
           {"do": "subscribe", "customer": "pause-ended", "plan": "p", "as": "pause-ended"},
           {"do": "subscribe", "customer": "pause-day", "plan": "p", "as": "pause-day"},
           {"do": "subscribe", "customer": "pause-anchor", "plan": "n2", "as": "pause-anchor"},
           {"do": "subscribe", "customer": "pause-end", "plan": "p", "as": "pause-end"},
           {"do": "pause", "subscription": "pause-ahead", "from": "2026-06-11"},
           {"do": "resume", "subscription": "pause-ahead", "from": "2026-06-21"},
           {"do": "pause", "subscription": "pause-end", "atPeriodEnd": true},
           {"do": "subscribe", "customer": "arrears-none", "plan": "a2", "as": "arrears-none"},
           {"do": "subscribe", "customer": "arrears-full", "plan": "a2", "as": "arrears-full"},
           {"do": "subscribe", "customer": "arrears-days", "plan": "a2", "as": "arrears-days"},
           {"do": "subscribe", "customer": "arrears-move", "plan": "a2", "as": "arrears-move"},
           {"do": "subscribe", "customer": "arrears-trial", "plan": "t3", "as": "arrears-trial"},
           {"do": "subscribe", "customer": "arrears-same", "plan": "a2", "as": "arrears-same"},
           {"do": "subscribe", "customer": "full-a", "plan": "p", "as": "full-a"},
           {"do": "subscribe", "customer": "full-b", "plan": "p", "as": "full-b"},
           {"do": "subscribe", "customer": "full-c", "plan": "p", "as": "full-c"},
           {"do": "subscribe", "customer": "seats", "plan": "seat", "as": "seats", "quantity": 3},
           {"do": "cancel", "subscription": "cycle-cal", "atPeriodEnd": true},
           {"at": "2026-06-01T10:00:00", "do": "cancel", "subscription": "arrears-same"},
           {"at": "2026-06-11", "do": "cancel", "subscription": "arrears-none", "credit": "none"},
           {"do": "cancel", "subscription": "arrears-full", "credit": "full"},
           {"do": "cancel", "subscription": "arrears-days", "credit": "days"},
           {"do": "change", "subscription": "arrears-move", "anchorDay": 16},
           {"do": "change", "subscription": "full-a", "plan": "q"},
           {"do": "change", "subscription": "full-b", "plan": "q", "credit": "none"},
           {"do": "change", "subscription": "full-c", "plan": "q", "credit": "full"},
           {"do": "change", "subscription": "seats", "quantity": 5},
           {"at": "2026-06-16", "do": "pause", "subscription": "pause-over"},
           {"do": "pause", "subscription": "pause-ended"},
           {"do": "pause", "subscription": "pause-day"},
           {"at": "2026-06-16T12:00:00", "do": "resume", "subscription": "pause-day"},
           {"do": "pause", "subscription": "pause-anchor"},
           {"at": "2026-06-21", "do": "change", "subscription": "arrears-trial", "quantity": 2},
           {"do": "cancel", "subscription": "full-a", "credit": "full"},
           {"do": "cancel", "subscription": "full-b"},
           {"do": "cancel", "subscription": "full-c", "credit": "none"},
           {"do": "change", "subscription": "seats", "quantity": 2},
           {"at": "2026-07-01", "do": "subscribe", "customer": "half-w", "plan": "w", "as": "half-w"},
           {"at": "2026-07-01T23:00:00", "do": "cancel", "subscription": "seats", "credit": "none"},
           {"at": "2026-07-07", "do": "subscribe", "customer": "half-s", "plan": "s", "as": "half-s"},
           {"do": "subscribe", "customer": "half-u", "plan": "c2", "as": "half-u"},
           {"at": "2026-07-11", "do": "cancel", "subscription": "pause-ended"},
           {"at": "2026-07-17", "do": "resume", "subscription": "pause-over"},
           {"do": "resume", "subscription": "pause-anchor", "startsPeriod": true, "from": "2026-07-20"},
           {"do": "change", "subscription": "half-w", "plan": "n2"},
           {"at": "2026-07-21", "do": "change", "subscription": "half-s", "plan": "c2", "startsPeriod": false},
           {"do": "change", "subscription": "half-u", "plan": "s"},
           {"at": "2026-08-11", "do": "resume", "subscription": "pause-end"},
           {"at": "2026-08-16T23:00:00", "do": "cancel", "subscription": "arrears-move", "credit": "full"},
           {"do": "cancel", "subscription": "arrears-trial", "credit": "full"},
           {"at": "2026-09-01T23:00:00", "do": "cancel", "subscription": "pause-ahead", "credit": "none"},
           {"do": "cancel", "subscription": "pause-over", "credit": "none"},
           {"do": "cancel", "subscription": "pause-day", "credit": "none"},
           {"do": "cancel", "subscription": "pause-anchor", "credit": "none"},
           {"do": "cancel", "subscription": "pause-end", "credit": "none"},
           {"at": "2026-09-02T23:00:00", "do": "cancel", "subscription": "half-w", "credit": "none"},
           {"do": "cancel", "subscription": "half-s", "credit": "none"},
           {"do": "cancel", "subscription": "half-u", "credit": "none"},
           {"at": "2027-03-15T23:00:00", "do": "cancel", "subscription": "cycle-my", "credit": "none"},
           {"do": "cancel", "subscription": "cycle-ym", "credit": "none"},
           {"at": "2027-06-01", "do": "subscribe", "customer": "leap", "plan": "y2", "as": "leap"},
           {"at": "2028-02-01", "do": "pause", "subscription": "leap"},
           {"at": "2028-03-01", "do": "resume", "subscription": "leap"},
           {"at": "2028-05-31", "do": "cancel", "subscription": "leap"}]}
        """;

    [Fact]
    public async Task Ends_pauses_trials_and_terms_come_to_what_they_come_to_by_hand()
    {
        // Of a term of three months from January 10 February is paid: March and 9 of the 30 days of April are left. A fee of 15 for half a month of 16
        // days has 11 of them left on the 21st. Of thirty days a month the 31st costs nothing, and from February 15 on there are 16.
        await ChargeTable.CheckAsync(postgres, Json, """
            term-stub     2023-01-10 fee 21.29032 01-10..02-01
                          2023-02-01 fee 30 02-01..03-01
                          2023-02-10 penalty 39 02-10..02-11
            term-trial    2023-02-01 fee 30 02-01..03-01
                          2023-02-10 penalty 30 02-10..02-11
            term-change   2023-01-10 fee 60 01-10..02-10
                          2023-02-10 fee 60 02-10..03-10
                          2023-02-10 credit -60 02-10..03-10
                          2023-02-10 penalty 25 02-10..02-11
                          2023-02-10 fee 40 02-10..03-10
                          2023-03-10 fee 40 03-10..04-10
                          2023-04-10 fee 40 04-10..05-10
            trial-twice   2026-02-01 fee 31 02-01..03-01
                          2026-03-01 fee 31 03-01..04-01
                          2026-04-01 fee 31 04-01..05-01
            trial-anchor  2026-01-08 fee 24 01-08..02-01
                          2026-02-01 fee 31 02-01..03-01
                          2026-03-01 fee 31 03-01..04-01
                          2026-04-01 fee 31 04-01..05-01
            trial-act     2026-01-01 activation 5 01-01..01-02
                          2026-01-15 fee 31 01-15..02-15
                          2026-02-15 fee 31 02-15..03-15
                          2026-03-15 fee 31 03-15..04-15
            trial-left    2026-01-01 activation 5 01-01..01-02
            trial-change  2026-01-15 fee 62 01-15..02-15
                          2026-02-15 fee 62 02-15..03-15
                          2026-03-15 fee 62 03-15..04-15
            pause-ahead   2026-06-01 fee 30 06-01..07-01
                          2026-06-11 credit -20 06-11..07-01
                          2026-06-21 fee 10 06-21..07-01
                          2026-07-01 fee 30 07-01..08-01
                          2026-08-01 fee 30 08-01..09-01
                          2026-09-01 fee 30 09-01..10-01
            pause-over    2026-06-01 fee 30 06-01..07-01
                          2026-06-16 credit -15 06-16..07-01
                          2026-07-17 fee 14.51613 07-17..08-01
                          2026-08-01 fee 30 08-01..09-01
                          2026-09-01 fee 30 09-01..10-01
            pause-ended   2026-06-01 fee 30 06-01..07-01
                          2026-06-16 credit -15 06-16..07-01
            pause-day     2026-06-01 fee 30 06-01..07-01
                          2026-06-16 credit -15 06-16..07-01
                          2026-06-16 fee 15 06-16..07-01
                          2026-07-01 fee 30 07-01..08-01
                          2026-08-01 fee 30 08-01..09-01
                          2026-09-01 fee 30 09-01..10-01
            pause-anchor  2026-06-01 fee 31 06-01..07-01
                          2026-06-16 credit -15.5 06-16..07-01
                          2026-07-20 fee 31 07-20..08-20
                          2026-08-20 fee 31 08-20..09-20
            pause-end     2026-06-01 fee 30 06-01..07-01
                          2026-08-11 fee 20.32258 08-11..09-01
                          2026-09-01 fee 30 09-01..10-01
            arrears-none  2026-06-11 fee 30 06-01..06-11
            arrears-days  2026-06-11 fee 10 06-01..06-11
            arrears-move  2026-06-11 fee 10 06-01..06-11
                          2026-06-16 fee 4.83871 06-11..06-16
                          2026-07-16 fee 30 06-16..07-16
                          2026-08-16 fee 30 07-16..08-16
            arrears-trial 2026-06-21 fee 10 06-11..06-21
                          2026-07-11 fee 40 06-21..07-11
                          2026-08-11 fee 60 07-11..08-11
            full-a        2026-06-01 fee 30 06-01..07-01
                          2026-06-11 credit -20 06-11..07-01
                          2026-06-11 fee 40 06-11..07-01
                          2026-06-21 credit -40 06-11..07-01
            full-b        2026-06-01 fee 30 06-01..07-01
                          2026-06-11 fee 40 06-11..07-01
                          2026-06-21 credit -20 06-21..07-01
            full-c        2026-06-01 fee 30 06-01..07-01
                          2026-06-11 credit -30 06-01..07-01
                          2026-06-11 fee 40 06-11..07-01
            thirty-feb    2023-02-15 fee 16 02-15..03-01
                          2023-02-28 credit -3 02-28..03-01
            thirty-mid    2023-01-16 fee 15 01-16..02-01
                          2023-02-01 fee 30 02-01..03-01
                          2023-02-15 credit -16 02-15..03-01
                          2023-02-15 fee 32 02-15..03-01
                          2023-03-01 fee 60 03-01..04-01
            thirty-jan31  2023-02-01 fee 30 02-01..03-01
                          2023-03-01 fee 30 03-01..04-01
            thirty-q      2023-01-16 fee 75 01-16..04-01
            half-w        2026-07-01 fee 70 07-01..07-08
                          2026-07-08 fee 70 07-08..07-15
                          2026-07-15 fee 70 07-15..07-22
                          2026-07-17 credit -50 07-17..07-22
                          2026-07-17 fee 31 07-17..08-17
                          2026-08-17 fee 31 08-17..09-17
            half-s        2026-07-07 fee 9 07-07..07-16
                          2026-07-16 fee 15 07-16..08-01
                          2026-07-21 credit -10.3125 07-21..08-01
                          2026-07-21 fee 22 07-21..08-01
                          2026-08-01 fee 62 08-01..09-01
                          2026-09-01 fee 62 09-01..10-01
            half-u        2026-07-07 fee 50 07-07..08-01
                          2026-07-21 credit -22 07-21..08-01
                          2026-07-21 fee 10.3125 07-21..08-01
                          2026-08-01 fee 15 08-01..08-16
                          2026-08-16 fee 15 08-16..09-01
                          2026-09-01 fee 15 09-01..09-16
            seats         2026-06-01 fee 30 06-01..07-01
                          2026-06-11 credit -20 06-11..07-01
                          2026-06-11 fee 33.33333 06-11..07-01
                          2026-06-21 credit -16.66667 06-21..07-01
                          2026-06-21 fee 6.66667 06-21..07-01
                          2026-07-01 fee 20 07-01..08-01
            cycle-my      2026-01-15 fee 31 01-15..02-15
                          2026-02-15 fee 31 02-15..03-15
                          2026-03-15 fee 365 03-15..03-15
                          2027-03-15 fee 365 03-15..03-15
            cycle-ym      2026-01-15 fee 365 01-15..01-15
                          2027-01-15 fee 31 01-15..02-15
                          2027-02-15 fee 31 02-15..03-15
                          2027-03-15 fee 31 03-15..04-15
            cycle-cal     2026-01-15 fee 17 01-15..02-01
                          2026-02-01 fee 31 02-01..03-01
                          2026-03-01 fee 306 03-01..01-01
            leap          2027-06-01 fee 366 06-01..06-01
                          2028-02-01 credit -121 02-01..06-01
                          2028-03-01 fee 92 03-01..06-01
                          2028-05-31 credit -1 05-31..06-01
            """);
    }
}
