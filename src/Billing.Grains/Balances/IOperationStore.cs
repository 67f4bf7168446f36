using System.Collections.Immutable;
using Billing.Core.Balances;
using NodaTime;

namespace Billing.Grains.Balances;

/// <summary>Reads what was asked from outside and done.</summary>
public interface IOperationStore
{
    Task<StoredOperation?> FindAsync(string operationId);

    /// <summary>The ledger entry that an operation made.</summary>
    Task<LedgerEntry?> EntryAsync(long balanceId, long sequence);

    /// <summary>What a session's records cost; null when it has none.</summary>
    Task<SessionEntries?> OfSessionAsync(Guid sessionId);
}

/// <summary>A session's transaction records with all their ledger entries.</summary>
/// <param name="RevertedAt">When it was taken back as a whole; null: it was not. A lost session that spoke again after that has records since.</param>
/// <param name="Refunds">How many refunds name the event that it is.</param>
public sealed record SessionEntries(long BalanceId, ImmutableArray<RecordEntries> Records, Instant? RevertedAt, int Refunds)
{
    /// <summary>It was taken back as a whole, which is done once.</summary>
    public bool IsReverted => RevertedAt is not null;

    /// <summary>Units came back too, and nothing of a record is left to be corrected.</summary>
    public bool IsGivenBack(RecordEntries one) => RevertedAt >= one.SettledAt || IsRefunded;

    /// <summary>It is an event, and all of it was refunded.</summary>
    public bool IsRefunded => Refunds > 0 && Records.All(record =>
        record.Entries.Where(entry => entry.Reason is LedgerReason.Usage or LedgerReason.Refund).Sum(entry => entry.Amount) >= 0);
}

public sealed record StoredOperation(long BalanceId, Operation Operation);
