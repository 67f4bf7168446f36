using Billing.Contracts.Payers;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Paging;

namespace Billing.Postgres.Payers;

internal sealed partial class PayerQuery(Database database) : IPayerQuery
{
    private const string PlansSql = """
        select distinct on (p.name) p.plan_id, p.currency::text, p.terms::text
        from plan p
        where p.currency = $1 and not exists (select from plan_head h where h.name = p.name and h.currency = p.currency and h.is_retired)
        order by p.name, p.plan_id desc
        """;

    private const string ClassesSql = """
        select distinct name from customer_class c
        where not exists (select from customer_class_head h where h.name = c.name and h.is_retired)
        order by name
        """;

    private const string PlanHeadsSql = """
        select h.plan_head_id, n.terms::text, h.currency::text, t.name, h.offered_as, h.is_retired, v.versions, v.subscriptions
        from plan_head h
        cross join lateral (select * from plan p where p.name = h.name and p.currency = h.currency order by p.plan_id desc limit 1) n
        cross join lateral (
            select count(*)::int as versions,
                   coalesce(sum((select count(*) from (select from subscription s where s.plan_id = p.plan_id and s.state <> 6 limit 10001) x)), 0)::bigint as subscriptions
            from plan p where p.name = h.name and p.currency = h.currency
        ) v
        left join product t on t.product_id = n.product_id
        order by h.name, h.currency
        """;

    private const string ClassHeadsSql = """
        select h.customer_class_head_id, h.name, n.terms::text, h.is_retired,
               (select count(*)::int from customer_class c where c.name = h.name),
               (select count(*) from (select from customer c where c.class = h.name limit 10001) x),
               (select count(*) from (select from payer p where p.class = h.name limit 10001) x)
        from customer_class_head h
        cross join lateral (select * from customer_class c where c.name = h.name order by c.customer_class_id desc limit 1) n
        order by h.name
        """;

    private const string BillRunsSql = $"select {RunColumns} from bill_run r order by r.begun_at desc limit $1";

    private const string FailuresSql = """
        select f.balance_id, c.customer_id, c.number, c.name, f.reason, f.failed_at
        from bill_run_failure f
        join balance b on b.balance_id = f.balance_id
        join customer c on c.customer_id = b.customer_id
        where f.bill_run_id = $1 order by f.balance_id limit 1000
        """;

    public Task<IReadOnlyList<PlanHeadRow>> PlanHeadsAsync(CancellationToken cancellation) => database.Lists.ListAsync(
        PlanHeadsSql,
        row => new PlanHeadRow(
            row.GetInt64(0), PayerJson.Read<SubscriptionTerms>(row.GetString(1)), row.GetString(2), row.Text(3), (PlanOffer)row.GetInt32(4), row.GetBoolean(5),
            row.GetInt32(6), row.GetInt64(7)),
        cancellation);

    public Task<IReadOnlyList<ClassHeadRow>> ClassHeadsAsync(CancellationToken cancellation) => database.Lists.ListAsync(
        ClassHeadsSql,
        row => new ClassHeadRow(
            row.GetInt64(0), row.GetString(1), PayerJson.Read<ClassTerms>(row.GetString(2)), row.GetBoolean(3), row.GetInt32(4), row.GetInt64(5), row.GetInt64(6)),
        cancellation);

    public Task<IReadOnlyList<PlanRow>> PlansAsync(string currency, CancellationToken cancellation) => database.Lists.ListAsync(
        PlansSql, row => new PlanRow(row.GetInt64(0), row.GetString(1), PayerJson.Read<SubscriptionTerms>(row.GetString(2))), cancellation, currency);

    public Task<IReadOnlyList<string>> ClassesAsync(CancellationToken cancellation) => database.Lists.ListAsync(ClassesSql, row => row.GetString(0), cancellation);

    public Task<IReadOnlyList<BillRunRow>> BillRunsAsync(int most, CancellationToken cancellation) => database.Lists.ListAsync(
        BillRunsSql,
        ReadRun,
        cancellation,
        most);

    public Task<IReadOnlyList<BillRunFailureRow>> FailuresAsync(string billRun, CancellationToken cancellation) => database.Lists.ListAsync(
        FailuresSql,
        row => new BillRunFailureRow(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.At(5)),
        cancellation,
        billRun);
}
