using Billing.Contracts.Changes;
using Billing.Contracts.Notifications;
using Billing.Core.Notifications;
using NodaTime;

namespace Billing.Grains.Notifications;

/// <summary>The outbox: what happened and is to be told, and how far telling it has come.</summary>
public interface INotificationStore
{
    /// <summary>Notifications of a shard of which it is not decided how they are told, and whose time has come; the longest waiting first.</summary>
    Task<IReadOnlyList<WaitingNotification>> WaitingAsync(int shard, int shards, Instant now, int most);

    /// <summary>Decides how they are told. One that was decided meanwhile stays as it was.</summary>
    Task RouteAsync(IReadOnlyCollection<RoutedNotification> routed, Instant now);

    /// <summary>Takes deliveries of a shard that are due, for nobody else to take before an instant.</summary>
    Task<IReadOnlyList<Delivery>> ClaimAsync(int shard, int shards, Instant now, Instant until, int most);

    /// <summary>What came of a try.</summary>
    /// <param name="nextAt">When it is tried again, if it is.</param>
    Task NoteAsync(Delivery delivery, DeliveryState state, string? reason, Instant now, Instant nextAt);

    /// <summary>Has one told once more by a channel, with a line in the audit log.</summary>
    Task<ChangeReply> AgainAsync(long notificationId, NotificationChannel channel, string by);

    /// <summary>The templates that an operator has changed, by event and language.</summary>
    Task<IReadOnlyDictionary<string, Template>> TemplatesAsync();

    /// <param name="details">Null: the program's own text again.</param>
    Task<ChangeReply> EditTemplateAsync(string template, TemplateDetails? details, Edit edit);
}

/// <summary>How payers want to be told.</summary>
public interface IAlertStore
{
    /// <summary>Null when there is no such balance; without what only the program's options say.</summary>
    Task<AlertsView?> GetAsync(long balanceId);

    Task<ChangeReply> EditAsync(long balanceId, AlertDetails details, Edit edit);
}

/// <param name="Channels">By which it was told, or was not, already.</param>
/// <param name="Email">Where the payer wants mail; null: no address is known.</param>
/// <param name="CustomerEmail">The customer's own address, which was confirmed or which staff entered.</param>
/// <param name="Invoice">Of one about an invoice: how that stands now.</param>
public sealed record WaitingNotification(
    long NotificationId,
    string Key,
    NotificationEvent Event,
    long BalanceId,
    string? Account,
    IReadOnlyList<NamedFact> Facts,
    Instant RaisedAt,
    IReadOnlyCollection<NotificationChannel> Channels,
    ToldCustomer Customer,
    string? Email,
    string? CustomerEmail,
    IReadOnlyCollection<NotificationEvent> Unwanted,
    ToldInvoice? Invoice);

/// <param name="Culture">Language and region, such as <c>es-ES</c>.</param>
public sealed record ToldCustomer(long CustomerId, string Number, string Name, string Culture);

/// <param name="Open">What is still to be paid of it.</param>
public sealed record ToldInvoice(
    string Number, string Currency, decimal Total, decimal AmountDue, decimal Open, LocalDate DueOn, LocalDate From, LocalDate To, bool IsVoid)
{
    /// <summary>The last four digits of the card that takes invoices without asking; null: there is none, or it is done with this one and left it open.</summary>
    public string? Card { get; init; }

    /// <summary>What such a card has settled of it by now, in its currency.</summary>
    public decimal PaidByCard { get; init; }
}

public sealed record RoutedNotification(long NotificationId, IReadOnlyCollection<NewDelivery> Deliveries);

/// <param name="State">Waiting, or at its end already.</param>
/// <param name="Address">Of mail: one, or several with a comma and a space between them, of which the first counts.</param>
/// <param name="Document">The number of the invoice whose document goes with it.</param>
public sealed record NewDelivery(
    NotificationChannel Channel, DeliveryState State, string? Address, string? Subject, string? Body, string? Reason = null, string? Document = null);

/// <param name="Tries">With the one that it was taken for.</param>
/// <param name="Document">The number of the invoice whose document goes with it.</param>
public sealed record Delivery(
    long NotificationId, NotificationChannel Channel, string Key, string Event, string Address, string? Subject, string Body, int Tries, string? Document = null);
