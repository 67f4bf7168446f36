using Billing.Contracts.Paging;

namespace Billing.Contracts.Accounts;

/// <summary>Finds accounts by what people and gateways call them.</summary>
public interface IAccountQuery
{
    /// <summary>The number of the account that has this alias; null when none has. Exact match.</summary>
    ValueTask<long?> FindAsync(string alias);

    /// <summary>An account as people see it; null when no account has this alias.</summary>
    Task<AccountSummary?> ShowAsync(string alias, CancellationToken cancellation);

    Task<Page<AccountRow>> ListAsync(Scope scope, AccountFilter filter, PageRequest<AccountSort> page, CancellationToken cancellation);

    /// <summary>Null when there is none in the scope.</summary>
    Task<AccountRow?> FindAsync(Scope scope, long accountId, CancellationToken cancellation);
}

/// <summary>An account with its names, for people and scripts.</summary>
public sealed record AccountSummary(
    long AccountId,
    string Login,
    IReadOnlyList<string> Aliases,
    string Status,
    string Customer,
    string Product,
    long BalanceId);
