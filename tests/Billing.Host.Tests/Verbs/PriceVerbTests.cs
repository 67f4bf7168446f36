using System.Text.Json;
using Billing.Host.Tests.Programs;

namespace Billing.Host.Tests.Verbs;

/// <summary>The calculator at the shell: what it answers to cases, good and bad, without any server.</summary>
public sealed class PriceVerbTests
{
    private const string Minute = """{"rates": [{"destination": "1212", "intervals": "60/6", "price": 0.10}]}""";

    private static async Task<(JsonElement[] Answers, int ExitCode)> PriceAsync(params string[] cases)
    {
        await using var program = new ProgramRun();
        var said = await program.FeedAsync(string.Join('\n', cases.Select(one => one.ReplaceLineEndings(" "))) + "\n", "price");
        Assert.Equal("", said.Error);

        return (said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray(), said.ExitCode);
    }

    private static string? Text(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) ? value.ToString() : null;

    [Fact]
    public async Task A_case_gets_its_price_parts_grant_and_what_is_left()
    {
        var (answers, exitCode) = await PriceAsync($$"""
            {"id": "a", "tariff": {{Minute}}, "destination": "12125550100", "usage": 227, "funds": {"money": "10.00"},
             "allowances": [{"name": "minute", "amount": 60, "service": "voice"}]}
            """);

        Assert.Equal(0, exitCode);
        var answer = Assert.Single(answers);
        Assert.Equal(
            ("a", "0.28", "1212", "227", "228", "6060", "9.72"),
            (Text(answer, "id"), Text(answer, "amount"), Text(answer, "destination"), Text(answer, "usedUnits"), Text(answer, "chargedUnits"),
                Text(answer, "grant"), Text(answer, "money")));
        Assert.Equal(
            [("0", "60", "0", "minute"), ("60", "168", "0.28", null)],
            answer.GetProperty("parts").EnumerateArray().Select(part => (Text(part, "from"), Text(part, "units"), Text(part, "amount"), Text(part, "allowance"))));
        Assert.Equal("0", Text(Assert.Single(answer.GetProperty("allowances").EnumerateArray()), "left"));
    }

    [Theory]
    [InlineData("reports in any order", """ "reports": [100, 227, 50] """, "0.38")]
    [InlineData("a length", """ "usage": "3:47" """, "0.38")]
    [InlineData("forbidden by nothing, no rate", """ "destination": "33", "usage": 10 """, "0")]
    [InlineData("sessions", """ "sessions": [{"destination": "1212", "usage": 60}, {"destination": "1212", "usage": 61}] """, "0.21")]
    public async Task It_prices(string id, string usage, string amount)
    {
        var destination = usage.Contains("destination", StringComparison.Ordinal) ? "" : """ "destination": "1212", """;
        var (answers, _) = await PriceAsync($$"""{"id": "{{id}}", "tariff": {{Minute}}, {{destination}} {{usage}}}""");

        Assert.Equal(amount, Text(answers[0], "amount"));
    }

    [Fact]
    public async Task Every_rate_field_counts()
    {
        var (answers, _) = await PriceAsync(
            """{"tariff": {"rates": [{"intervals": "1", "price": 0.6, "connectFee": 0.5, "freeUnits": 10, "surchargePercent": 10, "roundTo": 2, "rounding": "up"}]}, "usage": 71}""",
            """{"tariff": {"rates": [{"intervals": [{"length": 60, "repeat": 2, "price": 0.3}, {"length": 1, "price": 0.01, "per": 1}]}]}, "usage": 130}""",
            """{"zone": "Europe/Berlin", "tariff": {"periods": [{"name": "night", "weekly": [{"days": "mon-sun", "from": "20:00", "to": "08:00"}]}], "rates": [{"intervals": "60/60", "price": 0.2, "periods": {"night": {"intervals": "60/60", "price": 0.05}}}]}, "start": "2026-03-02T19:58:00", "usage": 300}""",
            """{"tariff": {"unit": "event", "rates": [{"price": 0.05, "maximumCharge": 0.12}]}, "usage": 3}""",
            """{"tariff": {"rates": [{"price": 1, "direction": "payback"}]}, "usage": 90}""");

        // (0.5 + 61 s) + 10 % = 1.221; 2 min and 10 s; 2 min by day and 3 by night; capped; credited.
        Assert.Equal(["1.23", "0.7", "0.55", "0.12", "-1.5"], answers.Select(answer => Text(answer, "amount")));
    }

