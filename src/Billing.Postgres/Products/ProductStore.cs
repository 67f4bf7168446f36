using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Core.Tariffs;
using Billing.Grains.Products;
using Billing.Postgres.Changes;
using Npgsql;

namespace Billing.Postgres.Products;

internal sealed partial class ProductStore(Database database, ChangeWriter changes) : IProductStore
{
    private const string HeadSql = "select name, is_retired, version from product where product_id = $1";

    private const string ServicesSql = """
        select service, unit, tariff_id, slice_units, longest_units, max_sessions from product_service where product_id = $1 order by service
        """;

    private const string RatingSql = """
        select service, node_group_id, access_code, tariff_id from product_rating where product_id = $1
        order by service, access_code, node_group_id
        """;

    private const string CreateSql = "insert into product (name) values ($1) returning product_id";

    // What another product gives beside its services, without what was withdrawn.
    private const string CopySql = """
        with plans as (
            insert into product_allowance_plan (product_id, name, kind, amount, uses, is_shared, precedence, exhaustion, policy, period,
                                                roll_over_periods, is_first_prorated)
            select $1, name, kind, amount, uses, is_shared, precedence, exhaustion, policy, period, roll_over_periods, is_first_prorated
            from product_allowance_plan where product_id = $2 and not is_withdrawn order by product_allowance_plan_id
        ), discounts as (
            insert into product_discount (product_id, name, service, destination_group, period, is_shared, precedence, measure, reset, tiers)
            select $1, name, service, destination_group, period, is_shared, precedence, measure, reset, tiers
            from product_discount where product_id = $2 and not is_withdrawn order by product_discount_id
        )
        insert into product_policy (product_id, ordinary, period_set_id, windows)
        select $1, ordinary, period_set_id, windows from product_policy where product_id = $2
        """;

    private const string DropServicesSql = "delete from product_service where product_id = $1 and service <> all($2)";

    private const string PutServicesSql = """
        insert into product_service (product_id, service, unit, tariff_id, slice_units, longest_units, max_sessions)
        select $1, u.* from unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[]) as u
        on conflict (product_id, service) do update
        set unit = excluded.unit, tariff_id = excluded.tariff_id, slice_units = excluded.slice_units,
            longest_units = excluded.longest_units, max_sessions = excluded.max_sessions
        """;

    private const string DropRatingSql = "delete from product_rating where product_id = $1";

    private const string PutRatingSql = """
        insert into product_rating (product_id, service, node_group_id, access_code, tariff_id)
        select $1, u.* from unnest($2::text[], $3::int[], $4::text[], $5::bigint[]) as u
        """;

    // A tariff that the product has already may be retired.
    private const string MisfitSql = """
        select u.place - 1, t.unit, t.is_retired
        from unnest($2::bigint[], $3::int[]) with ordinality as u(tariff_id, unit, place)
        left join tariff t on t.tariff_id = u.tariff_id
        where t.tariff_id is null or t.unit <> u.unit
           or (t.is_retired and not exists (select from product_service s where s.product_id = $1 and s.tariff_id = t.tariff_id))
        order by u.place
        limit 1
        """;

    private static readonly Subject Product = new(
        EntityKinds.Product,
        "select version from product where product_id = $1 for no key update",
        """
        select p.name,
               jsonb_build_object(
                   'name', p.name,
                   'retired', p.is_retired,
                   'services', (select coalesce(jsonb_agg(to_jsonb(s) - 'product_id' || jsonb_build_object('tariff', t.name) order by s.service), '[]')
                                from product_service s join tariff t on t.tariff_id = s.tariff_id where s.product_id = p.product_id),
                   'rating', (select coalesce(jsonb_agg(to_jsonb(r) - 'product_id' || jsonb_build_object('tariff', t.name)
                                                        order by r.service, r.access_code, r.node_group_id), '[]')
                              from product_rating r join tariff t on t.tariff_id = r.tariff_id where r.product_id = p.product_id),
                   'allowances', (select coalesce(jsonb_agg(to_jsonb(a) - 'product_id' order by a.product_allowance_plan_id), '[]')
                                  from product_allowance_plan a where a.product_id = p.product_id),
                   'planned', (select jsonb_build_object('from', f.planned_for, 'details', f.details, 'benefits', b.benefits)
                               from product_draft f left join product_draft_benefits b using (product_id)
                               where f.product_id = p.product_id and f.planned_for is not null),
                   'policy', (select to_jsonb(o) - 'product_id' from product_policy o where o.product_id = p.product_id),
                   'discounts', (select coalesce(jsonb_agg(to_jsonb(d) - 'product_id' order by d.product_discount_id), '[]')
                                 from product_discount d where d.product_id = p.product_id))::text
        from product p
        where p.product_id = $1
        """,
        "update product set version = version + 1 where product_id = $1 returning version");

