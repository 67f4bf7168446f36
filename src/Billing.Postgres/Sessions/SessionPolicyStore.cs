using Billing.Core.Accounts;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Grains.Sessions;
using Billing.Postgres.Changes;
using Billing.Postgres.Products;
using Npgsql;

namespace Billing.Postgres.Sessions;

internal sealed class SessionPolicyStore(Database database) : ISessionPolicyStore
{
    private const string ProductsSql = """
        select o.product_id, o.ordinary, o.period_set_id, s.periods::text, o.windows::text
        from product_policy o
        left join period_set s on s.period_set_id = o.period_set_id
        """;

    private const string LimitOf = "terms #>> '{dunning,limits,policy}'";

    private const string LimitsSql = $"select distinct {LimitOf} from customer_class where {LimitOf} is not null";

    // Where no policy is entered there is nothing to compare, and the sessions are not looked at. The product that decides is the one of
    // PolicyRows, found for all accounts at once.
    private const string Running = $"""
        select s.session_id, s.balance_id, s.zone_id, s.coverage ->> 'policy' as told, coalesce(x.product_id, m.product_id) as product_id,
               l.policy as limited, coalesce((s.coverage ->> 'steerings')::int, 0) as steerings
        from session s
        join account a on a.account_id = s.account_id and a.status = 1
        left join product_policy m on m.product_id = a.product_id
        left join (select distinct on (p.account_id) p.account_id, p.product_id
                   from account_product p
                   join product_policy o on o.product_id = p.product_id
                   order by p.account_id, p.precedence) x on x.account_id = a.account_id
        left join (select y.balance_id,
                          (select {LimitOf} from customer_class where name = y.class order by customer_class_id desc limit 1) as policy
                   from payer y
                   where y.dunning_level = 3) l on l.balance_id = s.balance_id
        where s.ended_at is null and s.unit = $1 and s.granted_units > s.used_units and s.rate_id is not null and s.is_emergency is not true
          and (exists (select from product_policy)
               or exists (select from customer_class where {LimitOf} is not null))
        """;

    private const string GroupsSql = $"""
        with running as ({Running})
        select distinct zone_id, told, product_id, limited from running
        """;

    // Any of them: those that their balances leave as they are hold up no others.
    private const string SessionsSql = $"""
        with running as ({Running})
        select r.session_id, r.balance_id, r.steerings
        from running r
        join unnest($2::text[], $3::text[], $4::bigint[], $5::text[]) as g(zone_id, told, product_id, limited)
          on g.zone_id = r.zone_id and g.told is not distinct from r.told
             and g.product_id is not distinct from r.product_id and g.limited is not distinct from r.limited
        order by random()
        limit $6
        """;

    // Units of an interval that is paid already are no funds, unless they are a whole slice: see Session.IsUsedUp.
    private const string HasFunds = """
        (s.granted_units > s.used_units
         and (s.held > 0 or jsonb_array_length(s.coverage -> 'holds') > 0
              or coalesce(s.granted_units - s.used_units >= s.slice_units, false)))
        """;

    // The order's claim says whether its gateway was told, and when it is to be told again; of what a process of the version before this one
    // recorded, that nobody answered.
    private const string UntoldSql = $"""
        select s.session_id, s.balance_id, (s.coverage ->> 'steerings')::int
        from session s
        left join session_control c on c.session_id = s.session_id and c.cause = 'steering ' || (s.coverage ->> 'steerings')
        where s.ended_at is null and (s.coverage ->> 'steerings')::int > 0
          and (c.control_id is null
               or (((c.outcome is null and c.asked_at < now() - interval '2 minutes')
                    or c.again_at <= now()
                    or (c.outcome = 3 and c.again_at is null and c.answered_at < now() - interval '1 minute' and c.tries < 12))
                   and not (c.requested_by = 'rule: funds' and {HasFunds})))
        order by s.session_id
        limit $1
        """;

    // By the orders that wait; and those whose login was decided before the account was blocked, and that were not there yet when its sessions
    // were looked for.
    private const string BlockedSql = """
        select s.session_id, c.cause, a.status
        from session_control c
        join session s on s.session_id = c.session_id and s.ended_at is null and s.is_emergency is not true
        join account a on a.account_id = s.account_id and a.status <> 1
        where c.again_at <= now() and c.kind = 1 and c.cause not like 'steering %' and c.cause not like 'lift %'
        union all
        select s.session_id, 'blocked', a.status
        from session s
        join account a on a.account_id = s.account_id and a.status <> 1
        where s.ended_at is null and s.is_emergency is not true
          and not exists (select from session_control o where o.session_id = s.session_id and o.kind = 1)
          and not exists (select from account_status_change w where w.account_id = a.account_id)
        limit $1
        """;

