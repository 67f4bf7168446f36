using Billing.Core.Balances;
using NodaTime;

namespace Billing.Contracts.Records;

/// <summary>What is not null must fit.</summary>
/// <param name="From">Recorded at this instant or later.</param>
/// <param name="To">Recorded before this instant.</param>
public sealed record StatementFilter(Instant? From = null, Instant? To = null, LedgerReason? Reason = null, TypedEntry? Typed = null);

/// <summary>One change of a balance.</summary>
/// <param name="Amount">Negative takes money from the payer; in <paramref name="Currency"/>.</param>
/// <param name="PostedAfter">The balance after it.</param>
/// <param name="OperationId">What asked for it; null for a session's usage.</param>
/// <param name="Who">Who asked for it, as the audit log has it; null: it does not.</param>
/// <param name="Service">Of the session's usage.</param>
/// <param name="Login">The account of the session's usage.</param>
/// <param name="Peer">The called number of the session's usage.</param>
/// <param name="IsOfProgram">A payment or a voucher made it: its note is the program's own, whatever a clerk's may look like.</param>
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
    string? Peer,
    bool IsOfProgram = false);

/// <param name="Entries">Refunds and corrections of its records, in the balance's order.</param>
/// <param name="RevertedAt">When it was taken back as a whole, which is done once; null: it was not.</param>
public sealed record UsageCorrections(IReadOnlyList<StatementRow> Entries, Instant? RevertedAt)
{
    public static UsageCorrections None { get; } = new([], null);

    public bool IsReverted => RevertedAt is not null;

    /// <summary>Whether a record was taken back with all of the session, and is not corrected: one of a lost session that spoke again was not.</summary>
    public bool IsGivenBack(Instant recordedAt) => RevertedAt >= recordedAt;

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