    [Fact]
    public async Task A_bad_line_names_its_field_and_the_rest_goes_on()
    {
        var (answers, exitCode) = await PriceAsync(
            "nonsense",
            """{"id": 1, "tariff": {"rates": [{"price": "0,10"}]}, "usage": 1}""",
            """{"id": 2, "tariff": {"rates": [{"prise": 1}]}, "usage": 1}""",
            """{"id": 3, "tariff": {"rates": [{"price": -1}]}, "usage": 1}""",
            """{"id": 4, "tariff": {"rates": []}}""",
            """{"id": 5, "zone": "Mars/Olympus", "tariff": {"rates": []}, "usage": 1}""",
            """{"id": 6, "tariff": {"rates": [{"price": 1}]}, "usage": 1, "discounts": [{"tiers": [{"from": 2, "percent": 1}, {"from": 1, "percent": 2}]}]}""",
            """{"id": 7, "tariff": {"rates": [{"price": 1}]}, "usage": 1e300}""",
            """{"id": 8, "tariff": {"rates": [{"price": 1}]}, "usage": 60}""",
            """{"tariff": {"rates": [{"price": 1, "periods": {"peak": {"price": 2}}}]}, "usage": 1}""",
            """{"tariff": {"rates": [{"intervals": [{"length": 60, "repeat": 1, "price": 1}, {"length": 6, "price": -1}]}]}, "usage": 1}""",
            """{"tariff": {"rates": [{"price": 1, "priceUnit": 0}]}, "usage": 1}""",
            """{"tariff": {"rates": [{"price": 1}]}, "tariffs": {"voice": {"rates": [{"price": 2}]}}, "usage": 1}""",
            """{"tariff": {"rates": [{"price": 1}]}, "usage": 1, "discounts": [{"name": "nothing"}]}""",
            """{"tariff": {"rates": [{"price": 1}]}, "usage": 1, "destination": "+44 20"}""",
            """{"tariff": {"rates": [{"price": 1}]}, "usage": 1, "funds": {"money": "79000000000000000000000000000"}}""",
            """{"tariff": {"rates": [{"price": 1}]}, "usage": 120}""");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            ["", "tariff.rates[0].price", "tariff.rates[0].prise", "tariff.rates[0].price", "usage", "zone", "discounts[0].tiers", "usage", null,
                "tariff.rates[0].periods", "tariff.rates[0].intervals[1].price", "tariff.rates[0].priceUnit", "tariff", "discounts[0].tiers",
                "destination", "funds.money", null],
            answers.Select(answer => Text(answer, "field")));
        Assert.Equal("2", Text(answers[^1], "amount"));
    }

    [Fact]
    public async Task Steps_may_have_prices_per_units_of_their_own()
    {
        var (answers, _) = await PriceAsync(
            """{"tariff": {"priceUnit": 1, "rates": [{"intervals": [{"length": 60, "repeat": 1, "price": 0.1, "per": 60}, {"length": 1, "price": 0.002}]}]}, "usage": 65}""",
            """{"tariff": {"unit": "byte", "rates": [{"intervals": [{"length": 1048576, "price": 0.01, "per": 1048576}]}]}, "usage": 1048577}""",
            """{"tariff": {"rates": [{"intervals": [{"length": 60, "repeat": 1, "price": 0.2}, {"length": 1, "price": 0.01, "per": 7}]}]}, "usage": 74}""");

        Assert.Equal(["0.11", "0.02", "0.22"], answers.Select(answer => Text(answer, "amount")));
        Assert.Equal("0.01", Text(answers[1].GetProperty("parts")[0], "price"));
    }

    [Fact]
    public async Task A_number_with_plus_is_the_same_number()
    {
        var (answers, _) = await PriceAsync($$"""{"tariff": {{Minute}}, "destination": "+12125550100", "usage": 60}""");

        Assert.Equal(("0.1", "1212"), (Text(answers[0], "amount"), Text(answers[0], "destination")));
    }

    [Fact]
    public async Task In_words_it_says_what_paid_for_what()
    {
        await using var program = new ProgramRun();
        var said = await program.FeedAsync(
            """{"tariff": {"rates": [{"intervals": "60/60", "price": 0.10, "connectFee": 0.02}]}, "usage": 480, "allowances": [{"name": "minutes", "amount": 120}]}""",
            "price",
            "--explain");

        Assert.Contains("Connect fee: 0.02 USD.", said.Output, StringComparison.Ordinal);
        Assert.Contains("Units 0 to 120: paid by the allowance \"minutes\".", said.Output, StringComparison.Ordinal);
        Assert.Contains("Units 120 to 480 at 0.1: 0.6 USD.", said.Output, StringComparison.Ordinal);
    }
}
