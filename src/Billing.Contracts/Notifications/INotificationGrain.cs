using Billing.Contracts.Changes;
using Orleans.Concurrency;

namespace Billing.Contracts.Notifications;

/// <summary>One notification. Key: its number.</summary>
[Alias("billing.notification")]
public interface INotificationGrain : IGrainWithIntegerKey
{
    /// <summary>Has it told once more by a channel: to the address and by the template of now.</summary>
    /// <param name="by">The signed-in user's name, for the audit log.</param>
    [Alias("send-again")]
    Task<ChangeReply> SendAgainAsync(NotificationChannel channel, string by);
}

/// <summary>Sends what is to be told. Key: a shard, from zero to <see cref="Shards"/>.</summary>
[Alias("billing.notification-sweep")]
public interface INotificationSweepGrain : IGrainWithIntegerKey
{
    const int Shards = 4;

    /// <returns>How many deliveries were tried.</returns>
    [Alias("sweep"), AlwaysInterleave]
    Task<int> SweepAsync();
}

/// <summary>How a payer wants to be told. Key: the balance's number.</summary>
[Alias("billing.alerts")]
public interface IAlertsGrain : IGrainWithIntegerKey
{
    /// <summary>As it is stored; null when there is no such balance.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<AlertsView?> GetAsync();

    [Alias("edit")]
    Task<ChangeReply> EditAsync(AlertDetails details, Edit edit);
}

/// <summary>One template. Key: event and language, such as <c>low-balance.en</c>.</summary>
[Alias("billing.notification-template")]
public interface INotificationTemplateGrain : IGrainWithStringKey
{
    /// <param name="details">Null: the program's own text again.</param>
    [Alias("edit")]
    Task<ChangeReply> EditAsync(TemplateDetails? details, Edit edit);
}
