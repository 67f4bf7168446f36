using Billing.Contracts.Paging;
using Billing.Core.Notifications;
using NodaTime;

namespace Billing.Contracts.Notifications;

/// <summary>What customers were told, or could not be.</summary>
public interface INotificationQuery
{
    /// <summary>A row for each way of telling, the newest first by default order descending; those that wait for their day are left out.</summary>
    Task<Page<NotificationRow>> ListAsync(Scope scope, NotificationFilter filter, PageRequest<NotificationSort> page, CancellationToken cancellation);

    /// <summary>Each event's texts in each language, the operator's where there is one.</summary>
    Task<IReadOnlyList<TemplateRow>> TemplatesAsync(CancellationToken cancellation);
}

/// <summary>What is not null must fit.</summary>
/// <param name="Text">A part of the customer's name, or the beginning of its number.</param>
/// <param name="Sent">A part of the address or of the subject, in any case.</param>
public sealed record NotificationFilter(
    long? CustomerId = null,
    long? BalanceId = null,
    DeliveryState? State = null,
    NotificationChannel? Channel = null,
    NotificationEvent? Event = null,
    string? Text = null,
    string? Sent = null);

public enum NotificationSort
{
    RaisedAt,
}

/// <param name="Key">Of the event, its subject and its occurrence.</param>
/// <param name="Account">The login of whom it is about; null: the payer.</param>
/// <param name="Address">Where it went.</param>
/// <param name="Subject">As it was sent; null: nothing was.</param>
/// <param name="NextAt">When it is tried next, while it waits.</param>
/// <param name="Reason">Why it was not sent, or not yet.</param>
/// <param name="EndedAt">When it was sent, given up or left.</param>
public sealed record NotificationRow(
    long NotificationId,
    string Key,
    NotificationEvent Event,
    long CustomerId,
    string CustomerNumber,
    string Customer,
    long BalanceId,
    string? Account,
    NotificationChannel Channel,
    DeliveryState State,
    string? Address,
    string? Subject,
    string? Body,
    int Tries,
    Instant NextAt,
    string? Reason,
    Instant RaisedAt,
    Instant? EndedAt);

/// <param name="IsOwn">The operator's text; else the program's.</param>
/// <param name="Version">0: never edited.</param>
public sealed record TemplateRow(NotificationEvent Event, string Language, Template Text, bool IsOwn, long Version)
{
    /// <summary>The key of its grain.</summary>
    public string Key => $"{EventTerms.Of(Event).Name}.{Language}";
}
