using System.Collections.Immutable;
using Billing.Core.Balances;

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
/// <param name="IsReverted">It was taken back as a whole.</param>
/// <param name="Refunds">How many refunds name the event that it is.</param>
public sealed record SessionEntries(long BalanceId, ImmutableArray<RecordEntries> Records, bool IsReverted, int Refunds)
{
    /// <summary>Units came back too, and nothing of it is left to be corrected.</summary>
    public bool IsGivenBack => IsReverted || (Refunds > 0 && Records.All(record =>
        record.Entries.Where(entry => entry.Reason is LedgerReason.Usage or LedgerReason.Refund).Sum(entry => entry.Amount) >= 0));
}

public sealed record StoredOperation(long BalanceId, Operation Operation);
