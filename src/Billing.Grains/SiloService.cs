using Billing.Contracts.Sessions;
using Billing.Grains.Nodes;
using Billing.Grains.Sessions;
using Billing.Grains.Tariffs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Grains;

/// <summary>Keeps this silo's tariffs and numbers fresh and asks the cluster's one sweeper to look for silent sessions.</summary>
internal sealed partial class SiloService(
    IGrainFactory grains,
    TariffCatalog tariffs,
    NumberingCatalog numberings,
    IOptions<SessionOptions> options,
    ILogger<SiloService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(
            RepeatAsync("sweep", options.Value.SweepInterval, _ => grains.GetGrain<ISilenceGrain>(0).SweepAsync(), stoppingToken),
            RepeatAsync("tariffs", TimeSpan.FromMilliseconds(700), tariffs.RefreshAsync, stoppingToken),
            RepeatAsync("numbers", TimeSpan.FromMilliseconds(700), numberings.RefreshAsync, stoppingToken));
    }

    private async Task RepeatAsync(string what, TimeSpan interval, Func<CancellationToken, Task> once, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval);

        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                try
                {
                    await once(stopping);
                }
                catch (Exception failure) when (!stopping.IsCancellationRequested)
                {
                    LogFailed(logger, what, failure.Message); // the database is away: the next turn tries again
                }
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Background work {What} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string what, string reason);
}
