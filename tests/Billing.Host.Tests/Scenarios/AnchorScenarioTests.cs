using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Periods that begin late in the month, a leap year, and changes within them: by hand from the rules, nine customers in one scenario.</summary>
public sealed class AnchorScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Late_anchor_days_a_leap_year_and_changes_come_to_what_they_come_to_by_hand()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2027-11-01", "until": "2028-05-02", "classes": {"default": {"every": "anniversary"}},
             "plans": {"m": {"fee": 30, "every": "anniversary"}, "y": {"fee": 366, "every": "anniversary", "count": 12}, "big": {"fee": 60, "every": "anniversary"}},
             "customers": {"a29": {}, "a30": {}, "a31": {}, "leap": {}, "shorter": {}, "up": {}, "down": {}, "more": {}, "paused": {}},
             "steps": [
               {"at": "2027-11-29", "do": "subscribe", "customer": "a29", "plan": "m"},
               {"at": "2027-11-30", "do": "subscribe", "customer": "a30", "plan": "m"},
               {"at": "2027-12-10", "do": "subscribe", "customer": "up", "plan": "m", "as": "up"},
               {"do": "subscribe", "customer": "down", "plan": "big", "as": "down"},
               {"do": "subscribe", "customer": "more", "plan": "m", "as": "more"},
               {"do": "subscribe", "customer": "paused", "plan": "m", "as": "paused"},
               {"at": "2027-12-20", "do": "change", "subscription": "up", "plan": "big"},
               {"do": "change", "subscription": "down", "plan": "m"},
               {"do": "change", "subscription": "more", "quantity": 3},
               {"do": "pause", "subscription": "paused"},
               {"at": "2027-12-31", "do": "subscribe", "customer": "a31", "plan": "m"},
               {"at": "2028-01-20", "do": "resume", "subscription": "paused"},
               {"at": "2028-02-29", "do": "subscribe", "customer": "leap", "plan": "y"},
               {"at": "2028-03-01", "do": "subscribe", "customer": "shorter", "plan": "y", "as": "shorter"},
               {"at": "2028-04-30", "do": "change", "subscription": "shorter", "plan": "m"}]}
            """);

        // A day that a month does not have is its last one, and comes back with the next month that has it.
        Begins("a29", "2027-11-29", "2027-12-29", "2028-01-29", "2028-02-29", "2028-03-29", "2028-04-29");
        Begins("a30", "2027-11-30", "2027-12-30", "2028-01-30", "2028-02-29", "2028-03-30", "2028-04-30");
        Begins("a31", "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30");
        Assert.Equal(("-180", "-180", "-150"), (told.Balance("a29"), told.Balance("a30"), told.Balance("a31")));

        // A year from a leap day ends on the last of February. It is told once, and stays what is owed.
        Assert.Equal(["2028-02-29 fee 366 02-29..02-28"], told.Charges("leap"));
        Assert.Equal(["2028-03-01 overdue 366 due 366 open 366", "2028-04-01 nothing-due 0 due 366 open 0", "2028-05-01 nothing-due 0 due 366 open 0"], told.Invoices("leap"));

        // March 1 to March 1 has 365 days; 31 + 29 are used and 305 are not: 366 × 305 / 365 = 305.835616…
        Assert.Equal(["2028-03-01 fee 366 03-01..03-01", "2028-04-30 credit -305.83562 04-30..03-01", "2028-04-30 fee 30 04-30..05-30"], told.Charges("shorter"));
        // 305.84 back and 30 charged; 366 - 275.84 stay open.
        Assert.Equal(["2028-04-01 overdue 366 due 366 open 90.16", "2028-05-01 nothing-due -275.84 due 90.16 open 0"], told.Invoices("shorter"));

        // December 10 to January 10 has 31 days, and from the 20th 21 of them are left: 30 × 21/31 = 20.322580…, 60 × 21/31 = 40.645161…,
        // 90 × 21/31 = 60.967741…. Each line is rounded to the cent: 30 - 20.32 + 40.65, 60 - 40.65 + 20.32, 30 - 20.32 + 60.97.
        Changed("up", "fee 30", "credit -20.32258", "fee 40.64516", "50.33", each: 60, "-290.33");
        Changed("down", "fee 60", "credit -40.64516", "fee 20.32258", "39.67", each: 30, "-159.67");
        Changed("more", "fee 30", "credit -20.32258", "fee 60.96774", "70.65", each: 90, "-430.65");

        // Paused for 21 days of one period and 10 of the next, which has 31 too: 21 are left when it goes on.
        Assert.Equal(
            [
                "2027-12-10 fee 30 12-10..01-10", "2027-12-20 credit -20.32258 12-20..01-10", "2028-01-20 fee 20.32258 01-20..02-10",
                "2028-02-10 fee 30 02-10..03-10", "2028-03-10 fee 30 03-10..04-10", "2028-04-10 fee 30 04-10..05-10",
            ],
            told.Charges("paused"));
        Assert.Equal(["2028-01-01 overdue 9.68 due 9.68 open 9.68", "2028-02-01 overdue 20.32 due 30 open 20.32"], told.Invoices("paused")[..2]);
        Assert.Equal("-120", told.Balance("paused"));

        void Begins(string customer, params string[] days) => Assert.Equal(
            days.Select(day => $"{day} fee 30 {day[5..]}"), told.Charges(customer).Select(one => one[..one.IndexOf("..", StringComparison.Ordinal)]));

        // The first invoice has the part of a period, and the four of the months to May 1 a fee each.
        void Changed(string customer, string first, string back, string rest, string invoiced, int each, string balance)
        {
            Assert.Equal(
                [
                    $"2027-12-10 {first} 12-10..01-10", $"2027-12-20 {back} 12-20..01-10", $"2027-12-20 {rest} 12-20..01-10",
                    $"2028-01-10 fee {each} 01-10..02-10", $"2028-02-10 fee {each} 02-10..03-10", $"2028-03-10 fee {each} 03-10..04-10",
                    $"2028-04-10 fee {each} 04-10..05-10",
                ],
                told.Charges(customer));
            Assert.StartsWith($"2028-01-01 overdue {invoiced} due {invoiced} ", told.Invoices(customer)[0], StringComparison.Ordinal);
            Assert.Equal(balance, told.Balance(customer));
        }
    }
}
