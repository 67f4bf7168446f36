using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Host.Price;
using Billing.Host.Scenarios;
using Billing.Postgres.Migrations;
using Billing.Postgres.Server;
using Npgsql;

namespace Billing.Host.Verbs;

/// <summary><c>scenario</c>: what would be billed, by the grains and the storage of the live program on a scratch database.</summary>
internal static class ScenarioVerb
{
    private const string Template = "scenario_template";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <param name="withFormat">Whether its help is being asked for, and not the list of all verbs.</param>
    public static Command Create(bool withFormat)
    {
        var file = new Argument<string>("file") { Description = "A JSON file with a scenario, or with a list of them; - for standard input." };
        var command = new Command("scenario", withFormat ? ScenarioHelp.Text : ScenarioHelp.Summary) { file };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(file), cancellation));

        return command;
    }

    private static async Task<int> RunAsync(string file, CancellationToken cancellation)
    {
        var text = file == "-" ? await Console.In.ReadToEndAsync(cancellation) : await File.ReadAllTextAsync(file, cancellation);
        var (isList, scenarios) = Read(text);
        var folder = Path.Combine(Path.GetTempPath(), $"billing-scenario-{Environment.ProcessId}");
        var server = new PrivateServer(new() { Folder = folder, SharedBuffers = "64MB", MaxWalSize = "1GB" });
        var answers = new List<object>();
        var bad = 0;

        try
        {
            await server.StartAsync(CancellationToken.None);
            await ExecuteAsync(server, $"create database {Template}", cancellation);
            await Migrator.MigrateAsync(server.ConnectionString(Template), DateTimeOffset.UtcNow, cancellation);

            foreach (var scenario in scenarios)
            {
                var database = string.Create(CultureInfo.InvariantCulture, $"scenario_{answers.Count}");
                await ExecuteAsync(server, $"create database {database} template {Template}", cancellation);

                try
                {
                    answers.Add(await RunAsync(scenario, server.ConnectionString(database), cancellation));
                }
                catch (CaseException wrong) when (isList)
                {
                    answers.Add(new { scenario.Id, wrong.Field, Error = wrong.Message });
                    bad++;
                }
            }
        }
        catch (CaseException wrong)
        {
            throw new UserException(wrong.Message);
        }
        finally
        {
            await server.KillAsync();
            Directory.Delete(folder, recursive: true);
        }

        Show.Json(isList ? answers : answers[0]);

        return bad > 0 ? 1 : 0;
    }

    /// <summary>Runs a scenario on a migrated database that nobody else uses.</summary>
    internal static async Task<object> RunAsync(Scenario scenario, string connectionString, CancellationToken cancellation)
    {
        var clock = new ScenarioClock(scenario.Start);
        using var silo = await ScenarioSilo.StartAsync(connectionString, clock, cancellation);

        try
        {
            return await new ScenarioRun(scenario, clock, silo.Services).RunAsync(cancellation);
        }
        finally
        {
            await silo.StopAsync(CancellationToken.None);
        }
    }

    private static (bool IsList, List<Scenario>) Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            var root = document.RootElement.Clone();

            return root.ValueKind is JsonValueKind.Array
                ? (true, [.. root.EnumerateArray().Select((one, i) => ScenarioReader.Read(one, string.Create(CultureInfo.InvariantCulture, $"[{i}]")))])
                : (false, [ScenarioReader.Read(root, "")]);
        }
        catch (CaseException wrong)
        {
            throw new UserException(wrong.Message);
        }
        catch (JsonException wrong)
        {
            throw new UserException($"not JSON: {wrong.Message}");
        }
    }

    private static async Task ExecuteAsync(PrivateServer server, string sql, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
