using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Paging;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Balances;

internal sealed class FundsQuery(BalanceStore balances, Database database) : IFundsQuery
{
    private const string Columns = """
        b.balance_id, b.customer_id, b.currency, b.posted, b.credit_limit,
        (select count(*)::int from account a where a.balance_id = b.balance_id),
        (select count(*)::int from session s where s.balance_id = b.balance_id and s.ended_at is null),
        (select coalesce((c.terms ->> 'isPrepaid')::boolean, false)
         from payer p join customer_class c on c.name = p.class
         where p.balance_id = b.balance_id
         order by c.customer_class_id desc limit 1)
        """;

    private static readonly SortKey[] ById = [new("b.balance_id", "bigint")];

    public async Task<FundsRecord?> FindAsync(long balanceId, Instant at, CancellationToken cancellation) =>
        (await balances.LoadAsync(balanceId).WaitAsync(cancellation))?.AsOf(at) is { } balance
            ? new(balance.Currency.Code, balance.CreditLimit, balance.Funds)
            : null;

    public async Task<FundsRecord?> FindAsync(Scope scope, long balanceId, Instant at, CancellationToken cancellation) =>
        await Within(scope).Where("b.balance_id = $?", balanceId)
            .FindAsync("b.balance_id", Columns, "join balance b using (balance_id)", Read, cancellation) is { } row
            && await FindAsync(balanceId, at, cancellation) is { } found
            ? found with { IsPrepaid = row.IsPrepaid }
            : null;

    public async Task<IReadOnlyList<BalanceRow>> BalancesAsync(Scope scope, long customerId, CancellationToken cancellation) =>
        (await Within(scope).Where("b.customer_id = $?", customerId).PageAsync(
            new PageRequest<BalanceSort>(Size: PageRequest<BalanceSort>.MostRows),
            ById,
            "b.balance_id",
            Columns,
            "join balance b using (balance_id)",
            Read,
            cancellation)).Rows;

    private ListQuery Within(Scope scope) =>
        new ListQuery(database.Lists, "balance b").Within(scope, "b.customer_id = $?", BalanceScope.OfAccount("b"));

    private static BalanceRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetDecimal(3), row.GetDecimal(4), row.GetInt32(5), row.GetInt32(6),
        row.IsDBNull(7) ? null : row.GetBoolean(7));

    private enum BalanceSort
    {
        Balance,
    }
}
