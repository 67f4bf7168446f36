using System.Net;
using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Grains.Nodes;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using Billing.Postgres.Security;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Nodes;

internal sealed partial class NodeChangeStore(Database database, ChangeWriter changes, SecretBox secrets) : INodeChangeStore
{
    private const string GetSql = """
        select name, address, profile, message_authenticator, limit_proxy_state, interim_interval_seconds, input_is_to_user,
               array(select m.node_group_id from node_group_member m where m.node_id = n.node_id order by 1),
               array(select e.number from emergency_number e where e.node_id = n.node_id order by 1),
               has_sent_message_authenticator,
               greatest(restarted_at, (select max(r.restarted_at) from nas_restart r where r.node_id = n.node_id)), is_retired, version, coa_port, coa_enabled, coa_address, outage_limit,
               (select k.identity from node_tls_key k where k.node_id = n.node_id),
               (select t.name from node_tls_name t where t.node_id = n.node_id)
        from node n
        where node_id = $1
        """;

    private const string RulesSql = """
        select party, prefix, min_length, max_length, strip, prepend from number_rule where node_id = $1 order by position
        """;

    private const string CreateSql = """
        insert into node (name, address, profile, message_authenticator, limit_proxy_state, interim_interval_seconds, input_is_to_user,
                          coa_port, coa_enabled, coa_address, outage_limit, secret)
        values ($1, $2::cidr, $3, $4, $5, $6, $7, $8, $9, $10::inet, $11, $12)
        returning node_id
        """;

    private const string EditSql = """
        update node
        set name = $2, address = $3::cidr, profile = $4, message_authenticator = $5, limit_proxy_state = $6,
            interim_interval_seconds = $7, input_is_to_user = $8, coa_port = $9, coa_enabled = $10, coa_address = $11::inet, outage_limit = $12
        where node_id = $1
        """;

