using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>What Kill Bill repairs: parts at both ends, several changes, pauses that dunning makes, billing days after a trial.</summary>
public sealed class KillBillRepairScenarioTests(MigratedPostgres postgres)
{
    private const string Json = """
        {"start": "2010-06-17", "until": "2013-05-01",
         "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"},
                     "yearly": {"closingDelayHours": 0, "every": "yearly"},
                     "dunned": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total", "paymentTermDays": 0,
                                "dunning": [{"days": 30, "action": "limit"}, {"days": 40, "action": "suspend"}, {"days": 50, "action": "remind"}]},
                     "dunned2": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total", "paymentTermDays": 0,
                                 "dunning": [{"days": 30, "action": "limit"}, {"days": 40, "action": "suspend"}]},
                     "ended": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total", "paymentTermDays": 0,
                               "dunning": [{"days": 30, "action": "remind"}, {"days": 40, "action": "terminate"}]}},
         "plans": {"m": {"fee": 31, "every": "anniversary"}, "q": {"fee": 91, "every": "anniversary", "count": 3}, "y": {"fee": 365, "every": "anniversary", "count": 12},
                   "y2": {"fee": 2399.95, "every": "anniversary", "count": 12}, "s": {"fee": 249.95, "every": "anniversary"},
                   "z": {"fee": 5999.95, "every": "anniversary", "count": 12}, "sg": {"fee": 249.95, "every": "anniversary", "trialDays": 30},
                   "ar": {"fee": 599.95, "every": "anniversary", "trialDays": 30}, "bd": {"fee": 9.95, "every": "anniversary"},
                   "pi": {"fee": 29.95, "every": "anniversary"}, "s2": {"fee": 249.95, "every": "anniversary", "trialDays": 30, "waivedWhileSuspended": true},
                   "b": {"fee": 599.95, "every": "anniversary"},
                   "y3": {"fee": 2399.95, "every": "anniversary", "count": 12, "trialDays": 30, "waivedWhileSuspended": true}},
         "customers": {"part-tm": {}, "part-dm": {}, "part-tq": {}, "part-dq": {}, "part-dy": {}, "part-dy2": {}, "part-lm": {}, "force": {"class": "yearly"}, "years": {},
                       "repairs": {}, "od": {"class": "dunned"}, "od-up": {"class": "dunned2"}, "od-year": {"class": "dunned2"}, "resumed": {}, "od-end": {"class": "ended"},
                       "day-d2": {}, "day-d3": {}, "day-d31": {}},
         "steps": [
           {"at": "2010-06-17", "do": "subscribe", "customer": "part-tm", "plan": "m", "as": "part-tm"},
           {"do": "cancel", "subscription": "part-tm", "from": "2010-07-25"},
           {"do": "subscribe", "customer": "part-tq", "plan": "q", "as": "part-tq"},
           {"do": "cancel", "subscription": "part-tq", "from": "2010-09-25"},
           {"at": "2011-01-01", "do": "subscribe", "customer": "part-dm", "plan": "m", "as": "part-dm", "anchorDay": 15},
           {"do": "cancel", "subscription": "part-dm", "from": "2011-02-27"},
           {"do": "subscribe", "customer": "part-dq", "plan": "q", "as": "part-dq", "anchorDay": 15},
           {"do": "cancel", "subscription": "part-dq", "from": "2011-04-27"},
           {"do": "subscribe", "customer": "part-dy", "plan": "y", "as": "part-dy", "anchorDay": 15},
           {"do": "cancel", "subscription": "part-dy", "from": "2012-01-27"},
           {"do": "subscribe", "customer": "part-dy2", "plan": "y", "as": "part-dy2", "anchorDay": 15},
           {"do": "cancel", "subscription": "part-dy2", "from": "2013-04-27"},
           {"at": "2011-02-01", "do": "subscribe", "customer": "part-lm", "plan": "m", "as": "part-lm", "anchorDay": 13},
           {"do": "cancel", "subscription": "part-lm", "from": "2011-03-13"},
           {"at": "2012-02-01T00:03:42", "do": "subscribe", "customer": "day-d2", "plan": "sg", "as": "day-d2", "anchorDay": 2},
           {"do": "change", "subscription": "day-d2", "plan": "ar"},
           {"do": "subscribe", "customer": "day-d3", "plan": "sg", "as": "day-d3", "anchorDay": 3},
           {"do": "change", "subscription": "day-d3", "plan": "ar"},
           {"do": "subscribe", "customer": "day-d31", "plan": "sg", "as": "day-d31", "anchorDay": 31},
           {"do": "change", "subscription": "day-d31", "plan": "ar"},
           {"at": "2012-03-03T23:59:59", "do": "change", "subscription": "day-d2", "plan": "pi", "atPeriodEnd": true},
           {"do": "change", "subscription": "day-d3", "plan": "pi", "atPeriodEnd": true},
           {"at": "2012-03-31T12:00:00", "do": "change", "subscription": "day-d31", "plan": "pi", "atPeriodEnd": true},
           {"at": "2012-04-01", "do": "subscribe", "customer": "repairs", "plan": "sg", "as": "repairs"},
           {"at": "2012-04-04", "do": "change", "subscription": "repairs", "plan": "ar"},
           {"at": "2012-05-01", "do": "subscribe", "customer": "force", "plan": "y2", "as": "force"},
           {"do": "subscribe", "customer": "years", "plan": "y2", "as": "years"},
           {"do": "subscribe", "customer": "od", "plan": "s2", "as": "od"},
           {"do": "subscribe", "customer": "od-up", "plan": "s2", "as": "od-up"},
           {"do": "subscribe", "customer": "od-year", "plan": "y3", "as": "od-year"},
           {"do": "subscribe", "customer": "od-end", "plan": "sg", "as": "od-end"},
           {"at": "2012-05-07", "do": "change", "subscription": "repairs", "plan": "bd"},
           {"at": "2012-05-08", "do": "change", "subscription": "repairs", "plan": "pi"},
           {"at": "2012-05-11", "do": "change", "subscription": "force", "plan": "s", "anchorDay": 1},
           {"do": "change", "subscription": "years", "plan": "z"},
           {"at": "2012-05-11T01:00:00", "do": "change", "subscription": "force", "plan": "y2", "anchor": "2012-05-01"},
           {"at": "2012-06-01T23:00:00", "do": "cancel", "subscription": "repairs", "credit": "none"},
           {"at": "2012-06-02T23:00:00", "do": "cancel", "subscription": "force", "credit": "none"},
           {"at": "2012-06-30", "do": "subscribe", "customer": "resumed", "plan": "s", "as": "resumed", "anchorDay": 31},
           {"at": "2012-07-03T12:00:00", "do": "cancel", "subscription": "day-d2", "atPeriodEnd": true},
           {"do": "cancel", "subscription": "day-d3", "atPeriodEnd": true},
           {"do": "cancel", "subscription": "day-d31", "atPeriodEnd": true},
           {"at": "2012-07-10", "do": "pause", "subscription": "resumed"},
           {"at": "2012-07-20", "do": "pay", "amount": "499.90", "customer": "od"},
           {"do": "pay", "amount": "499.90", "customer": "od-up"},
           {"do": "change", "subscription": "od-up", "plan": "b"},
           {"do": "pay", "amount": 2399.95, "customer": "od-year"},
           {"at": "2012-07-23", "do": "resume", "subscription": "resumed"},
           {"do": "change", "subscription": "resumed", "plan": "b"},
           {"at": "2012-07-31", "do": "change", "subscription": "od-year", "plan": "b"},
           {"at": "2012-07-31T23:00:00", "do": "cancel", "subscription": "od-up", "credit": "none"},
           {"do": "cancel", "subscription": "resumed", "credit": "none"},
           {"at": "2012-08-01T23:00:00", "do": "cancel", "subscription": "od", "credit": "none"},
           {"at": "2012-08-31T23:00:00", "do": "cancel", "subscription": "od-year", "credit": "none"},
           {"at": "2012-09-01T23:00:00", "do": "cancel", "subscription": "od-end", "credit": "none"},
           {"at": "2013-05-01T23:00:00", "do": "cancel", "subscription": "years", "credit": "none"}]}
        """;

