using Billing.Core.Balances;

namespace Billing.Grains.Balances;

/// <summary>Reads what was asked from outside and done.</summary>
public interface IOperationStore
{
    Task<StoredOperation?> FindAsync(string operationId);

    /// <summary>The ledger entry that an operation made.</summary>
    Task<LedgerEntry?> EntryAsync(long balanceId, long sequence);

    /// <summary>What was given back of an operation: how many times, and how much.</summary>
    Task<(int Times, decimal Amount)> RefundedAsync(string operationId);
}

public sealed record StoredOperation(long BalanceId, Operation Operation);
