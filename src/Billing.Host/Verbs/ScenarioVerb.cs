using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Host.Price;
using Billing.Host.Scenarios;
using Billing.Postgres.Demo;

namespace Billing.Host.Verbs;

/// <summary><c>scenario</c>: what would be billed, by the grains and the storage of the live program on a scratch database.</summary>
internal static class ScenarioVerb
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <param name="withFormat">Whether its help is being asked for, and not the list of all verbs.</param>
    public static Command Create(bool withFormat)
    {
        var file = new Argument<string?>("file")
        {
            Description = "A JSON file with a scenario, or with a list of them; - for standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var year = new Option<int?>("--year") { Description = "In place of a file: a year of so many customers of every kind, made up from the seed." };
        var data = new Option<string?>("--data") { Description = "A folder for the databases and how far it has come: killed and begun again with it, it goes on." };
        var kills = new Option<int>("--kills") { Description = "Run it in one go, and again in processes that are killed so often; tell where the two are not the same." };
        var seed = new Option<int>("--seed") { Description = "Decides when it is killed, and what a year has.", DefaultValueFactory = _ => 1 };
        var strict = new Option<bool>("--strict") { Description = "Exit code 1 where a step was refused, or the audit finds something; else that is told only." };
        var database = new Option<string?>("--database") { Description = "Of one scenario: a migrated database that nobody else uses, in place of --data.", Hidden = true };
        var dots = new Option<bool>("--dots") { Description = "A dot on standard error each time that it was noted how far it has come.", Hidden = true };
        var command = new Command("scenario", withFormat ? ScenarioHelp.Text : ScenarioHelp.Summary) { file, year, data, kills, seed, strict, database, dots };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (watcher, isStrict) = (parsed.GetValue(dots) ? Console.Error : null, parsed.GetValue(strict));
            var text = (parsed.GetValue(file), parsed.GetValue(year)) switch
            {
                (null, >= 1 and <= 10_000 and var customers) => new ScenarioYear(customers, parsed.GetValue(seed)).Json(),
                ("-", null) => await Console.In.ReadToEndAsync(cancellation),
                ({ } name, null) => await File.ReadAllTextAsync(name, cancellation),
                _ => throw new UserException("file: expected the name of one, or --year with 1 to 10000 customers"),
            };

            if (parsed.GetValue(kills) is > 0 and var count)
            {
                return await KillAsync(text, parsed.GetValue(data), count, parsed.GetValue(seed), isStrict, cancellation);
            }

            var (isList, scenarios) = Read(text);

            if (parsed.GetValue(database) is not { } given)
            {
                return await RunAsync(text, isList, scenarios, parsed.GetValue(data), watcher, isStrict, cancellation);
            }

            await using var notes = await ScratchProgress.OpenAsync(given, cancellation);
            var report = await RunAsync(scenarios[0], given, cancellation, new(notes, watcher));
            Show.Json(report);

            return isStrict ? Judge([report]) : 0;
        });

        return command;
    }

    private static async Task<int> RunAsync(
        string text, bool isList, List<Scenario> scenarios, string? folder, TextWriter? watcher, bool isStrict, CancellationToken cancellation)
    {
        await using var server = new ScratchServer(folder);
        await server.StartAsync(text, cancellation);
        var answers = new List<object>();
        var bad = 0;

        try
        {
            foreach (var scenario in scenarios)
            {
                try
                {
                    answers.Add(await RunAsync(scenario, server, answers.Count, folder is not null, watcher, cancellation));
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

        Show.Json(isList ? answers : answers[0]);

        return bad > 0 ? 1 : isStrict ? Judge(answers.OfType<ScenarioReport>()) : 0;
    }

    // After all that was told: who reads that has it.
    private static int Judge(IEnumerable<ScenarioReport> reports) =>
        reports.Select(report => report.Fault()).FirstOrDefault(one => one is not null) is { } fault ? throw new UserException(fault) : 0;

    private static async Task<ScenarioReport> RunAsync(
        Scenario scenario, ScratchServer server, int number, bool isKept, TextWriter? watcher, CancellationToken cancellation)
    {
        var database = await server.DatabaseAsync(number, cancellation);

        if (!isKept)
        {
            return await RunAsync(scenario, database, cancellation);
        }

        var notes = await ScratchProgress.OpenAsync(database, cancellation);

        try
        {
            if (await notes.FindAsync(cancellation) is null)
            {
                // Killed before all that it begins with was there: what is there is no beginning.
                await notes.DisposeAsync();
                await server.RenewAsync(number, cancellation);
                notes = await ScratchProgress.OpenAsync(database, cancellation);
            }

            return await RunAsync(scenario, database, cancellation, new(notes, watcher));
        }
        finally
        {
            await notes.DisposeAsync();
        }
    }

    private static async Task<int> KillAsync(string text, string? data, int count, int seed, bool isStrict, CancellationToken cancellation)
    {
        var folder = data ?? Path.Combine(Path.GetTempPath(), $"billing-kills-{Environment.ProcessId}");
        var (whole, killed, file) = (Path.Combine(folder, "whole"), Path.Combine(folder, "killed"), Path.Combine(folder, "scenario.json"));
        Directory.CreateDirectory(folder);

        try
        {
            await File.WriteAllTextAsync(file, text, cancellation);
            var kills = new ScenarioKills(new Random(seed), Console.Error.WriteLine);
            var (expected, notes) = await kills.WholeAsync([file, "--data", whole], cancellation);
            var (answer, times) = await kills.KilledAsync([file, "--data", killed], notes, count, () => ScratchServer.KillAsync(killed), cancellation);
            var (one, other) = (Parse(expected), Parse(answer));
            var differences = ScenarioKills.Differences(one, other).Concat(ScenarioKills.Findings(other)).Concat(isStrict ? ScenarioKills.Refused(one) : []).Take(20).ToList();
            differences.ForEach(Console.WriteLine);
            Console.WriteLine(differences.Count == 0
                ? $"killed {Show.Count(times, "time")}, {Show.Count(times / 3, "time")} of them with its database: the same as in one go, the audit is clean"
                : $"killed {Show.Count(times, "time")}: not as in one go");

            return differences.Count == 0 ? 0 : 1;
        }
        finally
        {
            await ScratchServer.KillAsync(killed);

            if (data is null && Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);

        return document.RootElement.Clone();
    }

    /// <summary>Runs a scenario on a migrated database that nobody else uses.</summary>
    internal static async Task<ScenarioReport> RunAsync(
        Scenario scenario, string connectionString, CancellationToken cancellation, ScenarioProgress? progress = null)
    {
        var clock = new ScenarioClock(scenario.Start);
        using var silo = await ScenarioSilo.StartAsync(connectionString, clock, cancellation);

        try
        {
            return await new ScenarioRun(scenario, clock, silo.Services, progress: progress).RunAsync(cancellation);
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
}
