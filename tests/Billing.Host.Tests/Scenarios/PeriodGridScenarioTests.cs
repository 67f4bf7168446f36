using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Periods of every length with a first part, a last one, a trial, an anchor on a day that few months have, as Lago, OpenMeter, Kill Bill and ERPNext test them.</summary>
public sealed class PeriodGridScenarioTests(MigratedPostgres postgres)
{
    private const string Json = """
        {"start": "2021-12-01T12:56:02", "until": "2025-10-01",
         "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"}},
         "plans": {"w": {"fee": 1000, "every": "weekly", "model": "in-arrears"}, "m": {"fee": 1000, "model": "in-arrears"},
                   "q": {"fee": 1000, "every": "quarterly", "model": "in-arrears"}, "h": {"fee": 1000, "every": "half-yearly", "model": "in-arrears"},
                   "y": {"fee": 1000, "every": "yearly", "model": "in-arrears"}, "n": {"fee": 29, "every": "anniversary", "model": "in-arrears"},
                   "a": {"fee": 100, "every": "anniversary", "model": "in-arrears"}, "h2": {"fee": 100, "every": "anniversary", "count": 6},
                   "q2": {"fee": 100, "every": "anniversary", "count": 3}, "y2": {"fee": 100, "every": "anniversary", "count": 12},
                   "b": {"fee": 100, "every": "anniversary", "count": 2}, "big": {"fee": 910, "every": "anniversary", "count": 3, "model": "in-arrears"},
                   "small": {"fee": 455, "every": "anniversary", "count": 3, "model": "in-arrears"}, "cal": {"fee": 910, "every": "quarterly", "model": "in-arrears"},
                   "m2": {"fee": 129, "every": "anniversary"}, "y3": {"fee": 1188, "every": "anniversary", "count": 12},
                   "y4": {"fee": 300, "every": "anniversary", "count": 12}, "b2": {"fee": 40, "every": "anniversary", "count": 24}, "a2": {"fee": 50000, "trialDays": 10},
                   "b3": {"fee": 50000, "trialDays": 45}, "c": {"fee": 100000}},
         "customers": {"g-wkp": {}, "g-wkt": {}, "g-mop": {}, "g-mot": {}, "g-qup": {}, "g-qut": {}, "g-hyp": {}, "g-hyt": {}, "g-yep": {}, "g-yet": {}, "g-jan31": {},
                       "om-one": {}, "om-two": {}, "a-h31": {}, "a-q30": {}, "a-q31": {}, "a-y29": {}, "a-b31": {}, "q-a": {}, "q-c": {}, "to-year": {}, "blocks": {},
                       "two-years": {}, "lt-t10": {}, "lt-t45": {}, "lt-up": {}},
         "steps": [
           {"at": "2021-12-01T12:56:02", "do": "subscribe", "customer": "two-years", "plan": "b2", "as": "two-years"},
           {"do": "cancel", "subscription": "two-years", "from": "2024-12-01"},
           {"at": "2023-07-19T12:12:00", "do": "subscribe", "customer": "to-year", "plan": "m2", "as": "to-year"},
           {"at": "2023-08-31", "do": "subscribe", "customer": "a-h31", "plan": "h2", "as": "a-h31"},
           {"do": "subscribe", "customer": "a-b31", "plan": "b", "as": "a-b31"},
           {"do": "cancel", "subscription": "a-b31", "from": "2024-06-30"},
           {"at": "2023-11-09", "do": "change", "subscription": "to-year", "plan": "y3", "atPeriodEnd": true, "anchor": "2023-07-19"},
           {"at": "2023-11-30", "do": "subscribe", "customer": "a-q30", "plan": "q2", "as": "a-q30"},
           {"do": "subscribe", "customer": "a-q31", "plan": "q2", "as": "a-q31", "anchorDay": 31},
           {"at": "2024-01-01", "do": "subscribe", "customer": "g-mot", "plan": "m", "as": "g-mot"},
           {"do": "subscribe", "customer": "g-qut", "plan": "q", "as": "g-qut"},
           {"do": "subscribe", "customer": "g-hyt", "plan": "h", "as": "g-hyt"},
           {"do": "subscribe", "customer": "g-yet", "plan": "y", "as": "g-yet"},
           {"at": "2024-01-15T10:00:00", "do": "subscribe", "customer": "q-a", "plan": "small", "as": "q-a"},
           {"at": "2024-01-31T01:00:00", "do": "subscribe", "customer": "g-jan31", "plan": "n", "as": "g-jan31"},
           {"do": "cancel", "subscription": "g-jan31", "from": "2024-03-31"},
           {"at": "2024-02-29", "do": "subscribe", "customer": "a-y29", "plan": "y2", "as": "a-y29"},
           {"at": "2024-03-04T10:00:00", "do": "subscribe", "customer": "g-wkt", "plan": "w", "as": "g-wkt"},
           {"at": "2024-03-05T12:12:00", "do": "subscribe", "customer": "lt-t10", "plan": "a2", "as": "lt-t10"},
           {"do": "subscribe", "customer": "lt-t45", "plan": "b3", "as": "lt-t45"},
           {"do": "subscribe", "customer": "lt-up", "plan": "a2", "as": "lt-up"},
           {"at": "2024-03-06T10:00:00", "do": "subscribe", "customer": "g-wkp", "plan": "w", "as": "g-wkp"},
           {"do": "cancel", "subscription": "g-wkp", "from": "2024-03-18"},
           {"at": "2024-03-07T10:00:00", "do": "cancel", "subscription": "g-wkt", "from": "2024-03-08"},
           {"at": "2024-03-10T12:12:00", "do": "change", "subscription": "lt-up", "plan": "c", "trialEnd": "2024-03-18"},
           {"at": "2024-03-16T10:00:00", "do": "subscribe", "customer": "g-mop", "plan": "m", "as": "g-mop"},
           {"do": "cancel", "subscription": "g-mop", "from": "2024-05-01"},
           {"do": "subscribe", "customer": "g-qup", "plan": "q", "as": "g-qup"},
           {"do": "cancel", "subscription": "g-qup", "from": "2024-07-01"},
           {"do": "subscribe", "customer": "g-hyp", "plan": "h", "as": "g-hyp"},
           {"do": "cancel", "subscription": "g-hyp", "from": "2024-07-01"},
           {"do": "subscribe", "customer": "g-yep", "plan": "y", "as": "g-yep"},
           {"do": "cancel", "subscription": "g-yep", "from": "2025-01-01"},
           {"do": "cancel", "subscription": "g-mot", "from": "2024-03-17"},
           {"do": "cancel", "subscription": "g-qut", "from": "2024-03-17"},
           {"do": "cancel", "subscription": "g-hyt", "from": "2024-03-17"},
           {"do": "cancel", "subscription": "g-yet", "from": "2024-03-17"},
           {"at": "2024-04-30T23:00:00", "do": "cancel", "subscription": "lt-t10", "credit": "none"},
           {"do": "cancel", "subscription": "lt-t45", "credit": "none"},
           {"do": "cancel", "subscription": "lt-up", "credit": "none"},
           {"at": "2024-05-20T10:00:00", "do": "change", "subscription": "q-a", "plan": "big"},
           {"do": "subscribe", "customer": "q-c", "plan": "cal", "as": "q-c"},
           {"at": "2024-06-09", "do": "subscribe", "customer": "blocks", "plan": "y4", "as": "blocks", "anchorDay": 21},
           {"at": "2024-06-20T10:00:00", "do": "cancel", "subscription": "q-a", "from": "2024-06-21"},
           {"do": "cancel", "subscription": "q-c", "from": "2024-06-21"},
           {"at": "2024-07-05", "do": "pause", "subscription": "blocks"},
           {"at": "2024-07-16", "do": "resume", "subscription": "blocks", "anchorDay": 21},
           {"at": "2024-07-19T23:00:00", "do": "cancel", "subscription": "to-year", "credit": "none"},
           {"at": "2024-08-05", "do": "pause", "subscription": "blocks"},
           {"at": "2024-09-24", "do": "resume", "subscription": "blocks", "anchorDay": 21},
           {"at": "2024-10-21T23:00:00", "do": "cancel", "subscription": "blocks", "credit": "none"},
           {"at": "2024-12-01T23:00:00", "do": "cancel", "subscription": "a-h31", "credit": "none"},
           {"do": "cancel", "subscription": "a-q30", "credit": "none"},
           {"do": "cancel", "subscription": "a-q31", "credit": "none"},
           {"do": "cancel", "subscription": "a-y29", "credit": "none"},
           {"at": "2025-07-10T15:00:00", "do": "subscribe", "customer": "om-one", "plan": "a", "as": "om-one", "anchor": "2025-01-31"},
           {"do": "subscribe", "customer": "om-two", "plan": "a", "as": "om-two", "anchor": "2025-01-31"},
           {"do": "change", "subscription": "om-two", "trialEnd": "2025-08-10", "anchor": "2025-01-31"},
           {"at": "2025-10-01T23:00:00", "do": "cancel", "subscription": "om-one", "credit": "full"},
           {"do": "cancel", "subscription": "om-two", "credit": "full"}]}
        """;

