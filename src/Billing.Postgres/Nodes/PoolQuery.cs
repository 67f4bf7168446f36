using Billing.Contracts.Nodes;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Nodes;

internal sealed class PoolQuery(Database database) : IPoolQuery
{
    internal const string PoolsSql = """
        select p.name, coalesce(l.entries, 0), coalesce(l.leased, 0),
               array(select n.name from node n where p.pool_id in (n.address_pool_id, n.link_pool_id, n.delegated_pool_id) order by n.name, n.node_id),
               array(select n.node_id from node n where p.pool_id in (n.address_pool_id, n.link_pool_id, n.delegated_pool_id) order by n.name, n.node_id),
               p.version, p.kind::int
        from address_pool p
        left join (
            select e.pool_id, count(*)::int as entries, count(s.session_id)::int as leased
            from (select pool_id, session_id from address_lease union all select pool_id, session_id from prefix_lease) e
            left join session s on s.session_id = e.session_id and s.ended_at is null
            group by e.pool_id
        ) l on l.pool_id = p.pool_id
        """;

    private const string NetworksSql = """
        select l.part::text, count(*)::int, count(s.session_id)::int
        from (
            select pool_id, session_id, network(set_masklen(address, 24)) as part from address_lease
            union all
            select pool_id, session_id, set_masklen(prefix, greatest(0, masklen(prefix) - 8)) from prefix_lease
        ) l
        join address_pool p on p.pool_id = l.pool_id and p.name = $1
        left join session s on s.session_id = l.session_id and s.ended_at is null
        group by l.part
        order by l.part
        """;

    private const string LeasesSql = """
        select l.text, s.session_id, s.account_id, coalesce(a.login, s.user_name), coalesce(n.name, s.node_id::text), s.authorized_at
        from (
            select pool_id, session_id, host(address) as text, address from address_lease
            union all
            select pool_id, session_id, prefix::text, prefix from prefix_lease
        ) l
        join address_pool p on p.pool_id = l.pool_id and p.name = $1
        join session s on s.session_id = l.session_id and s.ended_at is null
        left join account a on a.account_id = s.account_id
        left join node n on n.node_id = s.node_id
        order by l.address
        limit $2
        """;

    public Task<IReadOnlyList<PoolView>> PoolsAsync(CancellationToken cancellation) =>
        database.Lists.ListAsync($"{PoolsSql} order by p.name", Read, cancellation);

    public Task<IReadOnlyList<PoolNetworkRow>> NetworksAsync(string pool, CancellationToken cancellation) => database.Lists.ListAsync(
        NetworksSql, row => new PoolNetworkRow(row.GetString(0), row.GetInt32(1), row.GetInt32(2)), cancellation, pool);

    public Task<IReadOnlyList<LeaseRow>> LeasesAsync(string pool, int most, CancellationToken cancellation) => database.Lists.ListAsync(
        LeasesSql,
        row => new LeaseRow(row.GetString(0), row.GetGuid(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.At(5)),
        cancellation,
        pool,
        most);

    internal static PoolView Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetInt32(1),
        row.GetInt32(2),
        [.. row.Texts(3)],
        [.. row.GetFieldValue<int[]>(4)],
        row.GetInt64(5),
        (PoolKind)row.GetInt32(6));
}
