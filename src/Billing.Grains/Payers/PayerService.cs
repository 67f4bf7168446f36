using Billing.Contracts.Payers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Payers;

/// <summary>Section <c>Billing:Payers</c>.</summary>
public sealed class PayerOptions
{
    /// <summary>How often is looked for what is due, and for invoices whose PDF is to be made.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Asks the cluster's sweepers, one a shard, to do what is due. Every silo asks; each shard is in one place. Goes on with bill runs that were interrupted.</summary>
internal sealed partial class PayerService(
    IGrainFactory grains, IBillRunStore runs, IOptions<PayerOptions> options, IHostApplicationLifetime lifetime, ILogger<PayerService> logger)
    : SweepService(options.Value.SweepInterval, lifetime)
{
    protected override async Task SweepAsync(CancellationToken stopping)
    {
        await Task.WhenAll(Enumerable.Range(0, IPayerSweepGrain.Shards).Select(shard => grains.GetGrain<IPayerSweepGrain>(shard).SweepAsync()));

        foreach (var run in await runs.UnfinishedAsync())
        {
            await grains.GetGrain<IBillRunGrain>(run).ResumeAsync();
        }
    }

    protected override void LogFailed(Exception failure) => LogFailed(logger, failure.Message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sweeping payers failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
