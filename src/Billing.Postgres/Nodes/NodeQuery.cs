using System.Net;
using Billing.Contracts.Nodes;
using Billing.Grains.Nodes;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using Billing.Postgres.Security;
using NodaTime;

namespace Billing.Postgres.Nodes;

internal sealed class NodeQuery(Database database, SecretBox secrets) : INodeQuery
{
    private const string ListSql = """
        select n.node_id, n.name, address, secret, profile, message_authenticator, has_sent_message_authenticator,
               limit_proxy_state, interim_interval_seconds, input_is_to_user, restarted_at,
               coa_port, coa_enabled, coa_address, address_pool_id, outage_limit, k.identity, k.key, link_pool_id, delegated_pool_id,
               t.name
        from node n
        left join node_tls_key k on k.node_id = n.node_id
        left join node_tls_name t on t.node_id = n.node_id
        where not is_retired
        """;

    // What they do now is counted over the open sessions, once for all of them.
    private const string RowsSql = """
        select n.node_id, n.name, n.address, n.profile, n.message_authenticator, n.has_sent_message_authenticator,
               n.limit_proxy_state, n.interim_interval_seconds, n.input_is_to_user,
               greatest(n.restarted_at, (select max(r.restarted_at) from nas_restart r where r.node_id = n.node_id)),
               array(select g.name from node_group_member m join node_group g on g.node_group_id = m.node_group_id
                     where m.node_id = n.node_id order by g.name),
               coalesce(s.open, 0), s.heard_at, n.is_retired
        from node n
        left join (
            select node_id, count(*)::int as open, max(heard_at) as heard_at from session where ended_at is null group by node_id
        ) s on s.node_id = n.node_id
        order by lower(n.name), n.node_id
        """;

    private const string NumberRulesSql = """
        select r.node_id, n.name, r.party, r.position, r.prefix, r.min_length, r.max_length, r.strip, r.prepend
        from number_rule r
        join node n on n.node_id = r.node_id
        where $1 = 0 or r.node_id = $1
        order by lower(n.name), r.party, r.position
        """;

    public Task<IReadOnlyList<int>> WithPortalLoginsAsync(CancellationToken cancellation) =>
        database.Read.ListAsync("select distinct node_id from portal_login", row => row.GetInt32(0), cancellation);

    public Task<IReadOnlyList<NodeView>> ListAsync(CancellationToken cancellation) => database.Read.ListAsync(
        ListSql,
        row => new NodeView(
            row.GetInt32(0),
            row.GetString(1),
            row.GetFieldValue<IPNetwork>(2),
            secrets.Open(row.GetString(3)),
            row.GetString(4),
            Enum.Parse<MessageAuthenticatorPolicy>(row.GetString(5), ignoreCase: true),
            row.GetBoolean(6),
            row.GetBoolean(7),
            row.GetInt32(8),
            row.GetBoolean(9),
            row.AtOrNull(10),
            row.GetInt32(11),
            row.GetBoolean(12),
            row.IsDBNull(13) ? null : row.GetFieldValue<IPAddress>(13),
            row.Small(14),
            row.Amount(15),
            row.IsDBNull(16) ? null : new(row.GetString(16), secrets.Open(row.GetString(17))),
            row.Small(18),
            row.Small(19),
            row.Text(20)),
        cancellation);

    public Task<IReadOnlyList<NodeRow>> RowsAsync(CancellationToken cancellation) => database.Lists.ListAsync(
        RowsSql,
        row => new NodeRow(
            row.GetInt32(0),
            row.GetString(1),
            row.GetFieldValue<IPNetwork>(2),
            row.GetString(3),
            Enum.Parse<MessageAuthenticatorPolicy>(row.GetString(4), ignoreCase: true),
            row.GetBoolean(5),
            row.GetBoolean(6),
            row.GetInt32(7),
            row.GetBoolean(8),
            row.AtOrNull(9),
            row.Texts(10),
            row.GetInt32(11),
            row.AtOrNull(12),
            row.GetBoolean(13)),
        cancellation);

    public Task<IReadOnlyList<NumberRuleRow>> NumberRulesAsync(int? nodeId, CancellationToken cancellation) => database.Lists.ListAsync(
        NumberRulesSql,
        row => new NumberRuleRow(
            row.GetInt32(0),
            row.GetString(1),
            row.GetString(2),
            row.GetInt32(3),
            row.GetString(4),
            row.GetInt32(5),
            row.GetInt32(6),
            row.GetInt32(7),
            row.GetString(8)),
        cancellation,
        nodeId ?? 0);

    public Task<IReadOnlyList<EmergencyNumberRow>> EmergencyNumbersAsync(CancellationToken cancellation) => database.Lists.ListAsync(
        "select e.number, e.node_id, n.name from emergency_number e left join node n on n.node_id = e.node_id order by e.number, n.name",
        row => new EmergencyNumberRow(row.GetString(0), row.Small(1), row.Text(2)),
        cancellation);

    public Task<IReadOnlyList<NodeGroupRow>> GroupsAsync(CancellationToken cancellation) => database.Lists.ListAsync(
        """
        select g.node_group_id, g.name,
               array(select n.name from node_group_member m join node n on n.node_id = m.node_id
                     where m.node_group_id = g.node_group_id order by n.name)
        from node_group g
        order by lower(g.name)
        """,
        row => new NodeGroupRow(row.GetInt32(0), row.GetString(1), row.Texts(2)),
        cancellation);
}

internal sealed class NodeStore(Database database) : INodeStore
{
    private const string RestartedOfSql = """
        insert into nas_restart (node_id, nas_address, nas_identifier, restarted_at) values ($1, coalesce($3::text, ''), coalesce($4::text, ''), $2)
        on conflict (node_id, nas_address, nas_identifier) do update set restarted_at = greatest(nas_restart.restarted_at, excluded.restarted_at)
        """;

    public Task RestartedAsync(int nodeId, Instant at, string? nasAddress = null, string? nasIdentifier = null) => nasAddress is null && nasIdentifier is null
        ? database.DoAsync("update node set restarted_at = greatest(restarted_at, $2) where node_id = $1", nodeId, at.ToDateTimeUtc())
        : database.DoAsync(RestartedOfSql, nodeId, at.ToDateTimeUtc(), nasAddress, nasIdentifier);

    public Task LearnedMessageAuthenticatorAsync(int nodeId) => database.DoAsync(
        "update node set has_sent_message_authenticator = true where node_id = $1 and not has_sent_message_authenticator", nodeId);
}
