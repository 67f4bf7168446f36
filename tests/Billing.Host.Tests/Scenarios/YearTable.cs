using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Customers whose year was computed by hand: each line of each invoice.</summary>
/// <remarks>
/// A row is a day of issue, or the first days of the months of a range, what is on the invoice, its tax, and its total. What stands
/// behind # says how it was computed. Unless it is said otherwise they have paid for all of it before.
/// </remarks>
internal static class YearTable
{
    public static readonly Dictionary<string, object> Classes = new()
    {
        ["plain"] = new { },
        ["net"] = new { taxes = new[] { new { name = "VAT", percent = 20 } } },
        ["gross"] = new { taxes = new[] { new { name = "VAT", percent = 19 } }, taxInclusive = true },
        ["reminded"] = new { dunning = new object[] { new { days = 1, action = "remind" }, new { days = 7, action = "late-fee", amount = 2, percent = 1.5 } } },
        ["paid-before"] = new { prepaid = true },
    };

    public static readonly Dictionary<string, object> Plans = new()
    {
        ["Basic"] = new { fee = 30 },
        ["Pro"] = new { fee = 60 },
        ["Line"] = new { fee = 31 },
        ["Arrears"] = new { fee = 30, model = "in-arrears" },
        ["Daily"] = new { fee = 31, model = "progressive" },
        ["Trial"] = new { fee = 30, every = "anniversary", trialDays = 14, discounts = new[] { new { periods = 2, percent = 50 } } },
        ["Anchor"] = new { fee = 29, every = "anniversary" },
        ["Leap"] = new { fee = 365, every = "anniversary", count = 12 },
        ["Term"] = new { fee = 30, minimumTermMonths = 12, earlyEnd = "remaining-fees" },
        ["Day"] = new { fee = 1, every = "daily" },
    };

    private const int Enough = 10_000;

