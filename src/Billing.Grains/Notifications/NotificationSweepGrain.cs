using Billing.Contracts;
using Billing.Contracts.Notifications;
using Billing.Core.Notifications;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Billing.Grains.Notifications;

/// <summary>Decides how what waits in its shard of the outbox is told, and tells what is due.</summary>
/// <remarks>
/// A delivery is taken before it is sent and noted after it. Killed in between it is sent again when the taking has run out:
/// at least once, and by its key (the mail's id, the webhook's <c>Idempotency-Key</c>) known as the same.
/// </remarks>
internal sealed class NotificationSweepGrain(
    INotificationStore store,
    NotificationRouter router,
    IEnumerable<IDeliveryChannel> channels,
    NotificationMeter meter,
    IOptions<NotificationOptions> options,
    TimeProvider clock) : Grain, INotificationSweepGrain
{
    private const int MostRouted = 500;
    private const int MostSent = 50;

    // Longer than that many sends take when each takes as long as it may and does not fail.
    private static readonly Duration Taken = Duration.FromMinutes(20);

    private Task<int>? _running;

    private int Shard => (int)this.GetPrimaryKeyLong();

    /// <summary>Who comes while it sweeps waits for the same sweep.</summary>
    public Task<int> SweepAsync() => _running is { IsCompleted: false } running ? running : _running = RunAsync();

    private async Task<int> RunAsync()
    {
        while (await store.WaitingAsync(Shard, INotificationSweepGrain.Shards, clock.Now(), MostRouted) is { Count: > 0 } waiting)
        {
            var templates = await store.TemplatesAsync();
            await store.RouteAsync([.. waiting.Select(one => router.Route(one, templates))], clock.Now());

            if (waiting.Count < MostRouted)
            {
                break;
            }
        }

        var tried = 0;

        while (await store.ClaimAsync(Shard, INotificationSweepGrain.Shards, clock.Now(), clock.Now() + Taken, MostSent) is { Count: > 0 } taken)
        {
            DelayDeactivation(Taken.ToTimeSpan());
            await Task.WhenAll(taken.GroupBy(one => one.Channel).Select(group => SendAsync(group.Key, [.. group])));
            tried += taken.Count;
        }

        return tried;
    }

    private async Task SendAsync(NotificationChannel channel, IReadOnlyList<Delivery> deliveries)
    {
        await foreach (var (delivery, outcome) in channels.Single(one => one.Channel == channel).SendAsync(deliveries))
        {
            var (state, reason) = outcome switch
            {
                SendOutcome.Sent => (DeliveryState.Sent, null),
                SendOutcome.Later(var why) when delivery.Tries < options.Value.Tries => (DeliveryState.Waiting, why),
                SendOutcome.Later(var why) => (DeliveryState.Failed, why),
                SendOutcome.Never(var why) => (DeliveryState.Failed, why),
                _ => throw new ArgumentOutOfRangeException(nameof(deliveries), outcome, null),
            };
            meter.Tried(channel, state);
            await store.NoteAsync(delivery, state, reason, clock.Now(), clock.Now() + Backoff.After(delivery.Tries, Duration.FromTimeSpan(options.Value.FirstRetry)));
        }
    }
}
