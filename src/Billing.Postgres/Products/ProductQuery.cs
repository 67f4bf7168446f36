using Billing.Contracts.Paging;
using Billing.Contracts.Products;
using Billing.Core.Tariffs;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Products;

internal sealed class ProductQuery(Database database) : IProductQuery
{
    private const string ListSql = """
        select p.product_id, p.name,
               (select count(*) from account a where a.product_id = p.product_id),
               (select count(*) from account_product ap where ap.product_id = p.product_id)
        from product p
        order by p.name
        """;

    private const string RatingSql = """
        select r.service, r.access_code, g.name, t.name, t.currency
        from product p
        join (select product_id, service, access_code, node_group_id, tariff_id from product_rating
              union all
              select product_id, service, null, null, tariff_id from product_service) r on r.product_id = p.product_id
        join tariff t on t.tariff_id = r.tariff_id
        left join node_group g on g.node_group_id = r.node_group_id
        where p.name = $1
        order by r.service, r.access_code is null, g.name is null, r.access_code, g.name
        """;

    private const string Columns = """
        p.product_id, p.name, (select count(*)::int from product_rating r where r.product_id = p.product_id),
        (select count(*) from (select 1 from account a where a.product_id = p.product_id limit 10001) c),
        (select count(*) from (select 1 from account_product a where a.product_id = p.product_id limit 10001) c),
        p.is_retired, s.services, s.units, s.tariff_ids, s.tariffs, s.currencies, s.slices, s.longest, s.sessions
        """;

    private const string Joins = """
        join product p using (product_id)
        cross join lateral (
            select coalesce(array_agg(s.service order by s.service), '{}') as services,
                   coalesce(array_agg(s.unit order by s.service), '{}') as units,
                   coalesce(array_agg(s.tariff_id order by s.service), '{}') as tariff_ids,
                   coalesce(array_agg(t.name order by s.service), '{}') as tariffs,
                   coalesce(array_agg(t.currency::text order by s.service), '{}') as currencies,
                   coalesce(array_agg(s.slice_units order by s.service), '{}') as slices,
                   coalesce(array_agg(s.longest_units order by s.service), '{}') as longest,
                   coalesce(array_agg(s.max_sessions order by s.service), '{}') as sessions
            from product_service s
            join tariff t on t.tariff_id = s.tariff_id
            where s.product_id = p.product_id
        ) s
        """;

    private static readonly SortKey[] ByName = [new("""(lower(p.name) collate "C")""", "text"), new("p.product_id", "bigint")];

    public Task<IReadOnlyList<ProductRecord>> ListAsync(CancellationToken cancellation) => database.Read.ListAsync(
        ListSql, row => new ProductRecord(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)), cancellation);

    public Task<IReadOnlyList<RatingRecord>> RatingAsync(string product, CancellationToken cancellation) => database.Read.ListAsync(
        RatingSql, row => new RatingRecord(row.GetString(0), row.Text(1), row.Text(2), row.GetString(3), row.GetString(4)), cancellation, product);

    public Task<Page<ProductRow>> ListAsync(ProductFilter filter, PageRequest<ProductSort> page, CancellationToken cancellation) =>
        new ListQuery(database.Lists, "product p")
            .WhereIf("lower(p.name) like $?", TypedText.Of(filter.Text) is { } typed ? Narrowing.Anywhere(typed.Text) : null)
            .WhereIf("p.product_id in (select product_id from product_service where service = $?)", filter.Service)
            .WhereIf("p.is_retired = $?", filter.IsRetired)
            .PageAsync(page, ByName, "p.product_id", Columns, Joins, Read, cancellation);

    public Task<ProductRow?> FindAsync(long productId, CancellationToken cancellation) =>
        new ListQuery(database.Lists, "product p")
            .Where("p.product_id = $?", productId)
            .FindAsync("p.product_id", Columns, Joins, Read, cancellation);

    private static ProductRow Read(NpgsqlDataReader row)
    {
        var (services, units, tariffs) = (row.Texts(6), row.GetFieldValue<int[]>(7), row.GetFieldValue<long[]>(8));
        var (names, currencies, slices) = (row.Texts(9), row.Texts(10), row.GetFieldValue<long?[]>(11));
        var (longest, sessions) = (row.GetFieldValue<long[]>(12), row.GetFieldValue<int?[]>(13));

        return new(
            row.GetInt64(0),
            row.GetString(1),
            [.. services.Select((service, i) => new ServiceRow(
                service, (Unit)units[i], tariffs[i], names[i], currencies[i], slices[i], longest[i], sessions[i]))],
            row.GetInt32(2),
            RowCount.Of(row.GetInt64(3)),
            RowCount.Of(row.GetInt64(4)),
            row.GetBoolean(5));
    }
}
