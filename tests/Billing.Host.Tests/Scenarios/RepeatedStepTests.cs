using System.Text.Json;
using Billing.Host.Scenarios;
using Billing.Host.Verbs;
using Billing.Postgres.Demo;
using Billing.Testing;
using Npgsql;

namespace Billing.Host.Tests.Scenarios;

/// <summary>A step that was done, though nobody noted it, is done again by the process that goes on.</summary>
public sealed class RepeatedStepTests(MigratedPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_of_the_last_invoice_is_not_for_the_one_that_followed_from_it()
    {
        using var document = JsonDocument.Parse("""
            {"start": "2026-01-01",
             "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "paymentTermDays": 5, "dunning": [{"days": 1, "action": "suspend"}]}},
             "plans": {"p30": {"fee": 30, "every": "anniversary", "trialDays": 14, "waivedWhileSuspended": true}},
             "customers": {"ann": {}},
             "steps": [
               {"do": "charge", "customer": "ann", "amount": 30},
               {"do": "invoice", "customer": "ann"},
               {"do": "subscribe", "customer": "ann", "plan": "p30"},
               {"at": "2026-01-20", "do": "pay", "customer": "ann", "invoice": "last", "amount": 30}]}
            """);
        var scenario = ScenarioReader.Read(document.RootElement, "");
        var database = await postgres.CreateDatabaseAsync();
        var told = await RunAsync(scenario, database);
        Assert.Equal(["30 open 0", "25.16 open 25.16"], Invoices(told));

        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync(Cancel);
            await using var command = new NpgsqlCommand("delete from scenario_step where number = 3", connection);
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
        }

        Assert.Equal(told.GetRawText(), (await RunAsync(scenario, database)).GetRawText());
    }

    private static async Task<JsonElement> RunAsync(Scenario scenario, string database)
    {
        await using var notes = await ScratchProgress.OpenAsync(database, Cancel);

        return JsonSerializer.SerializeToElement(await ScenarioVerb.RunAsync(scenario, database, Cancel, new ScenarioProgress(notes, null)), JsonSerializerOptions.Web);
    }

    private static string[] Invoices(JsonElement told) =>
    [
        .. told.GetProperty("customers").GetProperty("ann").GetProperty("invoices").EnumerateArray()
            .Select(one => FormattableString.Invariant($"{one.GetProperty("total").GetDecimal():0.##} open {one.GetProperty("open").GetDecimal():0.##}")),
    ];
}
