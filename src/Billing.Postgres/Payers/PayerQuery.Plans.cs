using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Customers;
using Billing.Postgres.Paging;

namespace Billing.Postgres.Payers;

// One plan: its versions, and who has them.
internal sealed partial class PayerQuery
{
    private const string VersionsSql = """
        select row_number() over (order by p.plan_id)::int, p.terms::text, t.name, p.plan_id
        from plan_head h
        join plan p on p.name = h.name and p.currency = h.currency
        left join product t on t.product_id = p.product_id
        where h.plan_head_id = $1
        order by p.plan_id desc
        """;

    private const string HoldersSql = "select count(*) from (select from subscription s where s.plan_id = $1 and s.state <> 6 limit 10001) x";

    private const string VersionIdsSql =
        "select p.plan_id from plan_head h join plan p on p.name = h.name and p.currency = h.currency where h.plan_head_id = $1";

    private const string SubscriberColumns = """
        s.subscription_id, s.balance_id, c.customer_id, c.number, c.name, a.login,
        (select count(*)::int from plan v where v.name = p.name and v.currency = p.currency and v.plan_id <= p.plan_id), s.state, s.created_at
        """;

    private const string SubscriberJoins = """
        join subscription s using (subscription_id)
        join plan p on p.plan_id = s.plan_id
        join balance b on b.balance_id = s.balance_id
        join customer c on c.customer_id = b.customer_id
        left join account a on a.account_id = s.account_id
        """;

    private static readonly SortKey[] ByOrdered = [new("s.subscription_id", "bigint")];

    public async Task<IReadOnlyList<PlanVersionRow>> PlanVersionsAsync(long planHeadId, CancellationToken cancellation)
    {
        var versions = await database.Lists.ListAsync(
            VersionsSql,
            row => (Id: row.GetInt64(3), Row: new PlanVersionRow(row.GetInt32(0), PayerJson.Read<SubscriptionTerms>(row.GetString(1)), row.Text(2), 0)),
            cancellation,
            planHeadId);
        var counted = new List<PlanVersionRow>();

        // One by one, so that each is planned for its number: by one plan for all of them a version that few have was looked for in all subscriptions.
        foreach (var (id, version) in versions)
        {
            counted.Add(version with { Subscriptions = (await database.Lists.ListAsync(HoldersSql, row => row.GetInt64(0), cancellation, id))[0] });
        }

        return counted;
    }

    public async Task<Page<SubscriberRow>> SubscribersAsync(SubscriberFilter filter, PageRequest<SubscriberSort> page, CancellationToken cancellation)
    {
        // Read first: the list is planned for these numbers, by the index of plans for one that few have and by the order for one that all have.
        var versions = await database.Lists.ListAsync(VersionIdsSql, row => row.GetInt64(0), cancellation, filter.PlanHeadId);
        var list = new ListQuery(database.Lists, "subscription s").Where("s.plan_id = any($?)", versions.ToArray());
        list = filter.State is { } state ? list.Filter("s.state = $?", (int)state) : list.Where("s.state <> 6");

        return await CustomerText.Payers(list, "s", filter.Text).PageAsync(
            page,
            ByOrdered,
            "s.subscription_id",
            SubscriberColumns,
            SubscriberJoins,
            row => new SubscriberRow(
                row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.Text(5), row.GetInt32(6),
                (SubscriptionState)row.GetInt32(7), row.At(8)),
            cancellation);
    }
}
