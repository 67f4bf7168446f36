using Billing.Contracts;
using Billing.Contracts.Customers;
using Billing.Contracts.Paging;
using Billing.Core.Customers;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Customers;

internal sealed class CustomerQuery(Database database) : ICustomerQuery
{
    private const string Columns = """
        c.customer_id, c.number, c.name, c.email, c.class, c.status, a.product, a.accounts, b.balances, b.balance_id, b.posted,
        b.currency, c.created_at
        """;

    private const string Joins = """
        join customer c using (customer_id)
        cross join lateral (
            select count(*)::int as accounts,
                   (select p.name from account o join product p on p.product_id = o.product_id
                    where o.customer_id = c.customer_id order by o.account_id limit 1) as product
            from account o where o.customer_id = c.customer_id
        ) a
        cross join lateral (
            select count(*)::int as balances, min(o.balance_id) as balance_id,
                   (array_agg(o.posted order by o.balance_id))[1] as posted, (array_agg(o.currency order by o.balance_id))[1] as currency
            from balance o where o.customer_id = c.customer_id
        ) b
        """;

    private const string DetailColumns = $"""
        {Columns}, c.time_zone, (select o.credit_limit from balance o where o.balance_id = b.balance_id), c.max_sessions,
        (select count(*)::int from balance o join session s on s.balance_id = o.balance_id
         where o.customer_id = c.customer_id and s.ended_at is null),
        m.currencies, m.amounts
        """;

    // The customer's own month: its accounts' days of it, and what is not folded in yet.
    private const string DetailJoins = $"""
        {Joins}
        cross join lateral (
            select array_agg(currency::text order by currency) as currencies, array_agg(amount order by currency) as amounts
            from (
                select currency, sum(amount) as amount
                from (
                    select u.currency, u.amount
                    from account o
                    join usage_day u on u.account_id = o.account_id
                    where o.customer_id = c.customer_id and u.day >= date_trunc('month', now() at time zone c.time_zone)::date
                    union all
                    select o.currency, x.amount
                    from account a
                    join xdr x on x.account_id = a.account_id
                    join balance o on o.balance_id = x.balance_id
                    where a.customer_id = c.customer_id and x.recorded_at >= (select folded_to from usage_fold)
                          and x.started_at >= date_trunc('month', now() at time zone c.time_zone) at time zone c.time_zone
                ) u
                group by currency
            ) m
        ) m
        """;

    // Each balance's newest entries only: of one that has paid nothing for very long this says nothing.
    private const string PaidSql = """
        select e.amount, b.currency, e.recorded_at, e.note
        from balance b
        cross join lateral (
            select * from (
                select amount, recorded_at, note, reason from ledger_entry
                where balance_id = b.balance_id order by sequence desc limit 2000
            ) n where reason = 3 order by recorded_at desc limit 1
        ) e
        where b.customer_id = $1
        order by e.recorded_at desc
        limit 1
        """;

    // The one that a row shows; amounts of several currencies are compared as they are.
    private const string FirstBalance = """
        coalesce((select o.posted from balance o where o.customer_id = c.customer_id order by o.balance_id limit 1), 0)
        """;

    /// <summary>Names that are walked for a part of one before its trigrams are asked.</summary>
    private const int FewLooked = 3_000;

    private static readonly Dictionary<CustomerSort, SortKey[]> Orders = new()
    {
        // Numbers are made of ids: in their order, C-1000000 comes after C-999999.
        [CustomerSort.Number] = [new("c.customer_id", "bigint")],
        [CustomerSort.Name] = [new("""(lower(c.name) collate "C")""", "text"), new("c.customer_id", "bigint")],
        [CustomerSort.CreatedAt] = [new("c.created_at", "timestamptz"), new("c.customer_id", "bigint")],
        [CustomerSort.Status] = [new("c.status", "int"), new("""(lower(c.name) collate "C")""", "text"), new("c.customer_id", "bigint")],
        [CustomerSort.Balance] = [new("c.sorted", "numeric"), new("c.customer_id", "bigint")],
    };

    public Task<Page<CustomerRow>> ListAsync(
        CustomerFilter filter, PageRequest<CustomerSort> page, CancellationToken cancellation)
    {
        if (TypedText.Of(filter.Text) is not { } typed)
        {
            return PageAsync(List(filter, page.Sort), page, cancellation);
        }

        return CustomerText.IsNamePart(typed)
            ? ListNamedAsync(filter, typed, page, cancellation)
            : PageAsync(CustomerText.Narrow(List(filter, page.Sort), typed), page, cancellation);
    }