    public async Task<ProductView?> GetAsync(long productId)
    {
        await using var connection = await database.Read.OpenConnectionAsync();

        // The version first: what changes meanwhile then makes a conflict of the edit, and not an edit of what was not seen.
        var heads = await connection.ListAsync(HeadSql, row => (Name: row.GetString(0), IsRetired: row.GetBoolean(1), Version: row.GetInt64(2)), productId);
        var services = await connection.ListAsync(
            ServicesSql,
            row => new ProductService(
                row.GetString(0),
                (Unit)row.GetInt32(1),
                row.GetInt64(2),
                row.IsDBNull(3) ? null : row.GetInt64(3),
                row.GetInt64(4),
                row.IsDBNull(5) ? null : row.GetInt32(5)),
            productId);
        var rating = await connection.ListAsync(
            RatingSql,
            row => new ProductRating(
                row.GetString(0), row.IsDBNull(1) ? null : row.GetInt32(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetInt64(3)),
            productId);

        return heads is [var head] ? new(productId, new(head.Name, [.. services], [.. rating]), head.IsRetired, head.Version) : null;
    }

    public Task<ChangeReply> CreateAsync(string operationId, ProductDetails product, string by, long? like = null) => changes.CreateAsync(
        Product,
        operationId,
        by,
        JsonSerializer.Serialize(product) + (like is { } id ? $" like {id}" : ""),
        async connection =>
        {
            await using var create = connection.Command(CreateSql, product.Name);
            var productId = (long)(await create.ExecuteScalarAsync())!;

            if (like is { } other)
            {
                await connection.DoAsync(CopySql, productId, other);
            }

            return (productId, await PutAsync(connection, productId, product));
        });

    public Task<ChangeReply> CreateAsync(string operationId, ProductDetails product, ProductBenefits benefits, string by) => changes.CreateAsync(
        Product,
        operationId,
        by,
        JsonSerializer.Serialize(product) + JsonSerializer.Serialize(benefits),
        async connection =>
        {
            await using var create = connection.Command(CreateSql, product.Name);
            var productId = (long)(await create.ExecuteScalarAsync())!;

            return (productId, await PutAsync(connection, productId, product) ?? await WriteAsync(connection, productId, benefits));
        });

    public Task<ChangeReply> EditAsync(long productId, ProductDetails details, Edit edit) => changes.EditAsync(
        Product,
        productId,
        edit,
        "edit",
        connection => WriteAsync(connection, productId, details),
        checkedField: nameof(details.Services));

    public Task<ChangeReply> RetireAsync(long productId, bool isRetired, Edit edit) => changes.EditAsync(
        Product,
        productId,
        edit,
        isRetired ? "retire" : "offer",
        async connection =>
        {
            await connection.DoAsync("update product set is_retired = $2 where product_id = $1", productId, isRetired);

            return null;
        });

    /// <summary>Makes the product what the details say, in the caller's transaction.</summary>
    internal static async Task<FieldProblem?> WriteAsync(NpgsqlConnection connection, long productId, ProductDetails details)
    {
        await connection.DoAsync("update product set name = $2 where product_id = $1", productId, details.Name);

        return await PutAsync(connection, productId, details);
    }

    private static async Task<FieldProblem?> PutAsync(NpgsqlConnection connection, long productId, ProductDetails details)
    {
        var services = details.Services;
        await using (var misfit = connection.Command(
            MisfitSql, productId, services.Select(s => s.TariffId).ToArray(), services.Select(s => (int)s.Unit).ToArray()))
        await using (var row = await misfit.ExecuteReaderAsync())
        {
            if (await row.ReadAsync())
            {
                var expected = row.IsDBNull(1) ? "a tariff that is there" : row.GetBoolean(2)
                    ? "a tariff that is not retired"
                    : $"a tariff of the service's unit, and this one's is {((Unit)row.GetInt32(1)).ToString().ToLowerInvariant()}";

                return new($"{nameof(details.Services)}[{row.GetInt64(0)}].{nameof(ProductService.TariffId)}", expected);
            }
        }

        await connection.DoAsync(DropServicesSql, productId, services.Select(s => s.Service).ToArray());
        await connection.DoAsync(
            PutServicesSql,
            productId,
            services.Select(s => s.Service).ToArray(),
            services.Select(s => (int)s.Unit).ToArray(),
            services.Select(s => s.TariffId).ToArray(),
            services.Select(s => s.SliceUnits).ToArray(),
            services.Select(s => s.LongestUnits).ToArray(),
            services.Select(s => s.MaxSessions).ToArray());
        await connection.DoAsync(DropRatingSql, productId);
        await connection.DoAsync(
            PutRatingSql,
            productId,
            details.Rating.Select(r => r.Service).ToArray(),
            details.Rating.Select(r => r.NodeGroupId).ToArray(),
            details.Rating.Select(r => r.AccessCode).ToArray(),
            details.Rating.Select(r => r.TariffId).ToArray());

        return null;
    }
}
