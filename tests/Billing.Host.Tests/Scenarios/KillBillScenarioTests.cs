using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>What Kill Bill is known for: billing days late in the month, trials, changes at once and at the term's end, pauses, fixed days.</summary>
public sealed class KillBillScenarioTests(MigratedPostgres postgres)
{
    private const string Json = """
        {"start": "2012-01-31", "until": "2012-07-01",
         "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"}},
         "plans": {"small": {"fee": 29.95, "every": "anniversary"}, "big": {"fee": 249.95, "every": "anniversary"},
                   "trial": {"fee": 249.95, "every": "anniversary", "trialDays": 30}, "year": {"fee": 2399.95, "every": "anniversary", "count": 12},
                   "p31": {"fee": 31, "every": "anniversary"}, "p30": {"fee": 30, "every": "anniversary"}, "t31": {"fee": 31, "every": "anniversary", "trialDays": 30},
                   "f30": {"fee": 30, "every": "anniversary", "prorationDays": 30}, "f60": {"fee": 60, "every": "anniversary", "prorationDays": 30}},
         "customers": {"bcd31": {}, "trial": {}, "up": {}, "twice": {}, "down": {}, "imm": {}, "eot": {}, "year": {}, "paused": {}, "restart": {}, "future": {},
                       "trialed": {}, "bcd": {}, "fixed": {}, "aligned": {}},
         "steps": [
           {"do": "subscribe", "customer": "bcd31", "plan": "big"},
           {"at": "2012-04-01", "do": "subscribe", "customer": "trial", "plan": "trial"},
           {"at": "2012-05-01", "do": "subscribe", "customer": "up", "plan": "small", "as": "up"},
           {"do": "subscribe", "customer": "down", "plan": "big", "as": "down"},
           {"do": "subscribe", "customer": "imm", "plan": "big", "as": "imm"},
           {"do": "subscribe", "customer": "eot", "plan": "big", "as": "eot"},
           {"do": "subscribe", "customer": "year", "plan": "year", "as": "year"},
           {"do": "subscribe", "customer": "paused", "plan": "p31", "as": "paused"},
           {"do": "subscribe", "customer": "restart", "plan": "p31", "as": "restart"},
           {"do": "subscribe", "customer": "future", "plan": "big", "as": "future", "from": "2012-06-01"},
           {"do": "subscribe", "customer": "trialed", "plan": "t31", "as": "trialed"},
           {"do": "subscribe", "customer": "aligned", "plan": "t31", "as": "aligned"},
           {"at": "2012-05-01T08:00:00", "do": "subscribe", "customer": "twice", "plan": "small", "as": "twice"},
           {"at": "2012-05-01T12:00:00", "do": "change", "subscription": "twice", "plan": "big"},
           {"at": "2012-05-02", "do": "pay", "customer": "imm", "amount": 249.95},
           {"at": "2012-05-05", "do": "cancel", "subscription": "eot", "atPeriodEnd": true},
           {"at": "2012-05-10", "do": "subscribe", "customer": "bcd", "plan": "p30", "as": "bcd"},
           {"do": "cancel", "subscription": "future", "atPeriodEnd": true},
           {"at": "2012-05-11", "do": "change", "subscription": "up", "plan": "big"},
           {"do": "change", "subscription": "down", "plan": "small", "atPeriodEnd": true},
           {"do": "cancel", "subscription": "imm"},
           {"do": "change", "subscription": "year", "plan": "big"},
           {"do": "pause", "subscription": "restart"},
           {"do": "change", "subscription": "trialed", "trialEnd": "now"},
           {"do": "change", "subscription": "aligned", "plan": "big", "trialEnd": "2012-06-10"},
           {"at": "2012-05-15", "do": "change", "subscription": "bcd", "anchorDay": 20},
           {"at": "2012-05-20", "do": "withdraw", "subscription": "eot"},
           {"do": "pause", "subscription": "paused", "from": "2012-05-11", "backdated": true},
           {"at": "2012-05-21", "do": "subscribe", "customer": "fixed", "plan": "f30", "as": "fixed", "anchorDay": 1},
           {"at": "2012-05-25", "do": "resume", "subscription": "paused"},
           {"do": "resume", "subscription": "restart", "startsPeriod": true},
           {"at": "2012-06-16", "do": "change", "subscription": "fixed", "plan": "f60"}]}
        """;

