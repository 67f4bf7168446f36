using Billing.Core.Balances;
using NodaTime;

namespace Billing.Contracts.Balances;

/// <summary>What a balance has beside money, as it is stored.</summary>
public interface IFundsQuery
{
    /// <summary>With what plans give by an instant; null when there is no such balance.</summary>
    Task<FundsRecord?> FindAsync(long balanceId, Instant at, CancellationToken cancellation);

    /// <summary>The same; null also when the balance is not in the scope.</summary>
    Task<FundsRecord?> FindAsync(Scope scope, long balanceId, Instant at, CancellationToken cancellation);

    /// <summary>The balances of a customer that are in the scope, the oldest first; at most 500.</summary>
    Task<IReadOnlyList<BalanceRow>> BalancesAsync(Scope scope, long customerId, CancellationToken cancellation);
}

/// <param name="CreditLimit">The permanent one, in the balance's currency.</param>
/// <param name="IsPrepaid">Whether its customer class is; null: it is billed by none, or it was asked for without a scope.</param>
public sealed record FundsRecord(string Currency, decimal CreditLimit, Funds Funds, bool? IsPrepaid = null);

/// <summary>Money as it is posted: for what is held and running ask the balance's grain.</summary>
/// <param name="Accounts">How many draw on it.</param>
/// <param name="OpenSessions">How many sessions it pays for now.</param>
/// <param name="IsPrepaid">Whether its customer class is; null: it is billed by none.</param>
public sealed record BalanceRow(
    long BalanceId, long CustomerId, string Currency, decimal Posted, decimal CreditLimit, int Accounts, int OpenSessions, bool? IsPrepaid = null);
