using Billing.Contracts.Paging;

namespace Billing.Contracts.Records;

/// <summary>Statements of balances, and what was asked for from outside.</summary>
public interface ILedgerQuery
{
    /// <summary>The entries of one balance; none when it is not in the scope.</summary>
    Task<Page<StatementRow>> StatementAsync(
        Scope scope, long balanceId, StatementFilter filter, PageRequest<StatementSort> page, CancellationToken cancellation);

    Task<Page<OperationRow>> OperationsAsync(
        Scope scope, OperationFilter filter, PageRequest<OperationSort> page, CancellationToken cancellation);

    /// <summary>Null when there is none in the scope.</summary>
    Task<OperationRow?> FindOperationAsync(Scope scope, string operationId, CancellationToken cancellation);

    /// <summary>What was given back of a session's usage or corrected.</summary>
    /// <remarks>Whose it is, <see cref="IXdrQuery.FindAsync"/> has said.</remarks>
    Task<UsageCorrections> CorrectionsAsync(Guid sessionId, CancellationToken cancellation);
}

public enum StatementSort
{
    /// <summary>The order in which the balance changed.</summary>
    Sequence,
}

public enum OperationSort
{
    RecordedAt,
}
