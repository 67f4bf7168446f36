using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Products;

// A draft is nobody's terms: saving one is no change of the product. Planning and publishing are, and in the log.
internal sealed partial class ProductStore
{
    private const string DraftSql = """
        select d.details::text, d.base::text, d.by, d.saved_at, d.planned_for, d.planned_by, d.problem, d.version, b.benefits::text, b.base::text
        from product_draft d
        left join product_draft_benefits b using (product_id)
        where d.product_id = $1
        """;

    private const string SaveDraftSql = $"""
        with draft as (
            insert into product_draft as d (product_id, details, base, by, saved_at)
            select product_id, $2::text::jsonb, $3::text::jsonb, $4, $5 from product where product_id = $1 and $6 = 0
            on conflict (product_id) do nothing
            returning product_id, version
        ), {PutBenefits}
        """;

    private const string SaveDraftAgainSql = $"""
        with draft as (
            update product_draft
            set details = $2::text::jsonb, base = $3::text::jsonb, by = $4, saved_at = $5, planned_for = null, planned_by = null, problem = null,
                version = nextval('product_draft_version')
            where product_id = $1 and version = $6
            returning product_id, version
        ), {PutBenefits}
        """;

    private const string PutBenefits = """
        gives as (
            insert into product_draft_benefits (product_id, benefits, base)
            select product_id, $7::text::jsonb, $8::text::jsonb from draft where $7::text is not null
            on conflict (product_id) do update set benefits = excluded.benefits, base = excluded.base
        )
        select version from draft
        """;

    private const string PlanDraftSql = """
        with gives as (
            update product_draft_benefits b set base = $6::text::jsonb
            from product_draft d where b.product_id = $1 and d.product_id = $1 and d.version = $2
        )
        update product_draft
        set planned_for = $3, planned_by = $4, base = $5::text::jsonb, problem = null, version = nextval('product_draft_version')
        where product_id = $1 and version = $2
        """;

    private const string DropDraftSql = """
        with draft as (
            select product_id from product_draft where product_id = $1 and version = $2 for update
        ), gives as (
            delete from product_draft_benefits where product_id in (select product_id from draft)
        )
        delete from product_draft where product_id in (select product_id from draft)
        """;

    private const string DueDraftsSql = """
        select product_id from product_draft where planned_for <= $1 and problem is null order by planned_for limit $2
        """;

    private static readonly FieldProblem OtherDraft = new("Draft", "the draft that you looked at: somebody saved another one since");

    public async Task<ProductDraft?> DraftAsync(long productId) => (await database.ListAsync(
        DraftSql,
        row => new ProductDraft(
            Details(row.GetString(0)), Details(row.GetString(1)), row.GetString(2), row.At(3), row.AtOrNull(4), row.Text(5), row.Text(6), row.GetInt64(7),
            Benefits(row.Text(8)), Benefits(row.Text(9))),
        productId)).SingleOrDefault();

    public async Task<ChangeReply> SaveDraftAsync(long productId, ProductDetails details, ProductBenefits? benefits, long seenDraft, string by)
    {
        if (string.IsNullOrWhiteSpace(by))
        {
            return ChangeWriter.NoName;
        }

        if (await GetAsync(productId) is not { } product || await BenefitsAsync(productId) is not { } given)
        {
            return ChangeReply.NotFound;
        }

        var version = 0L;

        async Task<FieldProblem?> PutDraftAsync(NpgsqlConnection connection)
        {
            version = await connection.ReadAsync(
                seenDraft == 0 ? SaveDraftSql : SaveDraftAgainSql, productId, Json(details), Json(product.Details), by, changes.Now.ToDateTimeUtc(),
                seenDraft, benefits is null ? null : Json(benefits), Json(given)) as long? ?? 0;

            return version == 0 ? OtherDraft : null;
        }

        var reply = await OnDraftAsync(productId, new(by, product.Version), PutDraftAsync);

        return reply.IsDone ? reply with { Version = version } : reply is { Result: ChangeResult.Refused } ? ChangeReply.Conflict : reply;
    }

    public Task<ChangeReply> DropDraftAsync(long productId, long draft, Edit edit) =>
        OnDraftAsync(productId, edit, connection => OnDraftAsync(connection, DropDraftSql, productId, draft));

    public async Task<ChangeReply> PlanDraftAsync(long productId, long draft, Instant from, Edit edit) =>
        await GetAsync(productId) is { Details: var now } && await BenefitsAsync(productId) is { } given
            ? await changes.EditAsync(Product, productId, edit, "plan change of", connection =>
                OnDraftAsync(connection, PlanDraftSql, productId, draft, from.ToDateTimeUtc(), edit.By, Json(now), Json(given)))
            : ChangeReply.NotFound;

    public Task<ChangeReply> PublishDraftAsync(long productId, ProductDraft draft, Edit edit) => changes.EditAsync(
        Product,
        productId,
        edit,
        draft.PlannedFor is null ? "edit" : "do due change of",
        async connection => await OnDraftAsync(connection, DropDraftSql, productId, draft.Version)
            ?? await WriteAsync(connection, productId, draft.Details)
            ?? (draft.Benefits is { } benefits
                ? await WriteAsync(connection, productId, benefits) ?? await TellAsync(connection, productId)
                : null),
        checkedField: nameof(ProductDetails.Services));

    public async Task<IReadOnlyList<long>> DueDraftsAsync(Instant now, int most) =>
        await database.ListAsync(DueDraftsSql, row => row.GetInt64(0), now.ToDateTimeUtc(), most);

    public async Task SetProblemAsync(long productId, long draft, string problem)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await connection.DoAsync("update product_draft set problem = $3 where product_id = $1 and version = $2", productId, draft, problem);
    }

    // A plan that ends by it was in the log, so its end is; without a plan nothing is seen of a draft.
    private async Task<ChangeReply> OnDraftAsync(long productId, Edit edit, Func<NpgsqlConnection, Task<FieldProblem?>> write)
    {
        if (await DraftAsync(productId) is { PlannedFor: not null })
        {
            return await changes.EditAsync(Product, productId, edit, "take back change of", write);
        }

        await using var connection = await database.Read.OpenConnectionAsync();

        return await write(connection) is { } problem ? ChangeReply.Refused([problem]) : new(ChangeResult.Done, productId, edit.SeenVersion);
    }

    private static async Task<FieldProblem?> OnDraftAsync(NpgsqlConnection connection, string sql, params object?[] values) =>
        await connection.DoAsync(sql, values) == 1 ? null : OtherDraft;

    private static ProductDetails Details(string json) => JsonSerializer.Deserialize<ProductDetails>(json)!;

    private static ProductBenefits? Benefits(string? json) => json is null ? null : JsonSerializer.Deserialize<ProductBenefits>(json);

    private static string Json<T>(T part) => JsonSerializer.Serialize(part);
}