    [Fact]
    public async Task Billing_days_trials_changes_pauses_and_fixed_days_come_to_what_they_come_to_by_hand()
    {
        // Of May 21 of 31 days are left on the 11th: 29.95 × 21/31 = 20.288709…, 249.95 × 21/31 = 169.320967…. Of the year 355 of 365:
        // 2399.95 × 355/365 = 2334.197945…. From May 15 to June 10 there are 26 of 31 days, and 5 of the 30 up to the 20th. With 30 fixed
        // days those from the 21st to May's end are 10, though May has 31.
        var told = await ChargeTable.CheckAsync(postgres, Json, """
            bcd31    2012-01-31 fee 249.95 01-31..02-29
                     2012-02-29 fee 249.95 02-29..03-31
                     2012-03-31 fee 249.95 03-31..04-30
                     2012-04-30 fee 249.95 04-30..05-31
                     2012-05-31 fee 249.95 05-31..06-30
                     2012-06-30 fee 249.95 06-30..07-31
            trial    2012-05-01 fee 249.95 05-01..06-01
                     2012-06-01 fee 249.95 06-01..07-01
                     2012-07-01 fee 249.95 07-01..08-01
            up       2012-05-01 fee 29.95 05-01..06-01
                     2012-05-11 credit -20.28871 05-11..06-01
                     2012-05-11 fee 169.32097 05-11..06-01
                     2012-06-01 fee 249.95 06-01..07-01
                     2012-07-01 fee 249.95 07-01..08-01
            down     2012-05-01 fee 249.95 05-01..06-01
                     2012-06-01 fee 29.95 06-01..07-01
                     2012-07-01 fee 29.95 07-01..08-01
            imm      2012-05-01 fee 249.95 05-01..06-01
                     2012-05-11 credit -169.32097 05-11..06-01
            eot      2012-05-01 fee 249.95 05-01..06-01
                     2012-06-01 fee 249.95 06-01..07-01
                     2012-07-01 fee 249.95 07-01..08-01
            year     2012-05-01 fee 2399.95 05-01..05-01
                     2012-05-11 credit -2334.19795 05-11..05-01
                     2012-05-11 fee 249.95 05-11..06-11
                     2012-06-11 fee 249.95 06-11..07-11
            paused   2012-05-01 fee 31 05-01..06-01
                     2012-05-20 credit -21 05-11..06-01
                     2012-05-25 fee 7 05-25..06-01
                     2012-06-01 fee 31 06-01..07-01
                     2012-07-01 fee 31 07-01..08-01
            restart  2012-05-01 fee 31 05-01..06-01
                     2012-05-11 credit -21 05-11..06-01
                     2012-05-25 fee 31 05-25..06-25
                     2012-06-25 fee 31 06-25..07-25
            future   2012-06-01 fee 249.95 06-01..07-01
            trialed  2012-05-11 fee 31 05-11..06-11
                     2012-06-11 fee 31 06-11..07-11
            aligned  2012-06-10 fee 249.95 06-10..07-10
            bcd      2012-05-10 fee 30 05-10..06-10
                     2012-05-15 credit -25.16129 05-15..06-10
                     2012-05-15 fee 5 05-15..05-20
                     2012-05-20 fee 30 05-20..06-20
                     2012-06-20 fee 30 06-20..07-20
            fixed    2012-05-21 fee 10 05-21..06-01
                     2012-06-01 fee 30 06-01..07-01
                     2012-06-16 credit -15 06-16..07-01
                     2012-06-16 fee 30 06-16..07-01
                     2012-07-01 fee 60 07-01..08-01
            """);

        // An invoice on each day of a fee; what a second order of the day makes is on the next one.
        Assert.Equal(
            ["2012-05-01 small 29.95 = 29.95", "2012-05-11 small: unused days -20.29 + big 169.32 = 149.03", "2012-06-01 big 249.95 = 249.95", "2012-07-01 big 249.95 = 249.95"],
            told.Bills("up"));
        Assert.Equal(["29.95", "469.95", "249.95"], told.Bills("twice").Select(one => one[(one.LastIndexOf(' ') + 1)..]));

        // 249.95 paid, 169.32 of it given back as credit.
        Assert.Equal(["2012-05-01 paid 249.95 due 249.95 open 0", "2012-05-11 nothing-due -169.32 due 0 open 0"], told.Invoices("imm"));
        Assert.Equal("169.32", told.Balance("imm"));
        Assert.Equal(("active", "ended"), (told.States("eot")[0], told.States("future")[0]));
    }
}
