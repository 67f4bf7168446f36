using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Billing.Host.Bench;
using Billing.Host.Composition;

namespace Billing.Host.Scenarios;

/// <summary>Runs scenarios in processes that are killed (SIGKILL) at random points and followed by others, until one comes to the end.</summary>
/// <param name="random">After how much that is noted, and how long after that, is each life's end.</param>
internal sealed partial class ScenarioKills(Random random, Action<string> tell)
{
    private const int MostMicroseconds = 10_000;

    /// <summary>In one go.</summary>
    /// <returns>What it told, and how often it noted how far it had come.</returns>
    public async Task<(string Answer, int Notes)> WholeAsync(string[] arguments, CancellationToken cancellation) =>
        await LiveAsync(arguments, int.MaxValue, null, cancellation) is (var notes, { } answer) ? (answer, notes) : throw new UnreachableException();

    /// <param name="notes">How often a run in one go notes how far it has come: the kills are spread over them.</param>
    /// <param name="killDatabase">Lets the database die with every third process; null: it lives.</param>
    /// <returns>What the last life told, and how many were killed: fewer than asked for where it came to its end before.</returns>
    public async Task<(string Answer, int Kills)> KilledAsync(string[] arguments, int notes, int kills, Func<Task>? killDatabase, CancellationToken cancellation)
    {
        var (done, killed) = (0, 0);

        for (; ; )
        {
            // Some die before they have done anything: when they start, or read what there is. Not the first one, which has nothing.
            var left = int.Max(2, 2 * (notes - done) / int.Max(1, kills - killed));
            var isEarly = killed > 0 && random.Next(5) == 0;
            var (most, early) = killed == kills ? (int.MaxValue, (TimeSpan?)null)
                : isEarly ? (int.MaxValue, TimeSpan.FromMilliseconds(random.Next(3_000)))
                : (random.Next(1, left), null);
            var (lived, answer) = await LiveAsync(arguments, most, early, cancellation);

            if (answer is not null)
            {
                return (answer, killed);
            }

            (done, killed) = (done + lived, killed + 1);
            var isDatabaseToo = killDatabase is not null && killed % 3 == 0;
            tell($"killed {killed} of {kills}{(isDatabaseToo ? ", with its database" : "")}, at {done} of {notes}");

            if (isDatabaseToo)
            {
                await killDatabase!();
            }
        }
    }

    // Null: it was killed.
    private async Task<(int Notes, string? Answer)> LiveAsync(string[] arguments, int most, TimeSpan? early, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [BillingProcess.Program, "scenario", .. arguments, "--dots"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var registration = cancellation.Register(process.Kill);
        using var death = early is { } after ? new Timer(_ => process.Kill(), null, after, Timeout.InfiniteTimeSpan) : null;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var (notes, said) = (0, "");

        while (await process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (line != ".")
            {
                said = line;
            }
            else if (++notes == most)
            {
                var moment = TimeSpan.FromMicroseconds(random.Next(MostMicroseconds));
                SpinWait.SpinUntil(() => false, moment);
                process.Kill();
            }
        }

        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();

        // 137: by SIGKILL.
        return process.ExitCode switch
        {
            0 => (notes, await output),
            137 => (int.Min(notes, most), null),
            _ => throw new UserException($"a process ended with {process.ExitCode}: {said}"),
        };
    }

    /// <summary>What the audit found at the ends.</summary>
    public static IEnumerable<string> Findings(JsonElement answer) => (answer.ValueKind is JsonValueKind.Array ? [.. answer.EnumerateArray()] : (JsonElement[])[answer])
        .Where(one => one.TryGetProperty("audit", out _))
        .SelectMany(one => one.GetProperty("audit").EnumerateArray())
        .Select(finding => $"audit: {finding}");

    /// <summary>The steps that were refused.</summary>
    public static IEnumerable<string> Refused(JsonElement answer) => (answer.ValueKind is JsonValueKind.Array ? [.. answer.EnumerateArray()] : (JsonElement[])[answer])
        .Where(one => one.TryGetProperty("steps", out _))
        .SelectMany(one => one.GetProperty("steps").EnumerateArray())
        .Where(step => step.GetProperty("problem").ValueKind is JsonValueKind.String)
        .Select(step => $"refused: {step.GetProperty("do")} at {step.GetProperty("at")}: {step.GetProperty("problem")}");

    // A payment's own number is the database's, which leaves some out when it dies.
    private static string WithoutNumber(JsonElement told) => PaymentNumber().Replace(told.ToString(), "payment");

    [GeneratedRegex(@"\bpayment \d+")]
    private static partial Regex PaymentNumber();

    /// <summary>Where two answers are not the same, by their paths; what steps told apart, for one that was done again may say less.</summary>
    public static IEnumerable<string> Differences(JsonElement whole, JsonElement killed, string path = "")
    {
        if (whole.ValueKind != killed.ValueKind)
        {
            return [$"{path}: {whole} in one go, {killed} with kills"];
        }

        return whole.ValueKind switch
        {
            JsonValueKind.Object => whole.EnumerateObject().Select(one => one.Name).Union(killed.EnumerateObject().Select(one => one.Name))
                .Where(name => name is not ("steps" or "problems") || path.Contains('.', StringComparison.Ordinal))
                .SelectMany(name => whole.TryGetProperty(name, out var one) && killed.TryGetProperty(name, out var other)
                    ? Differences(one, other, $"{path}.{name}")
                    : [$"{path}.{name}: is told once only"]),
            JsonValueKind.Array when whole.GetArrayLength() != killed.GetArrayLength() =>
                [$"{path}: {whole.GetArrayLength()} in one go, {killed.GetArrayLength()} with kills"],
            JsonValueKind.Array => whole.EnumerateArray().Zip(killed.EnumerateArray()).SelectMany((pair, i) => Differences(pair.First, pair.Second, $"{path}[{i}]")),
            _ => WithoutNumber(whole) == WithoutNumber(killed) ? [] : [$"{path}: {whole} in one go, {killed} with kills"],
        };
    }
}
