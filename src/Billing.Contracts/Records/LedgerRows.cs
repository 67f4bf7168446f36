using Billing.Core.Balances;
using NodaTime;

namespace Billing.Contracts.Records;

/// <summary>What is not null must fit.</summary>
/// <param name="From">Recorded at this instant or later.</param>
/// <param name="To">Recorded before this instant.</param>
public sealed record StatementFilter(Instant? From = null, Instant? To = null, LedgerReason? Reason = null);

/// <summary>One change of a balance.</summary>
/// <param name="Amount">Negative takes money from the payer; in <paramref name="Currency"/>.</param>
/// <param name="PostedAfter">The balance after it.</param>
/// <param name="OperationId">What asked for it; null for a session's usage.</param>
/// <param name="Who">Who asked for it, as the audit log has it; null: it does not.</param>
/// <param name="Service">Of the session's usage.</param>
/// <param name="Login">The account of the session's usage.</param>
/// <param name="Peer">The called number of the session's usage.</param>
public sealed record StatementRow(
    long Sequence,
    Instant RecordedAt,
    LedgerReason Reason,
    decimal Amount,
    decimal PostedAfter,
    string Currency,
    string? OperationId,
    string? Who,
    string? Note,
    Guid? SessionId,
    int? Part,
    string? Service,
    string? Login,
    string? Peer);

/// <param name="Entries">Refunds and corrections of its records, in the balance's order.</param>
/// <param name="IsReverted">It was taken back as a whole: no more of it is corrected.</param>
public sealed record UsageCorrections(IReadOnlyList<StatementRow> Entries, bool IsReverted)
{
    public static UsageCorrections None { get; } = new([], false);

    /// <summary>Those of one record.</summary>
    public IReadOnlyList<StatementRow> Of(int part) => [.. Entries.Where(entry => entry.Part == part)];
}

/// <summary>What is not null must fit.</summary>
/// <param name="HasMoney">Only what changed the balance.</param>
public sealed record OperationFilter(
    long? BalanceId = null, long? CustomerId = null, Instant? From = null, Instant? To = null, bool HasMoney = false);

/// <summary>What somebody outside asked for, once.</summary>
/// <param name="Reason">Of the entry that it made; null: it changed no balance.</param>
/// <param name="Refunds">The operation that it takes back.</param>
/// <param name="RefundedBy">The operations that take it back.</param>
public sealed record OperationRow(
    string OperationId,
    Instant RecordedAt,
    long BalanceId,
    long CustomerId,
    string Customer,
    decimal Amount,
    string Currency,
    LedgerReason? Reason,
    long? Sequence,
    string? Note,
    string? Who,
    Guid? SessionId,
    string? Refunds,
    IReadOnlyList<string> RefundedBy);