    // A portal of the last day: none lasts so long. Also one that its gateway was told of and did not answer: it may be there.
    private const string LiftedSql = $"""
        select s.session_id, s.coverage ->> 'policy', (s.coverage ->> 'steerings')::int
        from session_control c
        join session s on s.session_id = c.session_id
        left join session_control l on l.session_id = s.session_id and l.cause = 'lift ' || (s.coverage ->> 'steerings')
        where c.policy = 'portal' and (c.outcome is null or c.outcome in (1, 3)) and c.requested_by = 'rule: funds'
          and coalesce(c.answered_at, c.asked_at) > now() - interval '1 day'
          and c.cause = 'steering ' || (s.coverage ->> 'steerings')
          and s.ended_at is null and {HasFunds}
          and (l.control_id is null
               or (l.outcome is null and l.asked_at < now() - interval '2 minutes')
               or l.again_at <= now())
        limit $1
        """;

    private const string ForgetGoneSql = $"""
        update session_control c
        set again_at = null
        where c.again_at <= now()
          and not exists (
              select from session s
              join account a on a.account_id = s.account_id
              where s.session_id = c.session_id and s.ended_at is null
                and case
                    when c.cause like 'steering %' then rtrim(c.cause, '+') = 'steering ' || (s.coverage ->> 'steerings')
                                                           and not (c.requested_by = 'rule: funds' and {HasFunds})
                    when c.cause like 'lift %' then rtrim(c.cause, '+') = 'lift ' || (s.coverage ->> 'steerings')
                    else a.status <> 1 and s.is_emergency is not true
                end)
          and not exists (
              select from portal_login p where p.session_id = c.session_id and p.lifted_at is null
                and p.expires_at > now() - interval '10 minutes') -- it may be heard of again
        """;

    public async Task<(IReadOnlyDictionary<long, SessionPolicy> Products, IReadOnlySet<string> Limits)> PoliciesAsync()
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        var products = await connection.ListAsync(
            ProductsSql,
            row => (Id: row.GetInt64(0), Policy: PolicyRows.Read(
                row.IsDBNull(1) ? null : row.GetString(1),
                row.IsDBNull(2) ? null : row.GetInt64(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                row.GetString(4))));
        var limits = await connection.ListAsync(LimitsSql, row => row.GetString(0));

        return (products.ToDictionary(one => one.Id, one => one.Policy), limits.ToHashSet(StringComparer.Ordinal));
    }

    public async Task<IReadOnlyList<PolicyGroup>> GroupsAsync() => await SweepAsync(
        GroupsSql,
        row => new PolicyGroup(
            row.GetString(0),
            row.IsDBNull(1) ? null : row.GetString(1),
            row.IsDBNull(2) ? null : row.GetInt64(2),
            row.IsDBNull(3) ? null : row.GetString(3)),
        (int)Unit.Byte);

    public async Task<IReadOnlyList<SteeredSession>> SessionsAsync(IReadOnlyList<PolicyGroup> groups, int most) => await SweepAsync(
        SessionsSql,
        row => new SteeredSession(row.GetGuid(0), row.GetInt64(1), row.GetInt32(2)),
        (int)Unit.Byte,
        groups.Select(group => group.ZoneId).ToArray(),
        groups.Select(group => group.Told).ToArray(),
        groups.Select(group => group.ProductId).ToArray(),
        groups.Select(group => group.Limit).ToArray(),
        most);

    public async Task<IReadOnlyList<BlockedSession>> BlockedAsync(int most) => await SweepAsync(
        BlockedSql,
        row => new BlockedSession(row.GetGuid(0), row.GetString(1), ((AccountStatus)row.GetInt32(2)).ToString().ToLowerInvariant()),
        most);

    public async Task<IReadOnlyList<LiftedSession>> LiftedAsync(int most) => await SweepAsync(
        LiftedSql, row => new LiftedSession(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt32(2)), most);

    public Task ForgetGoneAsync() =>
        database.DoAsync(ForgetGoneSql);

    public async Task<IReadOnlyList<SteeredSession>> UntoldAsync(int most) => await SweepAsync(
        UntoldSql, row => new SteeredSession(row.GetGuid(0), row.GetInt64(1), row.GetInt32(2)), most);

    private async Task<List<T>> SweepAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] values)
    {
        await using var connection = await database.Sweeps.OpenConnectionAsync();

        return await connection.ListAsync(sql, read, values);
    }
}
