using Billing.Contracts.Balances;
using NodaTime;

namespace Billing.Postgres.Balances;

internal sealed class FundsQuery(BalanceStore balances) : IFundsQuery
{
    public async Task<FundsRecord?> FindAsync(long balanceId, Instant at, CancellationToken cancellation) =>
        (await balances.LoadAsync(balanceId).WaitAsync(cancellation))?.AsOf(at) is { } balance
            ? new(balance.Currency.Code, balance.CreditLimit, balance.Funds)
            : null;
}