    [Fact]
    public async Task Parts_changes_blocks_and_billing_days_come_to_what_they_come_to_by_hand()
    {
        // Of a year from June 17 the first days of a quarter from the 15th are 14 of 92. What is blocked from July 10 to 20 is not charged: 10 of 31
        // days of 249.95 are 80.63, of the year 65.75.
        var told = await ChargeTable.CheckAsync(postgres, Json, """
            part-tm  2010-06-17 fee 31 06-17..07-17
                     2010-07-17 fee 8 07-17..07-25
            part-tq  2010-06-17 fee 91 06-17..09-17
                     2010-09-17 fee 8 09-17..09-25
            part-dm  2011-01-01 fee 14 01-01..01-15
                     2011-01-15 fee 31 01-15..02-15
                     2011-02-15 fee 13.28571 02-15..02-27
            part-dq  2011-01-01 fee 13.84783 01-01..01-15
                     2011-01-15 fee 91 01-15..04-15
                     2011-04-15 fee 12 04-15..04-27
            part-dy  2011-01-01 fee 14 01-01..01-15
                     2011-01-15 fee 365 01-15..01-15
                     2012-01-15 fee 11.96721 01-15..01-27
            part-dy2 2011-01-01 fee 14 01-01..01-15
                     2011-01-15 fee 365 01-15..01-15
                     2012-01-15 fee 365 01-15..01-15
                     2013-01-15 fee 102 01-15..04-27
            part-lm  2011-02-01 fee 12 02-01..02-13
                     2011-02-13 fee 31 02-13..03-13
            force    2012-05-01 fee 2399.95 05-01..05-01
                     2012-05-11 credit -2334.19795 05-11..05-01
                     2012-05-11 fee 169.32097 05-11..06-01
                     2012-05-11 credit -169.32097 05-11..06-01
                     2012-05-11 fee 2334.19795 05-11..05-01
            years    2012-05-01 fee 2399.95 05-01..05-01
                     2012-05-11 credit -2334.19795 05-11..05-01
                     2012-05-11 fee 5835.56781 05-11..05-01
                     2013-05-01 fee 5999.95 05-01..05-01
            repairs  2012-05-01 fee 599.95 05-01..06-01
                     2012-05-07 credit -483.83065 05-07..06-01
                     2012-05-07 fee 8.02419 05-07..06-01
                     2012-05-08 credit -7.70323 05-08..06-01
                     2012-05-08 fee 23.1871 05-08..06-01
                     2012-06-01 fee 29.95 06-01..07-01
            od       2012-05-31 fee 249.95 05-31..06-30
                     2012-06-30 fee 249.95 06-30..07-31
                     2012-07-10 credit -169.32097 07-10..07-31
                     2012-07-20 fee 88.69194 07-20..07-31
                     2012-07-31 fee 249.95 07-31..08-31
            od-up    2012-05-31 fee 249.95 05-31..06-30
                     2012-06-30 fee 249.95 06-30..07-31
                     2012-07-10 credit -169.32097 07-10..07-31
                     2012-07-20 fee 88.69194 07-20..07-31
                     2012-07-20 credit -88.69194 07-20..07-31
                     2012-07-20 fee 212.88548 07-20..07-31
                     2012-07-31 fee 599.95 07-31..08-31
            od-year  2012-05-31 fee 2399.95 05-31..05-31
                     2012-07-10 credit -2136.94178 07-10..05-31
                     2012-07-20 fee 2071.18973 07-20..05-31
                     2012-07-31 credit -1998.86247 07-31..05-31
                     2012-07-31 fee 599.95 07-31..08-31
                     2012-08-31 fee 599.95 08-31..09-30
            resumed  2012-06-30 fee 249.95 06-30..07-31
                     2012-07-10 credit -169.32097 07-10..07-31
                     2012-07-23 fee 64.50323 07-23..07-31
                     2012-07-23 credit -64.50323 07-23..07-31
                     2012-07-23 fee 154.82581 07-23..07-31
                     2012-07-31 fee 599.95 07-31..08-31
            od-end   2012-05-31 fee 249.95 05-31..06-30
                     2012-06-30 fee 249.95 06-30..07-31
                     2012-07-10 credit -169.32097 07-10..07-31
            day-d2   2012-03-02 fee 599.95 03-02..04-02
                     2012-04-02 fee 29.95 04-02..05-02
                     2012-05-02 fee 29.95 05-02..06-02
                     2012-06-02 fee 29.95 06-02..07-02
                     2012-07-02 fee 29.95 07-02..08-02
            day-d3   2012-03-02 fee 20.68793 03-02..03-03
                     2012-03-03 fee 599.95 03-03..04-03
                     2012-04-03 fee 29.95 04-03..05-03
                     2012-05-03 fee 29.95 05-03..06-03
                     2012-06-03 fee 29.95 06-03..07-03
                     2012-07-03 fee 29.95 07-03..08-03
            day-d31  2012-03-02 fee 561.24355 03-02..03-31
                     2012-03-31 fee 599.95 03-31..04-30
                     2012-04-30 fee 29.95 04-30..05-31
                     2012-05-31 fee 29.95 05-31..06-30
                     2012-06-30 fee 29.95 06-30..07-31
            """);

        Bills("years", "2399.95", "3501.37", "5999.95");
        Bills("repairs", "599.95", "-475.81", "15.49", "29.95");
        Bills("od-end", "249.95", "249.95", "-169.32");

        // The totals of the invoices.
        void Bills(string customer, params string[] totals) => Assert.Equal(totals, told.Bills(customer).Select(one => one[(one.LastIndexOf(' ') + 1)..]));
    }
}
