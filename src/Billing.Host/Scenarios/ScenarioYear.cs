using System.Text.Json;
using NodaTime;

namespace Billing.Host.Scenarios;

/// <summary>A year of a small operator, made up from a seed: customers of every kind over month ends, a leap day and both changes of daylight saving.</summary>
internal sealed class ScenarioYear
{
    private static readonly string[] Kinds = ["postpaid", "anniversary", "prepaid", "weekly"];
    private static readonly string[] Sold = ["monthly", "yearly", "arrears", "daily", "anniversary", "trial", "term"];
    private static readonly LocalDateTime Begin = new(2027, 11, 1, 9, 0);

    private readonly Random _random;
    private readonly List<(LocalDateTime At, Dictionary<string, object?> Step)> _steps = [];

    public ScenarioYear(int customers, int seed)
    {
        _random = new(seed);
        Add(Begin.PlusHours(-1), new() { ["do"] = "vouchers", ["amount"] = 20, ["count"] = customers, ["as"] = "year" });

        for (var i = 0; i < customers; i++)
        {
            Live($"c{i:00}", i);
        }
    }

    public Dictionary<string, object> Classes { get; } = new()
    {
        ["postpaid"] = new
        {
            taxes = new[] { new { name = "State", percent = 6.25 }, new { name = "City", percent = 1.5 } },
            reactivationFee = 5,
            dunning = new object[] { new { days = 1, action = "remind" }, new { days = 7, action = "late-fee", amount = 2, percent = 1.5 }, new { days = 15, action = "suspend" } },
        },
        ["anniversary"] = new { every = "anniversary", taxes = new[] { new { name = "VAT", percent = 19 } }, taxInclusive = true, rounding = "half-even" },
        ["prepaid"] = new { prepaid = true },
        ["weekly"] = new { every = "weekly", closingDelayHours = 0, amountDue = "total", rounding = "away-from-zero" },
    };

    public Dictionary<string, object> Plans { get; } = new()
    {
        ["monthly"] = new { fee = 29.99, waivedWhileSuspended = true },
        ["yearly"] = new { fee = 199, every = "anniversary", count = 12 },
        ["arrears"] = new { fee = 19.95, model = "in-arrears" },
        ["daily"] = new { fee = 10, model = "progressive" },
        ["anniversary"] = new { fee = 12.5, every = "anniversary", activationFee = 3 },
        ["trial"] = new { fee = 15, every = "anniversary", trialDays = 14, discounts = new[] { new { periods = 2, percent = 33 } } },
        ["term"] = new { fee = 20, minimumTermMonths = 9, earlyEnd = "remaining-fees" },
    };

    public Dictionary<string, object> Customers { get; } = [];

    /// <summary>As a scenario is written in a file.</summary>
    public string Json() => JsonSerializer.Serialize(new
    {
        zone = "America/New_York",
        start = "2027-11-01",
        until = "2028-11-10",
        classes = Classes,
        plans = Plans,
        services = new { voice = new { unit = "second", price = 0.07, interval = 6 } },
        customers = Customers,
        steps = _steps.OrderBy(one => one.At).Select(one => one.Step),
    });

    public void Add(LocalDateTime at, Dictionary<string, object?> step)
    {
        step["at"] = at.ToString("uuuu-MM-dd'T'HH:mm:ss", null);
        _steps.Add((at, step));
    }