    public static readonly (string Name, string Class, decimal Funds, (string At, string Do)[] Steps, string Invoices)[] Customers =
    [
        ("in-advance", "net", Enough, [("2027-11-11T09:00:00", "subscribe Basic")], """
            2027-12-01                 Basic 20 | VAT 4 = 24          # November 11 to 30: 20 of 30 days
            2028-01-01 to 2028-11-01   Basic 30 | VAT 6 = 36
            """),
        ("tax-inside", "gross", Enough, [("2027-11-01T09:00:00", "subscribe Basic")], """
            2027-12-01 to 2028-11-01   Basic 30 | VAT 4.79 = 30       # 30 / 1.19 = 25.21
            """),
        ("in-arrears", "plain", Enough, [("2027-11-11T09:00:00", "subscribe Arrears"), ("2028-06-16T12:00:00", "cancel")], """
            2027-12-01                 Arrears 20 = 20                # 20 of 30 days
            2028-01-01 to 2028-06-01   Arrears 30 = 30
            2028-07-01                 Arrears 15 = 15                # June 1 to 15
            """),
        ("progressive", "plain", Enough, [("2027-11-11T09:00:00", "subscribe Daily"), ("2028-02-15T12:00:00", "cancel")], """
            2027-12-01                 Daily 20.67 = 20.67            # 31 × 20 / 30 = 20.66667
            2028-01-01 to 2028-02-01   Daily 31 = 31
            2028-03-01                 Daily 16.03 + Daily: unused days -1.07 = 14.96   # 31 × 15 / 29 = 16.03448, less its last day
            """),
        ("trial", "plain", Enough, [("2027-11-11T09:00:00", "subscribe Trial")], """
            2027-12-01                 Trial 15 = 15                  # from November 25 on, at half its fee
            2028-01-01                 Trial 15 = 15
            2028-02-01 to 2028-11-01   Trial 30 = 30
            """),
        ("anchor-31", "plain", Enough, [("2028-02-10T09:00:00", "subscribe Anchor")], """
            2028-03-01                 Anchor 19 + Anchor 29 = 48     # 19 of the 29 days January 31 to February 28; from February 29 on
            2028-04-01 to 2028-11-01   Anchor 29 = 29                 # March 31, April 30, May 31, June 30 … October 31
            """),
        ("leap-day", "plain", Enough, [("2028-02-29T10:00:00", "subscribe Leap"), ("2028-10-27T12:00:00", "cancel")], """
            2028-03-01                 Leap 365 = 365                 # 365 days, to February 27, 2029
            2028-11-01                 Leap: unused days -124 = -124  # 5 + 30 + 31 + 31 + 27
            """),
        ("plan-change", "plain", Enough,
            [("2027-11-01T09:00:00", "subscribe Basic"), ("2028-04-21T10:00:00", "change Pro"), ("2028-07-10T10:00:00", "change-at-period-end Basic")], """
            2027-12-01 to 2028-04-01   Basic 30 = 30
            2028-05-01                 Basic 30 + Basic: unused days -10 + Pro 20 = 40   # April 21 to 30
            2028-06-01 to 2028-08-01   Pro 60 = 60
            2028-09-01 to 2028-11-01   Basic 30 = 30
            """),
        ("pause", "plain", Enough, [("2027-11-01T09:00:00", "subscribe Line"), ("2028-03-11T12:00:00", "pause"), ("2028-03-21T12:00:00", "resume")], """
            2027-12-01 to 2028-03-01   Line 31 = 31
            2028-04-01                 Line 31 + Line: unused days -21 + Line 11 = 21    # March 11 to 31; 21 to 31, an hour short
            2028-05-01 to 2028-11-01   Line 31 = 31
            """),
        ("minimum-term", "plain", Enough, [("2027-11-01T09:00:00", "subscribe Term"), ("2028-03-15T12:00:00", "cancel")], """
            2027-12-01 to 2028-03-01   Term 30 = 30
            2028-04-01                 Term 30 + Term: early end 210 = 240      # April to October
            """),
        ("late-fee", "reminded", 0, [("2027-11-01T09:00:00", "subscribe Basic"), ("2027-12-28T12:00:00", "pay 500")], """
            2027-12-01                 Basic 30 = 30                  # due on December 16
            2028-01-01                 Basic 30 + Late fee 2.45 = 32.45       # December 23: 2 + 1.5 % of 30
            2028-02-01 to 2028-11-01   Basic 30 = 30
            """),
        ("prepaid", "paid-before", 25, [("2027-11-01T09:00:00", "subscribe Basic"), ("2027-12-11T12:00:00", "pay 31"), ("2027-12-31T12:00:00", "pay 500")], """
            2027-12-01                 Basic 25 = 25                  # there are funds for the 25 days from November 6 on
            2028-01-01                 Basic 20.32 = 20.32            # December 11 to 31: 30 × 21 / 31 = 20.32258
            2028-02-01 to 2028-11-01   Basic 30 = 30
            """),
        ("daylight-saving", "plain", Enough, [("2027-11-06T09:00:00", "subscribe Day")], """
            2027-12-01                 Day 25 = 25                    # November 7 has 25 hours
            2028-01-01 to 2028-02-01   Day 31 = 31
            2028-03-01                 Day 29 = 29                    # a leap year
            2028-04-01                 Day 31 = 31                    # March 12 has 23 hours
            2028-05-01                 Day 30 = 30
            2028-06-01                 Day 31 = 31
            2028-07-01                 Day 30 = 30
            2028-08-01 to 2028-09-01   Day 31 = 31
            2028-10-01                 Day 30 = 30
            2028-11-01                 Day 31 = 31
            """),
    ];

    /// <summary>What a customer does, as a step of a scenario; each has one subscription, which has the customer's name.</summary>
    public static Dictionary<string, object?> Step(string customer, string what)
    {
        var words = what.Split(' ');

        return words[0] switch
        {
            "subscribe" => new() { ["do"] = "subscribe", ["customer"] = customer, ["plan"] = words[1], ["as"] = customer, ["anchorDay"] = customer == "anchor-31" ? 31 : null },
            "pay" => new() { ["do"] = "pay", ["customer"] = customer, ["amount"] = int.Parse(words[1], CultureInfo.InvariantCulture) },
            "change" => new() { ["do"] = "change", ["subscription"] = customer, ["plan"] = words[1] },
            "change-at-period-end" => new() { ["do"] = "change", ["subscription"] = customer, ["plan"] = words[1], ["atPeriodEnd"] = true },
            var verb => new() { ["do"] = verb, ["subscription"] = customer },
        };
    }

    /// <summary>The rows one by one, without what is said about them: <c>2028-01-01 Basic 30 = 30</c>.</summary>
    public static IEnumerable<string> Rows(string invoices) => invoices.Split('\n').SelectMany(row =>
    {
        var words = row.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var first = LocalDatePattern.Iso.Parse(words[0]).Value;
        var (last, from) = words[1] == "to" ? (LocalDatePattern.Iso.Parse(words[2]).Value, 3) : (first, 1);

        return Enumerable.Range(0, Period.Between(first, last, PeriodUnits.Months).Months + 1)
            .Select(month => $"{LocalDatePattern.Iso.Format(first.PlusMonths(month))} {string.Join(' ', words[from..])}");
    });
}
