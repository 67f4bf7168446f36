using System.Collections.Immutable;
using Billing.Core.Notifications;

namespace Billing.Contracts.Notifications;

/// <summary>Numbers are stored.</summary>
[GenerateSerializer]
public enum NotificationChannel
{
    Email = 1,
    Webhook = 2,
}

/// <summary>Numbers are stored.</summary>
public enum DeliveryState
{
    /// <summary>To be sent, or to be tried again.</summary>
    Waiting = 1,

    /// <summary>The mail server or the webhook took it.</summary>
    Sent = 2,

    /// <summary>Given up, with the reason.</summary>
    Failed = 3,

    /// <summary>Not sent on purpose, with the reason: no channel, no address, not wanted, paid meanwhile.</summary>
    NotSent = 4,
}

/// <param name="Email">Where mail goes; null: to the customer's address.</param>
/// <param name="LowBalance">Below how much prepaid money to tell, in the balance's currency, zero or more; null: what everybody has.</param>
/// <param name="Unwanted">Events that are not to be told by mail; only optional ones.</param>
[GenerateSerializer, Immutable, Alias("billing.alert-details")]
public sealed record AlertDetails(
    [property: Id(0)] string? Email,
    [property: Id(1)] decimal? LowBalance,
    [property: Id(2)] ImmutableArray<NotificationEvent> Unwanted);

/// <param name="CustomerEmail">The customer's address; null: there is none.</param>
/// <param name="UsualLowBalance">What holds for who says nothing; null: they are not told of low balance.</param>
/// <param name="IsMailOn">Whether there is a mail server to send by.</param>
[GenerateSerializer, Immutable, Alias("billing.alerts-view")]
public sealed record AlertsView(
    [property: Id(0)] AlertDetails Details,
    [property: Id(1)] string Currency,
    [property: Id(2)] string? CustomerEmail,
    [property: Id(3)] decimal? UsualLowBalance,
    [property: Id(4)] bool IsMailOn,
    [property: Id(5)] long Version);

/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text.</param>
/// <param name="AttachesDocument">A mail by it has the document of what it tells of, where there is one.</param>
[GenerateSerializer, Immutable, Alias("billing.template-details")]
public sealed record TemplateDetails([property: Id(0)] string Subject, [property: Id(1)] string Body, [property: Id(2)] bool AttachesDocument = true);
