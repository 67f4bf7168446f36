using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Billing days that move: in trials, at the end of a period, with another plan, while nothing is charged.</summary>
public sealed class BillingDayScenarioTests(MigratedPostgres postgres)
{
    private const string Json = """
        {"start": "2015-08-01", "until": "2018-09-21",
         "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"},
                     "period": {"closingDelayHours": 0},
                     "yearly": {"closingDelayHours": 0, "every": "yearly"}},
         "plans": {"s": {"fee": 249.95, "every": "anniversary", "trialDays": 30}, "s2": {"fee": 249.95, "every": "anniversary"},
                   "b": {"fee": 599.95, "every": "anniversary"}, "y": {"fee": 2399.95, "every": "anniversary", "count": 12, "trialDays": 30},
                   "ao": {"fee": 1999.95, "every": "anniversary"}, "p": {"fee": 19.95, "every": "anniversary"}, "b2": {"fee": 29.95, "every": "anniversary"},
                   "free": {"fee": 0, "every": "anniversary"}, "v1": {"fee": 49.95, "every": "anniversary"}, "v2": {"fee": 59.95, "every": "anniversary"}},
         "customers": {"trial": {}, "twice": {}, "plan": {}, "annual": {}, "add-on": {"class": "period"}, "courtesy": {"class": "yearly"}, "ops": {}, "free-a": {},
                       "free-t": {}, "free-l": {}, "price": {}, "sot-a": {}, "sot-t": {}, "sot-f": {}},
         "steps": [
           {"at": "2015-08-01", "do": "subscribe", "customer": "sot-a", "plan": "y", "as": "sot-a"},
           {"do": "subscribe", "customer": "sot-t", "plan": "y", "as": "sot-t"},
           {"do": "subscribe", "customer": "sot-f", "plan": "y", "as": "sot-f", "from": "2015-10-01"},
           {"at": "2015-08-06", "do": "cancel", "subscription": "sot-t", "credit": "full"},
           {"at": "2015-09-05", "do": "cancel", "subscription": "sot-a", "credit": "full"},
           {"do": "cancel", "subscription": "sot-f", "from": "2015-10-01"},
           {"at": "2016-04-01", "do": "subscribe", "customer": "trial", "plan": "s", "as": "trial"},
           {"do": "subscribe", "customer": "twice", "plan": "s", "as": "twice"},
           {"do": "subscribe", "customer": "annual", "plan": "y", "as": "annual"},
           {"do": "subscribe", "customer": "free-a", "plan": "free", "as": "free-a"},
           {"do": "subscribe", "customer": "free-t", "plan": "free", "as": "free-t"},
           {"at": "2016-04-04", "do": "change", "subscription": "trial", "anchorDay": 15},
           {"at": "2016-04-15", "do": "change", "subscription": "free-a", "anchorDay": 15},
           {"do": "change", "subscription": "free-a", "plan": "b2"},
           {"do": "change", "subscription": "free-t", "anchorDay": 15},
           {"do": "change", "subscription": "free-t", "plan": "b2", "trialEnd": "2016-05-15"},
           {"at": "2016-05-01", "do": "change", "subscription": "twice", "anchorDay": 15, "atPeriodEnd": true},
           {"do": "subscribe", "customer": "plan", "plan": "s2", "as": "plan"},
           {"do": "subscribe", "customer": "courtesy", "plan": "s2", "as": "courtesy"},
           {"do": "subscribe", "customer": "free-l", "plan": "free", "as": "free-l"},
           {"at": "2016-05-02", "do": "pay", "amount": 249.95, "customer": "plan"},
           {"at": "2016-05-05", "do": "change", "subscription": "plan", "plan": "b", "anchorDay": 10},
           {"at": "2016-05-10", "do": "change", "subscription": "annual", "anchor": "2016-05-10", "atPeriodEnd": true},
           {"at": "2016-05-10T23:00:00", "do": "cancel", "subscription": "plan", "credit": "none"},
           {"at": "2016-05-15", "do": "change", "subscription": "free-l", "anchorDay": 14},
           {"do": "change", "subscription": "free-l", "plan": "b2", "trialEnd": "2016-06-14"},
           {"at": "2016-05-16", "do": "pause", "subscription": "courtesy", "backdated": true, "from": "2016-05-01"},
           {"do": "resume", "subscription": "courtesy", "anchorDay": 16},
           {"at": "2016-05-18", "do": "cancel", "subscription": "trial", "credit": "full"},
           {"at": "2016-06-01", "do": "subscribe", "customer": "add-on", "plan": "s2", "as": "add-on.base"},
           {"do": "subscribe", "customer": "add-on", "plan": "ao", "as": "add-on.ao"},
           {"at": "2016-06-04", "do": "change", "subscription": "add-on.ao", "anchorDay": 4, "atPeriodEnd": true},
           {"at": "2016-06-15", "do": "change", "subscription": "twice", "anchorDay": 10, "atPeriodEnd": true},
           {"at": "2016-06-16T23:00:00", "do": "cancel", "subscription": "courtesy", "credit": "none"},
           {"at": "2016-07-04T23:00:00", "do": "cancel", "subscription": "add-on.base", "credit": "none"},
           {"do": "cancel", "subscription": "add-on.ao", "credit": "none"},
           {"at": "2016-07-14T23:00:00", "do": "cancel", "subscription": "free-a", "credit": "none"},
           {"do": "cancel", "subscription": "free-t", "credit": "none"},
           {"do": "cancel", "subscription": "free-l", "credit": "none"},
           {"at": "2016-08-10T23:00:00", "do": "cancel", "subscription": "twice", "credit": "none"},
           {"at": "2017-05-11T23:00:00", "do": "cancel", "subscription": "annual", "credit": "none"},
           {"at": "2018-03-15", "do": "subscribe", "customer": "price", "plan": "v1", "as": "price"},
           {"at": "2018-04-01", "do": "change", "subscription": "price", "plan": "v2", "from": "2018-05-01"},
           {"at": "2018-06-15T23:00:00", "do": "cancel", "subscription": "price", "credit": "none"},
           {"at": "2018-06-21", "do": "subscribe", "customer": "ops", "plan": "p", "as": "ops", "anchorDay": 15},
           {"at": "2018-07-15", "do": "change", "subscription": "ops", "plan": "b2", "anchorDay": 21, "atPeriodEnd": true},
           {"at": "2018-09-21T23:00:00", "do": "cancel", "subscription": "ops", "credit": "none"}]}
        """;

