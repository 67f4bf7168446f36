using System.Diagnostics.Metrics;
using Billing.Contracts.Notifications;
using Billing.Contracts.Service;

namespace Billing.Grains.Notifications;

/// <summary>What this process sent of the outbox. How long it waits is measured where it is stored.</summary>
internal sealed class NotificationMeter
{
    public const string Name = "Billing.Grains.Notifications";

    private readonly Counter<long> _deliveries;

    public NotificationMeter(IMeterFactory meters) => _deliveries = meters.Create(Name).CreateCounter<long>(
        "billing.outbox.deliveries", "{delivery}", "Messages to customers that were tried, by channel and what came of it; waiting: tried again later.");

    public void Tried(NotificationChannel channel, DeliveryState state) => _deliveries.Add(
        1,
        new KeyValuePair<string, object?>("billing.channel", TagWords.Of(channel)),
        new KeyValuePair<string, object?>("billing.result", TagWords.Of(state)));
}