    private void Live(string name, int i)
    {
        var kind = Kinds[i % Kinds.Length];
        Customers[name] = new { @class = kind, funds = kind == "prepaid" ? 25 : 0, anchorDay = i % 31 + 1, taxExempt = i % 5 == 0 };

        for (var n = 0; n <= i % 3; n++)
        {
            Subscribe(name, n, Begin.PlusDays(_random.Next(60)).PlusMinutes(_random.Next(600)), 31 - i % 4);
        }

        for (var month = 0; month < 12; month++)
        {
            var day = Begin.PlusDays(1).PlusHours(3).PlusMonths(month).PlusDays(_random.Next(24));

            if (_random.Next(4) > 0)
            {
                Add(day, new() { ["do"] = "pay", ["customer"] = name, ["amount"] = 10 + _random.Next(60) });
            }

            Add(day.PlusHours(5), new() { ["do"] = "use", ["customer"] = name, ["service"] = "voice", ["units"] = 30 + _random.Next(2000) });
        }

        if (kind == "prepaid")
        {
            Add(Begin.PlusDays(90 + _random.Next(90)), new() { ["do"] = "redeem", ["customer"] = name, ["vouchers"] = "year", ["number"] = i + 1 });
        }
        else if (i % 8 == 0)
        {
            var day = Begin.PlusDays(100 + _random.Next(90));
            Add(day, new() { ["do"] = "card", ["customer"] = name });
            Add(day, new() { ["do"] = "auto-pay", ["customer"] = name, ["invoices"] = "issued" });
        }

        Correct(name, i);
    }

    private void Subscribe(string name, int n, LocalDateTime begin, int anchorDay)
    {
        var subscription = $"{name}-{n}";
        Add(begin, new() { ["do"] = "subscribe", ["customer"] = name, ["plan"] = Sold[_random.Next(Sold.Length)], ["as"] = subscription, ["anchorDay"] = anchorDay });
        Add(begin.PlusDays(40 + _random.Next(60)), Of("change", subscription, ("plan", Sold[_random.Next(Sold.Length)]), ("quantity", 1 + _random.Next(3))));

        if (n == 1)
        {
            Add(begin.PlusDays(120), Of("pause", subscription));
            Add(begin.PlusDays(135), Of("resume", subscription));
            Add(begin.PlusDays(200), Of("change", subscription, ("plan", Sold[_random.Next(Sold.Length)]), ("startsPeriod", true)));
        }

        if (n == 2)
        {
            Add(begin.PlusDays(130), Of("cancel", subscription, ("atPeriodEnd", true)));
            Add(begin.PlusDays(131), Of("withdraw", subscription));
            Add(begin.PlusDays(150), Of("cancel", subscription));
        }
    }

    // What somebody at a desk does now and then.
    private void Correct(string name, int i)
    {
        var day = Begin.PlusDays(150 + _random.Next(60)).PlusHours(2);

        switch (i % 6)
        {
            case 0:
                Add(day, new() { ["do"] = "void", ["customer"] = name, ["reason"] = "wrong" });
                break;

            case 1:
                Add(day, new() { ["do"] = "credit-note", ["customer"] = name, ["amount"] = 1, ["reason"] = "kindness" });
                break;

            case 2:
                Add(day, new() { ["do"] = "charge", ["customer"] = name, ["amount"] = 12.34, ["text"] = "Delivery" });
                Add(day.PlusHours(1), new() { ["do"] = "invoice", ["customer"] = name });
                break;

            case 3:
                Add(day, new() { ["do"] = "void", ["customer"] = name, ["reason"] = "wrong", ["replace"] = false });
                Add(day.PlusDays(3), new() { ["do"] = "refund", ["customer"] = name, ["amount"] = 3 });
                break;

            case 4:
                Add(day, new() { ["do"] = "set-status", ["customer"] = name, ["status"] = "suspended" });
                Add(day.PlusDays(20), new() { ["do"] = "set-status", ["customer"] = name, ["status"] = "active" });
                break;

            default:
                Add(day, new() { ["do"] = "delay-dunning", ["customer"] = name, ["until"] = day.PlusDays(40).Date.ToString("uuuu-MM-dd", null) });
                break;
        }
    }

    private static Dictionary<string, object?> Of(string verb, string subscription, params (string Name, object Value)[] fields)
    {
        var step = new Dictionary<string, object?> { ["do"] = verb, ["subscription"] = subscription };

        foreach (var (name, value) in fields)
        {
            step[name] = value;
        }

        return step;
    }
}
