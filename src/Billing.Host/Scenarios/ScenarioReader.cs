using System.Text.Json;
using Billing.Core.Amounts;
using Billing.Core.Payers;
using Billing.Core.Tariffs;
using Billing.Host.Price;
using NodaTime;

namespace Billing.Host.Scenarios;

/// <summary>Reads a scenario; every error names the field and what was expected.</summary>
internal static class ScenarioReader
{
    private const string Default = "default";

    private static readonly string[] Verbs =
    [
        "subscribe", "change", "pause", "resume", "cancel", "withdraw", "activate", "set-status", "pay", "refund", "charge", "credit", "use", "void",
        "credit-note", "card", "auto-pay", "vouchers", "set-vouchers", "redeem", "revoke", "invoice", "delay-dunning", "coupon", "end-coupon", "set-class", "bill-run", "show", "advance",
    ];

    /// <exception cref="CaseException">A field is not as it should be.</exception>
    public static Scenario Read(JsonElement element, string path)
    {
        var json = new CaseReader(element, path);
        var zone = Zone(json, DateTimeZone.Utc);
        var currency = Code(json, "USD");
        var classes = json.Fields("classes").ToDictionary(one => one.Name, one => ScenarioTerms.Class(new(one.Value, one.Path)));
        classes.TryAdd(Default, new ClassTerms());
        var plans = json.Fields("plans").ToDictionary(one => one.Name, one => ScenarioTerms.Plan(one.Name, new(one.Value, one.Path)));
        var services = json.Fields("services").Select(one => Service(one.Name, new(one.Value, one.Path))).ToList();
        var customers = json.Fields("customers").Select(one => Customer(one.Name, new(one.Value, one.Path), classes, zone, currency)).ToList();
        var steps = json.List("steps").Select(one => Step(one.Value, one.Path, zone)).ToList();

        if (customers.Count == 0)
        {
            throw json.Error("customers", "expected at least one, such as {\"alice\": {}}");
        }

        var start = json.Instant("start", zone) ?? steps.FirstOrDefault(step => step.At is not null)?.At
            ?? throw json.Error("start", "expected a day or time at which the scenario begins");
        var scenario = new Scenario(json.TextOrNumber("id"), zone, currency, start, classes, plans, services, customers, steps, json.Instant("until", zone));
        json.Find("comment");
        json.Finish();

        return scenario;
    }

    private static ScenarioService Service(string name, CaseReader json)
    {
        var unit = json.Choice("unit", Unit.Event, ("second", Unit.Second), ("byte", Unit.Byte), ("event", Unit.Event));
        var priceUnit = json.Whole("priceUnit") ?? (unit switch
        {
            Unit.Second => 60,
            Unit.Byte => 1_000_000,
            _ => 1,
        });
        var service = new ScenarioService(
            name, unit, json.Decimal("price") ?? throw json.Error("price", "expected a price such as 0.10"), priceUnit, json.Whole("interval") ?? 1);
        json.Finish();

        return service;
    }

    private static ScenarioCustomer Customer(
        string name, CaseReader json, Dictionary<string, ClassTerms> classes, DateTimeZone zone, string currency)
    {
        var className = json.Text("class") ?? Default;

        if (!classes.ContainsKey(className))
        {
            throw json.Error("class", $"expected one of {string.Join(", ", classes.Keys)}");
        }

        var customer = new ScenarioCustomer(
            name,
            className,
            Code(json, currency),
            Zone(json, zone),
            json.Decimal("funds") ?? 0,
            json.Decimal("creditLimit"),
            json.Count("anchorDay"),
            json.Flag("taxExempt", false));
        json.Finish();

        return customer;
    }

    private static ScenarioStep Step(JsonElement element, string path, DateTimeZone zone)
    {
        var json = new CaseReader(element, path);
        var verb = json.Text("do") ?? "advance";

        return Verbs.Contains(verb)
            ? new(path, verb, json.Instant("at", zone), element)
            : throw json.Error("do", $"expected one of {string.Join(", ", Verbs)}");
    }

    private static DateTimeZone Zone(CaseReader json, DateTimeZone otherwise) => json.Text("zone") switch
    {
        null => otherwise,
        var name => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
            ?? throw json.Error("zone", $"expected a time zone's name such as Europe/Berlin, not \"{name}\""),
    };

    private static string Code(CaseReader json, string otherwise) => json.Text("currency") switch
    {
        null => otherwise,
        var code => Currency.TryParse(code, out _) ? code : throw json.Error("currency", $"\"{code}\" is not a currency of ISO 4217"),
    };
}
