using Billing.Contracts.Payers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Payers;

/// <summary>Section <c>Billing:Payers</c>.</summary>
public sealed class PayerOptions
{
    /// <summary>How often is looked for what is due.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Asks the cluster's sweepers, one a shard, to do what is due. Every silo asks; each shard is in one place. Goes on with bill runs that were interrupted.</summary>
internal sealed partial class PayerService(IGrainFactory grains, IBillRunStore runs, IOptions<PayerOptions> options, ILogger<PayerService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval);

        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    private async Task SweepAsync()
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, IPayerSweepGrain.Shards).Select(shard => grains.GetGrain<IPayerSweepGrain>(shard).SweepAsync()));

            foreach (var run in await runs.UnfinishedAsync())
            {
                await grains.GetGrain<IBillRunGrain>(run).ResumeAsync();
            }
        }
        catch (Exception failure)
        {
            LogFailed(logger, failure.Message); // the database is away, or a sweep takes long and goes on: the next turn looks again
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sweeping payers failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
