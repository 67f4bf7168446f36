using Billing.Contracts.Accounts;
using Billing.Contracts.Payers;
using Billing.Core.Subscriptions;
using Billing.Grains.Lines;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using Billing.Postgres.Payers;
using NodaTime;

namespace Billing.Postgres.Lines;

internal sealed class LineStore(Database database) : ILineStore
{
    private const string OffersSql = """
        select p.plan_id, p.terms::text, h.offered_as, p.product_id, t.name,
               array(select s.service from product_service s where s.product_id = p.product_id order by s.service)
        from plan_head h
        cross join lateral (select * from plan p where p.name = h.name and p.currency = h.currency order by p.plan_id desc limit 1) p
        left join product t on t.product_id = p.product_id
        where h.currency = $1 and h.offered_as <> 0 and not h.is_retired and not coalesce(t.is_retired, false)
        order by (p.terms ->> 'fee')::numeric, h.name
        limit 50
        """;

    private const string RolesSql = """
        select p.plan_id, p.product_id, coalesce(h.offered_as, 0)
        from plan p
        left join plan_head h on h.name = p.name and h.currency = p.currency
        where p.plan_id = any($1)
        """;

    private const string UsageSql = """
        select session_id, service, node_id, called_party, calling_party, started_at, ended_at, used_units, amount
        from xdr
        where account_id = $1 and recorded_at >= $2
        order by recorded_at desc
        limit $3
        """;

    private const string FindSql = """
        select account_id, body::text, before::text, effective_at, done_at is not null, problem from line_order where operation_id = $1
        """;

    private const string BeginSql = """
        insert into line_order (operation_id, account_id, body, before, effective_at, ordered_at) values ($1, $2, $3::jsonb, $4::jsonb, $5, $6)
        """;

    private const string EndSql = "update line_order set done_at = $3, problem = $2 where operation_id = $1 and done_at is null";

    private const string InterruptedSql = """
        select account_id, operation_id from line_order where done_at is null and ordered_at < $1 order by ordered_at limit $2
        """;

    public async Task<IReadOnlyList<OfferedPlan>> OffersAsync(string currency) => await database.ListAsync(
        OffersSql,
        row => new OfferedPlan(
            row.GetInt64(0), PayerJson.Read<SubscriptionTerms>(row.GetString(1)), (PlanOffer)row.GetInt32(2), row.IsDBNull(3) ? null : row.GetInt64(3),
            row.Text(4), [.. row.GetFieldValue<string[]>(5)]),
        currency);

    public async Task<IReadOnlyDictionary<long, (long? ProductId, PlanOffer As)>> RolesAsync(IReadOnlyCollection<long> planIds) =>
        (await database.ListAsync(
            RolesSql,
            row => (Id: row.GetInt64(0), ProductId: row.IsDBNull(1) ? (long?)null : row.GetInt64(1), As: (PlanOffer)row.GetInt32(2)),
            planIds.ToArray()))
        .ToDictionary(one => one.Id, one => (one.ProductId, one.As));

    public async Task<IReadOnlyList<LineUse>> UsageAsync(long accountId, Instant since, int most) => await database.ListAsync(
        UsageSql,
        row => new LineUse(
            row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.Text(3), row.Text(4), row.At(5), row.At(6), row.GetInt64(7), row.GetDecimal(8)),
        accountId,
        since.ToDateTimeUtc(),
        most);

    public async Task<StoredLineOrder?> FindAsync(string operationId) =>
        await database.ListAsync(
            FindSql,
            row => new StoredLineOrder(
                operationId, row.GetInt64(0), PayerJson.Read<LineStep>(row.GetString(1)), PayerJson.Read<ProductChange>(row.GetString(2)), row.At(3),
                row.GetBoolean(4), row.Text(5)),
            operationId) is [var found] ? found : null;

    public Task BeginAsync(StoredLineOrder order, Instant now) => database.DoAsync(
        BeginSql, order.OperationId, order.AccountId, PayerJson.Write(order.Step), PayerJson.Write(order.Before), order.EffectiveAt.ToDateTimeUtc(),
        now.ToDateTimeUtc());

    public Task EndAsync(string operationId, string? problem, Instant now) =>
        database.DoAsync(EndSql, operationId, problem, now.ToDateTimeUtc());

    public async Task<IReadOnlyList<(long AccountId, string OperationId)>> InterruptedAsync(Instant before, int most) => await database.ListAsync(
        InterruptedSql, row => (row.GetInt64(0), row.GetString(1)), before.ToDateTimeUtc(), most);
}
