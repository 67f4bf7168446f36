using Billing.Contracts.Paging;
using Billing.Contracts.Products;

namespace Billing.Postgres.Products;

internal sealed class ProductQuery(Database database) : IProductQuery
{
    private const string ListSql = """
        select p.name,
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

    public async Task<IReadOnlyList<ProductRecord>> ListAsync(CancellationToken cancellation)
    {
        await using var command = database.Read.Command(ListSql);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var products = new List<ProductRecord>();

        while (await row.ReadAsync(cancellation))
        {
            products.Add(new(row.GetString(0), row.GetInt64(1), row.GetInt64(2)));
        }

        return products;
    }

    public async Task<IReadOnlyList<RatingRecord>> RatingAsync(string product, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(RatingSql, product);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var table = new List<RatingRecord>();

        while (await row.ReadAsync(cancellation))
        {
            table.Add(new(
                row.GetString(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.GetString(3),
                row.GetString(4)));
        }

        return table;
    }

    public Task<Page<ProductRow>> ListAsync(ProductFilter filter, PageRequest<ProductSort> page, CancellationToken cancellation) =>
        throw new NotImplementedException();

    public Task<ProductRow?> FindAsync(long productId, CancellationToken cancellation) => throw new NotImplementedException();
}
