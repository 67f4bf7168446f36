using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Paging;
using Billing.Core.Accounts;
using Billing.Core.Customers;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

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

    private const string Columns = """
        a.account_id, a.login, array(select m.alias from account_alias m where m.account_id = a.account_id order by 1),
        a.customer_id, c.number, c.name, p.name,
        array(select o.name from account_product ap join product o on o.product_id = ap.product_id
              where ap.account_id = a.account_id order by ap.precedence),
        array(select distinct s.service from product_service s
              where s.product_id = a.product_id
                    or s.product_id in (select ap.product_id from account_product ap where ap.account_id = a.account_id)
              order by 1),
        a.status, a.balance_id, b.posted, b.currency,
        exists (select from account o where o.balance_id = a.balance_id and o.account_id <> a.account_id),
        (select count(*)::int from session s
         where s.balance_id = a.balance_id and s.account_id = a.account_id and s.ended_at is null),
        (select x.recorded_at from xdr x where x.account_id = a.account_id order by x.recorded_at desc limit 1),
        c.status, case when a.status <> 1 then a.status_reason end
        """;

    private const string Joins = """
        join account a using (account_id)
        join customer c on c.customer_id = a.customer_id
        join product p on p.product_id = a.product_id
        join balance b on b.balance_id = a.balance_id
        """;

    private const string HasProduct = """
        (a.product_id = (select product_id from product where name = $?)
         or exists (select from account_product ap join product p on p.product_id = ap.product_id
                    where ap.account_id = a.account_id and p.name = $?))
        """;

    // The same found by indexes, up to more than can be sorted.
    private const string IsOneWithProduct = """
        a.account_id = any(array(
            (select o.account_id from account o where o.product_id = (select product_id from product where name = $?) limit 10001)
            union
            (select o.account_id from account_product o where o.product_id = (select product_id from product where name = $?) limit 10001)))
        """;

    private const string HasService = """
        (a.product_id in (select product_id from product_service where service = $?)
         or exists (select from account_product ap join product_service s on s.product_id = ap.product_id
                    where ap.account_id = a.account_id and s.service = $?))
        """;

    private static readonly Dictionary<AccountSort, SortKey[]> Orders = new()
    {
        [AccountSort.Login] = [new("""(lower(a.login) collate "C")""", "text"), new("a.account_id", "bigint")],
        [AccountSort.AccountId] = [new("a.account_id", "bigint")],
        [AccountSort.Status] = [new("a.status", "int"), new("""(lower(a.login) collate "C")""", "text"), new("a.account_id", "bigint")],
        [AccountSort.Balance] = [new("a.sorted", "numeric"), new("a.account_id", "bigint")],
    };

    public ValueTask<long?> FindAsync(string alias) => accounts.FindAsync(alias);

    public async Task<AccountSummary?> ShowAsync(string alias, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(ShowSql, alias);
        await using var row = await command.ReadAsync(cancellation);

        return await row.ReadAsync(cancellation)
            ? new(
                row.GetInt64(0),
                row.GetString(1),
                row.Texts(2),
                ((AccountStatus)row.GetInt32(3)).ToString().ToLowerInvariant(),
                row.GetString(4),
                row.GetString(5),
                row.GetInt64(6))
            : null;
    }

    public async Task<Page<AccountRow>> ListAsync(
        Scope scope, AccountFilter filter, PageRequest<AccountSort> page, CancellationToken cancellation)
    {
        var isSorted = page.Sort is AccountSort.Balance;
        var list = Within(scope)
            .WhereIf("a.customer_id = $?", filter.CustomerId)
            .WhereIf("a.balance_id = $?", filter.BalanceId);

        if (isSorted)
        {
            list.SortedBy("(select o.posted from balance o where o.balance_id = a.balance_id)");
        }

        // In the order of logins, an index has them by status.
        list = page.Sort is AccountSort.AccountId
            ? list.FilterIf("a.status = $?", (int?)filter.Status)
            : list.WhereIf("a.status = $?", (int?)filter.Status);

        if (filter.Product is { } product)
        {
            list = isSorted ? list.Where(IsOneWithProduct, product, product) : list.Filter(HasProduct, product, product);
        }

        if (filter.Service is { } service)
        {
            list.Filter(HasService, service, service);
        }

        if (TypedText.Of(filter.Text) is { } typed)
        {
            var isConfined = (scope.CustomerId ?? scope.AccountId ?? filter.CustomerId ?? filter.BalanceId) is not null;
            await AliasText.NarrowAsync(database.Lists, list, typed, isConfined, cancellation);
        }

        return await list.PageAsync(page, Orders[page.Sort], "a.account_id", Columns, Joins, Read, cancellation);
    }

    public Task<AccountRow?> FindAsync(Scope scope, long accountId, CancellationToken cancellation) =>
        Within(scope).Where("a.account_id = $?", accountId).FindAsync("a.account_id", Columns, Joins, Read, cancellation);

    private ListQuery Within(Scope scope) =>
        new ListQuery(database.Lists, "account a").Within(scope, "a.customer_id = $?", "a.account_id = $?");

    private static AccountRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.Texts(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetString(5),
        row.GetString(6),
        row.Texts(7),
        row.Texts(8),
        (AccountStatus)row.GetInt32(9),
        row.GetInt64(10),
        row.GetDecimal(11),
        row.GetString(12),
        row.GetBoolean(13),
        row.GetInt32(14),
        row.AtOrNull(15))
    {
        CustomerStatus = (CustomerStatus)row.GetInt32(16),
        StatusReason = row.Text(17),
    };
}