    private const string RuleSql = """
        insert into number_rule (node_id, party, position, prefix, min_length, max_length, strip, prepend)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string GroupsSql = "insert into node_group_member (node_id, node_group_id) select $1, unnest($2::int[])";

    private const string EmergencySql = "insert into emergency_number (node_id, number) select $1, unnest($2::text[])";

    private const string TlsKeySql = """
        insert into node_tls_key (node_id, identity, key) values ($1, $2, $3)
        on conflict (node_id) do update set identity = excluded.identity, key = excluded.key
        """;

    private const string TlsNameSql = """
        insert into node_tls_name (node_id, name) values ($1, $2)
        on conflict (node_id) do update set name = excluded.name
        """;

    private static readonly Subject Node = new(
        EntityKinds.Node,
        "select version from node where node_id = $1 for no key update",
        """
        select n.name,
               (to_jsonb(n) - '{node_id,secret,has_sent_message_authenticator,restarted_at,version}'::text[]
                || jsonb_build_object(
                    'tls_identity', (select k.identity from node_tls_key k where k.node_id = n.node_id),
                    'tls_name', (select t.name from node_tls_name t where t.node_id = n.node_id),
                    'groups', array(select g.name from node_group_member m join node_group g on g.node_group_id = m.node_group_id
                                    where m.node_id = n.node_id order by 1),
                    'emergency_numbers', array(select e.number from emergency_number e where e.node_id = n.node_id order by 1),
                    'number_rules', (select coalesce(jsonb_agg(to_jsonb(r) - 'node_id' order by r.party, r.position), '[]')
                                     from number_rule r where r.node_id = n.node_id)))::text
        from node n
        where n.node_id = $1
        """,
        "update node set version = version + 1 where node_id = $1 returning version");

    public async Task<NodeConfiguration?> GetAsync(int nodeId)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        var nodes = await connection.ListAsync(GetSql, row => Read(nodeId, row), nodeId);
        var rules = await connection.ListAsync(RulesSql, row => (Party: row.GetString(0), Rule: ReadRule(row)), nodeId);

        return nodes is [var node]
            ? node with
            {
                Details = node.Details with
                {
                    CalledRules = [.. rules.Where(rule => rule.Party == "called").Select(rule => rule.Rule)],
                    CallingRules = [.. rules.Where(rule => rule.Party == "calling").Select(rule => rule.Rule)],
                },
            }
            : null;
    }

    public Task<ChangeReply> CreateAsync(string operationId, NodeDetails node, string secret, string by) => changes.CreateAsync(
        Node,
        operationId,
        by,
        JsonSerializer.Serialize(node),
        async connection =>
        {
            var nodeId = (int)(await connection.ReadAsync(CreateSql, [.. Values(node), secrets.Close(secret)]))!;
            await PutListsAsync(connection, nodeId, node);
            await PutTlsNameAsync(connection, nodeId, node.TlsName);

            return (nodeId, null);
        });

    public Task<ChangeReply> EditAsync(int nodeId, NodeDetails details, Edit edit) =>
        changes.EditAsync(Node, nodeId, edit, "edit", async connection =>
        {
            await connection.DoAsync(EditSql, [nodeId, .. Values(details)]);
            await connection.DoAsync("delete from number_rule where node_id = $1", nodeId);
            await connection.DoAsync("delete from node_group_member where node_id = $1", nodeId);
            await connection.DoAsync("delete from emergency_number where node_id = $1", nodeId);
            await PutListsAsync(connection, nodeId, details);
            await PutTlsNameAsync(connection, nodeId, details.TlsName);

            return null;
        });

    public Task<ChangeReply> SetSecretAsync(int nodeId, string secret, Edit edit) => changes.EditAsync(
        Node,
        nodeId,
        edit,
        "renew secret of",
        async connection =>
        {
            await connection.DoAsync("update node set secret = $2 where node_id = $1", nodeId, secrets.Close(secret));

            return null;
        },
        isUnseen: true);

    public Task<ChangeReply> SetTlsKeyAsync(int nodeId, string? identity, string? key, Edit edit) => changes.EditAsync(
        Node,
        nodeId,
        edit,
        identity is null ? "remove TLS key of" : "set TLS key of",
        async connection =>
        {
            if (identity is null)
            {
                await connection.DoAsync("delete from node_tls_key where node_id = $1", nodeId);
            }
            else
            {
                await connection.DoAsync(TlsKeySql, nodeId, identity, secrets.Close(key!));
            }

            return null;
        },
        isUnseen: identity is not null);

    public Task<ChangeReply> SetTlsNameAsync(int nodeId, string? name, Edit edit) => changes.EditAsync(
        Node,
        nodeId,
        edit,
        name is null ? "remove TLS name of" : "set TLS name of",
        async connection =>
        {
            await PutTlsNameAsync(connection, nodeId, name ?? "");

            return null;
        });

    public Task<ChangeReply> RetireAsync(int nodeId, bool isRetired, Edit edit) =>
        changes.EditAsync(Node, nodeId, edit, isRetired ? "retire" : "restore", async connection =>
        {
            await connection.DoAsync("update node set is_retired = $2 where node_id = $1", nodeId, isRetired);

            return null;
        });

    private static async Task PutListsAsync(NpgsqlConnection connection, int nodeId, NodeDetails node)
    {
        await connection.DoAsync(GroupsSql, nodeId, node.NodeGroups.ToArray());
        await connection.DoAsync(EmergencySql, nodeId, node.EmergencyNumbers.ToArray());

        foreach (var (party, rules) in new[] { ("called", node.CalledRules), ("calling", node.CallingRules) })
        {
            for (var i = 0; i < rules.Length; i++)
            {
                var rule = rules[i];
                await connection.DoAsync(RuleSql, nodeId, party, i + 1, rule.Prefix, rule.MinLength, rule.MaxLength, rule.Strip, rule.Prepend);
            }
        }
    }

    // Null: as it is. Empty: any.
    private static Task PutTlsNameAsync(NpgsqlConnection connection, int nodeId, string? name) => name switch
    {
        null => Task.CompletedTask,
        "" => connection.DoAsync("delete from node_tls_name where node_id = $1", nodeId),
        _ => connection.DoAsync(TlsNameSql, nodeId, name),
    };

    private static object?[] Values(NodeDetails node) =>
    [
        node.Name, node.Address, node.Profile, node.MessageAuthenticator.ToString().ToLowerInvariant(), node.LimitProxyState,
        node.InterimIntervalSeconds, node.InputIsToUser, node.CoaPort, node.CoaEnabled, node.CoaAddress, node.OutageLimit,
    ];

    private static NodeConfiguration Read(int nodeId, NpgsqlDataReader row)
    {
        var network = row.GetFieldValue<IPNetwork>(1);
        var isOne = network.PrefixLength == network.BaseAddress.GetAddressBytes().Length * 8;

        return new(
            nodeId,
            new(
                row.GetString(0),
                isOne ? network.BaseAddress.ToString() : network.ToString(),
                row.GetString(2),
                Enum.Parse<MessageAuthenticatorPolicy>(row.GetString(3), ignoreCase: true),
                row.GetBoolean(4),
                row.GetInt32(5),
                row.GetBoolean(6),
                [.. row.GetFieldValue<int[]>(7)],
                EmergencyNumbers: [.. row.GetFieldValue<string[]>(8)],
                CoaPort: row.GetInt32(13),
                CoaEnabled: row.GetBoolean(14),
                CoaAddress: row.IsDBNull(15) ? null : row.GetFieldValue<IPAddress>(15).ToString(),
                OutageLimit: row.IsDBNull(16) ? null : row.GetDecimal(16)),
            row.GetBoolean(9),
            row.IsDBNull(10) ? null : Instant.FromDateTimeUtc(row.GetDateTime(10)),
            row.GetBoolean(11),
            row.GetInt64(12),
            row.Text(17),
            row.Text(18));
    }

    private static NumberRuleDetails ReadRule(NpgsqlDataReader row) =>
        new(row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetString(5));
}
