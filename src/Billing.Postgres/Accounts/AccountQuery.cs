using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Paging;
using Billing.Core.Accounts;

namespace Billing.Postgres.Accounts;

internal sealed class AccountQuery(Database database, AccountStore accounts) : IAccountQuery
{
    private const string ShowSql = """
        select a.account_id, a.login, array(select m.alias from account_alias m where m.account_id = a.account_id order by 1),
               a.status, c.name, p.name, a.balance_id
        from account_alias l
        join account a on a.account_id = l.account_id
        join customer c on c.customer_id = a.customer_id
        join product p on p.product_id = a.product_id
        where l.alias = $1
        """;

    public ValueTask<long?> FindAsync(string alias) => accounts.FindAsync(alias);

    public async Task<AccountSummary?> ShowAsync(string alias, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(ShowSql, alias);
        await using var row = await command.ExecuteReaderAsync(cancellation);

        return await row.ReadAsync(cancellation)
            ? new(
                row.GetInt64(0),
                row.GetString(1),
                row.GetFieldValue<string[]>(2),
                ((AccountStatus)row.GetInt32(3)).ToString().ToLowerInvariant(),
                row.GetString(4),
                row.GetString(5),
                row.GetInt64(6))
            : null;
    }

    public Task<Page<AccountRow>> ListAsync(
        Scope scope, AccountFilter filter, PageRequest<AccountSort> page, CancellationToken cancellation) =>
        throw new NotImplementedException();

    public Task<AccountRow?> FindAsync(Scope scope, long accountId, CancellationToken cancellation) =>
        throw new NotImplementedException();
}
