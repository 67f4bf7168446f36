using Billing.Contracts.Records;
using Billing.Host.Composition;
using Billing.Postgres;
using Billing.Postgres.Records;
using Spectre.Console;

namespace Billing.Host.Bench;

/// <summary>Plays a load with a progress line, and compares what was acknowledged with what the server stored.</summary>
internal static class LoadRun
{
    // The demo's price: 0.01 per started MB.
    private const ulong PriceUnit = 1_000_000;
    private const decimal Price = 0.01m;

    public static async Task<RadiusLoadResult> PlayAsync(RadiusLoadOptions options, CancellationToken cancellation)
    {
        if (Console.IsErrorRedirected)
        {
            return await RadiusLoad.RunAsync(options, null, cancellation);
        }

        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });

        return await console.Progress().StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(options.ToString()), maxValue: options.Duration.TotalSeconds);
            var progress = new Progress<RadiusLoadProgress>(state => task.Value = state.Elapsed.TotalSeconds);

            return await RadiusLoad.RunAsync(options, progress, cancellation);
        });
    }

    /// <returns>
    /// A line for each difference between gateways and records, for each row of the first few sessions that differ, and for each finding of
    /// the audit.
    /// </returns>
    public static async Task<IReadOnlyList<string>> CompareAsync(
        string connectionString, RadiusLoadResult result, DateTimeOffset startedAt, CancellationToken cancellation)
    {
        await using var provider = Queries(connectionString);
        var records = provider.GetRequiredService<IRecordQuery>();
        var comparison = new SessionComparison(cancel => Charged(records, startedAt, cancel), octets => (octets + PriceUnit - 1) / PriceUnit * Price);
        var found = await comparison.CompareAsync(result, cancellation);
        var differences = found.Select(difference => difference.ToString()).ToList();
        differences.AddRange(await SessionStory.TellAsync(
            connectionString, result, found.Select(difference => difference.AcctSessionId), startedAt, cancellation));
        differences.AddRange(await AuditAsync(provider, cancellation));

        return differences;
    }

    /// <returns>A line for each finding of the audit.</returns>
    public static async Task<IReadOnlyList<string>> AuditAsync(string connectionString, CancellationToken cancellation)
    {
        await using var provider = Queries(connectionString);

        return await AuditAsync(provider, cancellation);
    }

    private static async Task<IReadOnlyList<string>> AuditAsync(ServiceProvider provider, CancellationToken cancellation)
    {
        var audit = await provider.GetRequiredService<Audit>().RunAsync(100, cancellation);

        return [.. audit.Differences.Select(found => $"audit: {found.Rule}: {found.What}: {found.Found}, expected {found.Expected}")];
    }

    private static async IAsyncEnumerable<ChargedSession> Charged(
        IRecordQuery records, DateTimeOffset since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var settled in records.SettledSinceAsync(since, cancellation))
        {
            yield return new(settled.AcctSessionId, (ulong)settled.TotalOctets, settled.Amount);
        }
    }

    private static ServiceProvider Queries(string connectionString)
    {
        var configuration = Settings.Load();
        configuration["Billing:Postgres:ConnectionString"] = connectionString;
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddBillingQueries();

        return services.BuildServiceProvider();
    }
}
