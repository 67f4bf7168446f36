using NodaTime;

namespace Billing.Contracts.Changes;

/// <summary>Who did what: changes of the configuration, and money operations by people. Secrets are never in it.</summary>
public interface IAuditLogQuery
{
    /// <summary>The newest first.</summary>
    /// <param name="after">The last row of the page before; null: the first page.</param>
    /// <param name="count">1 to 1000.</param>
    Task<IReadOnlyList<AuditRecord>> PageAsync(AuditFilter filter, AuditCursor? after, int count, CancellationToken cancellation) =>
        PageAsync(filter, AuditOrder.NewestFirst, after, count, cancellation);

    /// <param name="after">The last row of the page before in the same order; null: the first page.</param>
    /// <param name="count">1 to 1000.</param>
    Task<IReadOnlyList<AuditRecord>> PageAsync(AuditFilter filter, AuditOrder order, AuditCursor? after, int count, CancellationToken cancellation);
}

/// <summary>Every part that is given must hold.</summary>
/// <param name="By">The user's name, exactly.</param>
/// <param name="EntityKind">Such as <c>customer</c>, <c>account</c>, <c>balance</c>, <c>tariff</c>; see <see cref="EntityKinds"/>.</param>
/// <param name="EntityId">The number, or the prefix of a destination; without <paramref name="EntityKind"/>, of whatever has it.</param>
/// <param name="From">The first instant.</param>
/// <param name="To">The first instant after them.</param>
/// <param name="Whose">
/// Of a customer: it and its accounts; of an account: that alone. Then kind and number count for nothing. Null: of everything.
/// </param>
/// <param name="WithMoney">With <paramref name="Whose"/>: of their balances too, which is subscriptions, limits and money.</param>
public sealed record AuditFilter(
    string? By = null, string? EntityKind = null, string? EntityId = null, Instant? From = null, Instant? To = null, Scope? Whose = null,
    bool WithMoney = false);

/// <summary>The place of a row.</summary>
/// <param name="Sorted">What orders the row before its time: its kind; null where the time alone does.</param>
public sealed record AuditCursor(Instant At, string Key, string? Sorted = null);

/// <param name="Key">Unique; with <paramref name="At"/> the row's place.</param>
/// <param name="Action">In small letters: <c>create</c>, <c>edit</c>, <c>block</c>, <c>top-up</c> …</param>
/// <param name="Sentence">For people, in English.</param>
/// <param name="OldJson">What it was, a JSON object; null when it was not there, and for money.</param>
/// <param name="NewJson">What it became.</param>
/// <param name="Name">What people call the entity today; a balance by whose it is. Null: it has no name, or is not there any more.</param>
public sealed record AuditRecord(
    Instant At,
    string Key,
    string By,
    string Action,
    string EntityKind,
    string EntityId,
    string Sentence,
    string? OldJson,
    string? NewJson,
    string? Name = null)
{
    public AuditCursor Cursor => new(At, Key);

    /// <summary>Its place in an order.</summary>
    public AuditCursor CursorIn(AuditSort sort) => Cursor with
    {
        Sorted = sort is AuditSort.Kind ? EntityKind : null,
    };
}

/// <summary>What the audit log speaks of.</summary>
public static class EntityKinds
{
    public const string Account = "account";
    public const string AddressPool = "address-pool";
    public const string Balance = "balance";
    public const string BillRun = "bill-run";
    public const string Customer = "customer";
    public const string CustomerClass = "customer-class";
    public const string Destination = "destination";
    public const string DestinationGroup = "destination-group";
    public const string Invoice = "invoice";
    public const string Logo = "logo";
    public const string Node = "node";
    public const string NodeGroup = "node-group";
    public const string Notification = "notification";
    public const string NotificationTemplate = "notification-template";
    public const string Numbering = "numbering";
    public const string Payment = "payment";
    public const string PeriodSet = "period-set";
    public const string Plan = "plan";
    public const string Product = "product";
    public const string Rerating = "rerating";
    public const string Realm = "realm";
    public const string Session = "session";
    public const string Sessions = "sessions";
    public const string Tariff = "tariff";
    public const string Voucher = "voucher";
}
