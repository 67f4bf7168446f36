using System.Diagnostics;
using Billing.Host.Composition;

namespace Billing.Host.Bench;

/// <summary>How one silo was replaced.</summary>
/// <param name="Drained">From SIGTERM until its process had ended.</param>
/// <param name="Away">From SIGTERM until the next process of it served.</param>
internal sealed record Replacement(string Silo, int ExitCode, TimeSpan Drained, TimeSpan Away);

/// <summary>Replaces the silos of a cluster one after the other by those of another build, as an operator or an orchestrator does.</summary>
internal static class RollingUpdate
{
    private const int MostWords = 30;

    private static readonly TimeSpan SpoolPatience = TimeSpan.FromMinutes(2);

    /// <param name="silos">Those of the cluster that are replaced, in this order.</param>
    /// <param name="program">The build that comes.</param>
    /// <param name="between">How long a new silo serves before the next one goes.</param>
    /// <param name="progress">Told how many are done, and of how many.</param>
    public static async Task<IReadOnlyList<Replacement>> RunAsync(
        IReadOnlyList<SiloProcess> silos, string program, TimeSpan between, Action<string, long, long> progress, CancellationToken cancellation)
    {
        var replaced = new List<Replacement>();

        foreach (var silo in silos)
        {
            var started = Stopwatch.GetTimestamp();
            var exitCode = await silo.StopAsync(cancellation);
            var drained = Stopwatch.GetElapsedTime(started);
            await silo.StartAsync(program, cancellation);
            replaced.Add(new(silo.Name, exitCode, drained, Stopwatch.GetElapsedTime(started)));
            progress("silos replaced", replaced.Count, silos.Count);
            await Task.Delay(between, cancellation);
        }

        return replaced;
    }

    /// <summary>Plays gateways while something is done to the cluster, and compares what was acknowledged with what is stored.</summary>
    /// <param name="load">Until the work is over, whatever its duration.</param>
    /// <param name="all">The sessions to compare, of those that the load had: others may have had some too. Null: those.</param>
    /// <returns>What came of both, and a line for each difference and each finding of the audit; if there is one, also what the silos said last.</returns>
    public static async Task<(RadiusLoadResult Load, T Work, IReadOnlyList<string> Problems)> UnderLoadAsync<T>(
        LocalCluster cluster,
        RadiusLoadOptions load,
        Func<Task<T>> work,
        Func<IReadOnlyList<SessionOutcome>, IReadOnlyList<SessionOutcome>>? all,
        CancellationToken cancellation)
    {
        var startedAt = DateTimeOffset.UtcNow - TimeSpan.FromSeconds(1);
        using var ending = new CancellationTokenSource();
        var playing = RadiusLoad.RunAsync(load with { Duration = TimeSpan.FromDays(1), Ending = ending.Token }, progress: null, cancellation);
        T done;

        try
        {
            done = await work();
        }
        finally
        {
            await ending.CancelAsync();
        }

        var result = await playing;
        result.Sessions = all?.Invoke(result.Sessions) ?? result.Sessions;

        // What was acknowledged from a spool is durable, and charged a moment later.
        await cluster.ChargedAsync(cancellation).WaitAsync(SpoolPatience, cancellation);

        var problems = await LoadRun.CompareAsync(cluster.ConnectionString, result, startedAt, cancellation);

        return (result, done, problems.Count == 0 ? problems : [.. problems, .. cluster.Silos.SelectMany(LastWords)]);
    }

    private static IEnumerable<string> LastWords(SiloProcess silo) =>
        silo.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(MostWords).Select(line => $"  {silo.Name}: {line}");

    /// <exception cref="UserException">There is no program at the path.</exception>
    public static string Find(string? path)
    {
        var program = path switch
        {
            null => BillingProcess.Program,
            _ when Directory.Exists(path) => Path.Combine(path, "src", "Billing.Host", "bin", "Release", "net10.0", "Billing.Host.dll"),
            _ => path,
        };

        return File.Exists(program)
            ? program
            : throw new UserException($"{program} is not there: expected a built checkout, or the path of its Billing.Host.dll");
    }
}
