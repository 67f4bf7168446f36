using System.Text.Json;
using Billing.Host.Output;
using Billing.Host.Scenarios;
using Billing.Host.Verbs;
using Billing.Postgres.Demo;
using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>A year in processes that are killed: what the last of them tells is what one tells that nobody kills.</summary>
public sealed class KilledYearTests(MigratedPostgres postgres) : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_year_of_three_customers_whose_process_is_killed_is_the_same_to_the_cent()
    {
        var json = new ScenarioYear(3, seed: 3).Json();
        await File.WriteAllTextAsync(_file, json, Cancel);
        using var notes = new StringWriter();
        var whole = await WholeAsync(json, notes);
        var kills = new ScenarioKills(new Random(3), _ => { });

        var (answer, times) = await kills.KilledAsync(
            [_file, "--database", await postgres.CreateDatabaseAsync()], notes.ToString().Count(c => c == '.'), kills: 2, null, Cancel);

        var killed = Parse(answer);
        Assert.Equal(2, times);
        Assert.Empty(ScenarioKills.Differences(whole, killed));
        Assert.Empty(ScenarioKills.Findings(killed));
        Assert.Equal(3, killed.GetProperty("customers").EnumerateObject().Count());
    }

    [Fact]
    public void What_is_not_the_same_is_named_but_for_what_steps_told()
    {
        var whole = Parse("""{"steps": [{"at": 1}], "audit": [], "customers": {"ann": {"balance": "1.00", "by": "payment 5, card", "charges": [{"amount": "2"}, {"amount": "3"}]}}}""");
        var killed = Parse("""{"steps": [], "audit": ["gap"], "customers": {"ann": {"balance": "1.00", "by": "payment 35, card", "charges": [{"amount": "2"}, {"amount": "4", "of": 1}]}}}""");

        Assert.Equal(
            [".audit: 0 in one go, 1 with kills", ".customers.ann.charges[1].amount: 3 in one go, 4 with kills", ".customers.ann.charges[1].of: is told once only"],
            ScenarioKills.Differences(whole, killed));
        Assert.Equal(["audit: gap"], ScenarioKills.Findings(killed));
    }

    public void Dispose() => File.Delete(_file);

    private async Task<JsonElement> WholeAsync(string json, StringWriter notes)
    {
        using var document = JsonDocument.Parse(json);
        var database = await postgres.CreateDatabaseAsync();
        await using var progress = await ScratchProgress.OpenAsync(database, Cancel);

        return Parse(Show.Text(await ScenarioVerb.RunAsync(ScenarioReader.Read(document.RootElement, ""), database, Cancel, new(progress, notes))));
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);

        return document.RootElement.Clone();
    }
}