    // Where a few thousand rows in the page's order fill the page, that is all that is read. Else the trigrams find all that have
    // the part, to be sorted, if they are not too many: of a very common one the walk goes further, and may be cut.
    private async Task<Page<CustomerRow>> ListNamedAsync(
        CustomerFilter filter, TypedText typed, PageRequest<CustomerSort> page, CancellationToken cancellation)
    {
        var part = Narrowing.Anywhere(typed.Text);

        if (page.Sort is not CustomerSort.Balance)
        {
            var walk = List(filter, page.Sort, FewLooked).Filter(CustomerText.NameHas, part);
            var found = await PageAsync(walk, page with { IsCounted = false }, cancellation);

            if (!found.IsCut)
            {
                return page.IsCounted ? found with { Count = await walk.CountAsync(cancellation) } : found;
            }
        }

        var named = await CustomerText.CountAsync(database.Lists, part, cancellation);

        if (named >= CustomerText.Common && page.Sort is not CustomerSort.Balance)
        {
            return await PageAsync(List(filter, page.Sort).Filter(CustomerText.NameHas, part), page, cancellation);
        }

        var isNarrower = filter is not { Status: null, Class: null };
        var rare = await PageAsync(
            List(filter, page.Sort).Fence(CustomerText.NameHas, part), page with { IsCounted = page.IsCounted && isNarrower }, cancellation);

        return page.IsCounted && !isNarrower ? rare with { Count = RowCount.Of(named) } : rare;
    }

    // By name, status and class have indexes with the name behind them; by what they are in another order, they are looked for.
    private ListQuery List(CustomerFilter filter, CustomerSort sort, int looks = ListQuery.MostLookedAt)
    {
        var list = new ListQuery(database.Lists, "customer c") { Looks = looks };

        if (sort is CustomerSort.Balance)
        {
            list.SortedBy(FirstBalance);
        }

        return sort is CustomerSort.Name or CustomerSort.Status or CustomerSort.Balance
            ? filter.Status is { } status
                ? list.Where("c.status = $?", (int)status).FilterIf("c.class = $?", filter.Class)
                : sort is CustomerSort.Status ? list.FilterIf("c.class = $?", filter.Class) : list.WhereIf("c.class = $?", filter.Class)
            : list.FilterIf("c.status = $?", (int?)filter.Status).FilterIf("c.class = $?", filter.Class);
    }

    private static Task<Page<CustomerRow>> PageAsync(ListQuery list, PageRequest<CustomerSort> page, CancellationToken cancellation) =>
        list.PageAsync(page, Orders[page.Sort], "c.customer_id", Columns, Joins, Read, cancellation);

    public async Task<CustomerDetail?> FindAsync(Scope scope, long customerId, CancellationToken cancellation)
    {
        var found = await new ListQuery(database.Lists, "customer c")
            .Where("c.customer_id = $?", customerId)
            .Within(scope, "c.customer_id = $?", "c.customer_id = (select customer_id from account where account_id = $?)")
            .FindAsync("c.customer_id", DetailColumns, DetailJoins, ReadDetail, cancellation);

        return found is null ? null : found with { LastPayment = await PaidAsync(customerId, cancellation) };
    }

    public async Task<long?> FindByNumberAsync(string number, CancellationToken cancellation)
    {
        await using var command = database.Lists.Command("select customer_id from customer where number = upper($1)", number);

        return await command.ReadValueAsync(cancellation) as long?;
    }

    private async Task<LastPayment?> PaidAsync(long customerId, CancellationToken cancellation)
    {
        await using var command = database.Lists.Command(PaidSql, customerId);
        await using var row = await command.ReadAsync(cancellation);

        return await row.ReadAsync(cancellation) ? new(row.GetDecimal(0), row.GetString(1), row.At(2), row.Text(3)) : null;
    }

    private static CustomerRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.Text(3),
        row.GetString(4),
        (CustomerStatus)row.GetInt32(5),
        row.Text(6),
        row.GetInt32(7),
        row.GetInt32(8),
        row.Number(9),
        row.Amount(10),
        row.Text(11),
        row.At(12));

    private static CustomerDetail ReadDetail(NpgsqlDataReader row) => new(
        Read(row),
        row.GetString(13),
        row.Amount(14),
        row.Small(15),
        row.GetInt32(16),
        row.IsDBNull(17) ? [] : [.. row.Texts(17).Zip(row.GetFieldValue<decimal[]>(18), (currency, amount) => new CurrencyAmount(currency, amount))],
        null);
}
