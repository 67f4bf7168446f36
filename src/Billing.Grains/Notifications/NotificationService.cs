using Billing.Contracts.Notifications;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Notifications;

/// <summary>Asks the cluster's sweepers, one a shard, to send what is due. Every silo asks; each shard is in one place.</summary>
internal sealed partial class NotificationService(
    IGrainFactory grains, IOptions<NotificationOptions> options, IHostApplicationLifetime lifetime, ILogger<NotificationService> logger)
    : SweepService(options.Value.SweepInterval, lifetime)
{
    protected override async Task SweepAsync(CancellationToken stopping)
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
    }

    protected override void LogFailed(Exception failure) => LogFailed(logger, failure.Message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sending notifications failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