    [Fact]
    public async Task Each_length_of_period_has_its_parts_at_both_ends()
    {
        // Of 2024 the first quarter has 91 days, its half 182, the year 366. A quarter from the 30th ends on February 29, and comes back to the 30th.
        await ChargeTable.CheckAsync(postgres, Json, """
            g-wkp     2024-03-11 fee 714.28571 03-06..03-11
                      2024-03-18 fee 1000 03-11..03-18
            g-wkt     2024-03-08 fee 571.42857 03-04..03-08
            g-mop     2024-04-01 fee 516.12903 03-16..04-01
                      2024-05-01 fee 1000 04-01..05-01
            g-mot     2024-02-01 fee 1000 01-01..02-01
                      2024-03-01 fee 1000 02-01..03-01
                      2024-03-17 fee 516.12903 03-01..03-17
            g-qup     2024-04-01 fee 175.82418 03-16..04-01
                      2024-07-01 fee 1000 04-01..07-01
            g-qut     2024-03-17 fee 835.16484 01-01..03-17
            g-hyp     2024-07-01 fee 587.91209 03-16..07-01
            g-hyt     2024-03-17 fee 417.58242 01-01..03-17
            g-yep     2025-01-01 fee 795.08197 03-16..01-01
            g-yet     2024-03-17 fee 207.65027 01-01..03-17
            g-jan31   2024-02-29 fee 29 01-31..02-29
                      2024-03-31 fee 29 02-29..03-31
            om-one    2025-07-31 fee 67.74194 07-10..07-31
                      2025-08-31 fee 100 07-31..08-31
                      2025-09-30 fee 100 08-31..09-30
            om-two    2025-08-31 fee 67.74194 08-10..08-31
                      2025-09-30 fee 100 08-31..09-30
            a-h31     2023-08-31 fee 100 08-31..02-29
                      2024-02-29 fee 100 02-29..08-31
                      2024-08-31 fee 100 08-31..02-28
            a-b31     2023-08-31 fee 100 08-31..10-31
                      2023-10-31 fee 100 10-31..12-31
                      2023-12-31 fee 100 12-31..02-29
                      2024-02-29 fee 100 02-29..04-30
                      2024-04-30 fee 100 04-30..06-30
            a-q30     2023-11-30 fee 100 11-30..02-29
                      2024-02-29 fee 100 02-29..05-30
                      2024-05-30 fee 100 05-30..08-30
                      2024-08-30 fee 100 08-30..11-30
                      2024-11-30 fee 100 11-30..02-28
            a-q31     2023-11-30 fee 100 11-30..02-29
                      2024-02-29 fee 100 02-29..05-31
                      2024-05-31 fee 100 05-31..08-31
                      2024-08-31 fee 100 08-31..11-30
                      2024-11-30 fee 100 11-30..02-28
            a-y29     2024-02-29 fee 100 02-29..02-28
            q-a       2024-04-15 fee 455 01-15..04-15
                      2024-05-20 fee 175 04-15..05-20
                      2024-06-21 fee 320 05-20..06-21
            q-c       2024-06-21 fee 320 05-20..06-21
            to-year   2023-07-19 fee 129 07-19..08-19
                      2023-08-19 fee 129 08-19..09-19
                      2023-09-19 fee 129 09-19..10-19
                      2023-10-19 fee 129 10-19..11-19
                      2023-11-19 fee 788.7541 11-19..07-19
                      2024-07-19 fee 1188 07-19..07-19
            blocks    2024-06-09 fee 9.83607 06-09..06-21
                      2024-06-21 fee 300 06-21..06-21
                      2024-07-05 credit -288.49315 07-05..06-21
                      2024-07-16 fee 4.09836 07-16..07-21
                      2024-07-21 fee 300 07-21..07-21
                      2024-08-05 credit -287.67123 08-05..07-21
                      2024-09-24 fee 297.53425 09-24..09-21
            two-years 2021-12-01 fee 40 12-01..12-01
                      2023-12-01 fee 20.02736 12-01..12-01
            lt-t10    2024-03-15 fee 27419.35484 03-15..04-01
                      2024-04-01 fee 50000 04-01..05-01
            lt-t45    2024-04-19 fee 20000 04-19..05-01
            lt-up     2024-03-18 fee 45161.29032 03-18..04-01
                      2024-04-01 fee 100000 04-01..05-01
            """);
    }
}
