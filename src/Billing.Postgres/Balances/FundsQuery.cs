using Billing.Contracts;
using Billing.Contracts.Balances;
using NodaTime;

namespace Billing.Postgres.Balances;

internal sealed class FundsQuery(BalanceStore balances) : IFundsQuery
{
    public async Task<FundsRecord?> FindAsync(long balanceId, Instant at, CancellationToken cancellation) =>
        (await balances.LoadAsync(balanceId).WaitAsync(cancellation))?.AsOf(at) is { } balance
            ? new(balance.Currency.Code, balance.CreditLimit, balance.Funds)
            : null;

    public Task<FundsRecord?> FindAsync(Scope scope, long balanceId, Instant at, CancellationToken cancellation) => throw new NotImplementedException();

    public Task<IReadOnlyList<BalanceRow>> BalancesAsync(Scope scope, long customerId, CancellationToken cancellation) => throw new NotImplementedException();
}