    [Fact]
    public async Task A_billing_day_that_moves_leaves_a_part_of_the_period_that_ends_on_it()
    {
        // Up to the new day it is a part of the period that ends on it: 14 of the 31 days from May 15 to June 15, 26 of those from July 10 to August 10.
        await ChargeTable.CheckAsync(postgres, Json, """
            trial    2016-05-01 fee 116.64333 05-01..05-15
                     2016-05-15 fee 249.95 05-15..06-15
                     2016-05-18 credit -249.95 05-15..06-15
            twice    2016-05-01 fee 249.95 05-01..06-01
                     2016-06-01 fee 112.88065 06-01..06-15
                     2016-06-15 fee 249.95 06-15..07-15
                     2016-07-15 fee 209.63548 07-15..08-10
                     2016-08-10 fee 249.95 08-10..09-10
            plan     2016-05-01 fee 249.95 05-01..06-01
                     2016-05-05 credit -217.69839 05-05..06-01
                     2016-05-05 fee 99.99167 05-05..05-10
                     2016-05-10 fee 599.95 05-10..06-10
            annual   2016-05-01 fee 2399.95 05-01..05-01
                     2017-05-01 fee 59.17685 05-01..05-10
                     2017-05-10 fee 2399.95 05-10..05-10
            add-on   2016-06-01 fee 249.95 06-01..07-01
                     2016-06-01 fee 1999.95 06-01..07-01
                     2016-07-01 fee 249.95 07-01..08-01
                     2016-07-01 fee 199.995 07-01..07-04
                     2016-07-04 fee 1999.95 07-04..08-04
            courtesy 2016-05-01 fee 249.95 05-01..06-01
                     2016-05-16 credit -249.95 05-01..06-01
                     2016-05-16 fee 249.95 05-16..06-16
                     2016-06-16 fee 249.95 06-16..07-16
            ops      2018-06-21 fee 15.96 06-21..07-15
                     2018-07-15 fee 19.95 07-15..08-15
                     2018-08-15 fee 5.79677 08-15..08-21
                     2018-08-21 fee 29.95 08-21..09-21
                     2018-09-21 fee 29.95 09-21..10-21
            free-a   2016-04-15 fee 29.95 04-15..05-15
                     2016-05-15 fee 29.95 05-15..06-15
                     2016-06-15 fee 29.95 06-15..07-15
            free-t   2016-05-15 fee 29.95 05-15..06-15
                     2016-06-15 fee 29.95 06-15..07-15
            free-l   2016-06-14 fee 29.95 06-14..07-14
                     2016-07-14 fee 29.95 07-14..08-14
            price    2018-03-15 fee 49.95 03-15..04-15
                     2018-04-15 fee 26.64 04-15..05-01
                     2018-05-01 fee 27.97667 05-01..05-15
                     2018-05-15 fee 59.95 05-15..06-15
                     2018-06-15 fee 59.95 06-15..07-15
            sot-a    2015-08-31 fee 2399.95 08-31..08-31
                     2015-09-05 credit -2399.95 08-31..08-31
            """);
    }
}
