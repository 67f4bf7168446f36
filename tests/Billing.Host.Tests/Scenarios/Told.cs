using System.Text.Json;
using Billing.Host.Price;
using Billing.Host.Scenarios;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Billing.Host.Tests.Scenarios;

/// <summary>A scenario that was run: what it printed, in lines that are easy to compare.</summary>
internal sealed class Told
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly JsonElement _root;

    private Told(ScenarioReport report) => (_root, Fault) = (JsonSerializer.SerializeToElement(report, Web), report.Fault());

    /// <summary>All that is told of the customers: charges, invoices, states, ledgers.</summary>
    public string Customers => _root.GetProperty("customers").GetRawText();

    public IEnumerable<string> Names => _root.GetProperty("customers").EnumerateObject().Select(one => one.Name);

    public static async Task<Told> OfAsync(
        MigratedPostgres postgres, string json, Action<IServiceCollection>? change = null, int attempts = 1)
    {
        using var document = JsonDocument.Parse(json);
        var scenario = ScenarioReader.Read(document.RootElement, "");
        var clock = new ScenarioClock(scenario.Start);
        using var silo = await ScenarioSilo.StartAsync(await postgres.CreateDatabaseAsync(), clock, CancellationToken.None, change);
        var told = new Told(await new ScenarioRun(scenario, clock, silo.Services, attempts).RunAsync(CancellationToken.None));
        await silo.StopAsync(CancellationToken.None);
        Assert.Empty(told._root.GetProperty("audit").EnumerateArray());

        return told;
    }

    /// <summary>The error of a scenario that cannot be read.</summary>
    public static string Error(string json) => Assert.Throws<CaseException>(() =>
    {
        using var document = JsonDocument.Parse(json);
        ScenarioReader.Read(document.RootElement, "");
    }).Message;

    /// <summary>Why a strict run ends with an exit code of 1; null: it does not.</summary>
    public string? Fault { get; }

    /// <summary>How many steps were refused.</summary>
    public int Problems => _root.GetProperty("problems").GetInt32();

    public string? Problem(int step) => _root.GetProperty("steps")[step].GetProperty("problem").GetString();

    public JsonElement Step(int step) => _root.GetProperty("steps")[step];

    public JsonElement Customer(string name) => _root.GetProperty("customers").GetProperty(name);

    /// <summary>Instant, kind, amount and days: <c>2026-06-11 fee 20 06-11..07-01</c>.</summary>
    public string[] Charges(string customer) =>
    [
        .. Customer(customer).GetProperty("charges").EnumerateArray().Select(one =>
            $"{Text(one, "at")[..10]} {Text(one, "kind")} {Amount(one, "amount")} {Text(one, "from")[5..]}..{Text(one, "to")[5..]}"),
    ];

    /// <summary>Number, state, total, due and open amount: <c>INV-000001 paid 20 due 20 open 0</c>.</summary>
    public string[] Invoices(string customer) =>
    [
        .. Customer(customer).GetProperty("invoices").EnumerateArray().Select(one =>
            $"{Text(one, "issued")} {Text(one, "state")} {Amount(one, "total")} due {Amount(one, "amountDue")} open {Amount(one, "open")}"),
    ];

    public JsonElement Invoice(string customer, int index) => Customer(customer).GetProperty("invoices")[index];

    public string[] Lines(string customer, int invoice) =>
    [
        .. Invoice(customer, invoice).GetProperty("lines").EnumerateArray().Select(one =>
            $"{Text(one, "section")} {Text(one, "text")} {Amount(one, "amount")}"),
    ];

    /// <summary>What of each line of an invoice is taxes; empty: that is not told.</summary>
    public decimal[] Taxes(string customer, int invoice) =>
    [
        .. Invoice(customer, invoice).GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("tax"))
            .Where(tax => tax.ValueKind is not JsonValueKind.Null).Select(tax => tax.GetDecimal()),
    ];

    /// <summary>Each invoice with its lines, taxes and total: <c>2028-01-01 Basic 30 + Late fee 2.45 | VAT 6.49 = 38.94</c>.</summary>
    public IEnumerable<string> Bills(string customer) => Customer(customer).GetProperty("invoices").EnumerateArray().Select(one =>
        $"{Text(one, "issued")} {string.Join(" + ", one.GetProperty("lines").EnumerateArray().Select(line => $"{Text(line, "text")} {Amount(line, "amount")}"))}"
        + $"{string.Concat(one.GetProperty("taxes").EnumerateArray().Select(tax => $" | {Text(tax, "name")} {Amount(tax, "amount")}"))} = {Amount(one, "total")}");

    /// <summary>Payments that were asked for from cards: <c>2026-06-16 20 declined</c>.</summary>
    public string[] Attempts(string customer) =>
    [
        .. Customer(customer).GetProperty("attempts").EnumerateArray().Select(one => $"{Text(one, "at")[..10]} {Amount(one, "amount")} {Text(one, "state")}"),
    ];

    public string[] Dunning(string customer) =>
    [
        .. Customer(customer).GetProperty("dunning").GetProperty("actions").EnumerateArray().Select(one =>
            $"{Text(one, "at")[..10]} {Text(one, "action")} {Amount(one, "amount")}"),
    ];

    public string[] States(string customer) =>
        [.. Customer(customer).GetProperty("subscriptions").EnumerateArray().Select(one => Text(one, "state"))];

    public string Balance(string customer) => Amount(Customer(customer), "balance");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Amount(JsonElement element, string name) =>
        element.GetProperty(name).GetDecimal().ToString("0.#####", System.Globalization.CultureInfo.InvariantCulture);
}
