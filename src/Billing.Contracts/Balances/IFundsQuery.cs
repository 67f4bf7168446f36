using Billing.Core.Balances;
using NodaTime;

namespace Billing.Contracts.Balances;

/// <summary>What a balance has beside money, as it is stored.</summary>
public interface IFundsQuery
{
    /// <summary>With what plans give by an instant; null when there is no such balance.</summary>
    Task<FundsRecord?> FindAsync(long balanceId, Instant at, CancellationToken cancellation);
}

/// <param name="CreditLimit">The permanent one, in the balance's currency.</param>
public sealed record FundsRecord(string Currency, decimal CreditLimit, Funds Funds);
