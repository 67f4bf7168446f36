using Billing.Contracts.Notifications;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Notifications;

/// <summary>Asks the cluster's sweepers, one a shard, to send what is due. Every silo asks; each shard is in one place.</summary>
internal sealed partial class NotificationService(IGrainFactory grains, IOptions<NotificationOptions> options, ILogger<NotificationService> logger) : BackgroundService
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
            await Task.WhenAll(Enumerable.Range(0, INotificationSweepGrain.Shards)
                .Select(shard => grains.GetGrain<INotificationSweepGrain>(shard).SweepAsync()));
        }
        catch (TimeoutException)
        {
            // a mail server is slow: the sweep goes on, and the next turn waits for it
        }
        catch (Exception failure)
        {
            LogFailed(logger, failure.Message); // the database is away: the next turn looks again
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sending notifications failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
