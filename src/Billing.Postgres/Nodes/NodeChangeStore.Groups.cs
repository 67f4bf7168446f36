using System.Collections.Immutable;
using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Postgres.Changes;

namespace Billing.Postgres.Nodes;

// What several gateways have in common.
internal sealed partial class NodeChangeStore
{
    private const string GetGroupSql = """
        select g.name, array(select m.node_id from node_group_member m where m.node_group_id = g.node_group_id order by 1), g.version
        from node_group g
        where g.node_group_id = $1
        """;

    private const string CreateGroupSql = "insert into node_group (name) values ($1) returning node_group_id";

    private const string MembersSql = "insert into node_group_member (node_group_id, node_id) select $1, unnest($2::int[])";

    private const string GetEmergencySql = """
        select array(select number from emergency_number where node_id is null order by number), emergency_version from numbering_version
        """;

    private static readonly Subject Group = new(
        EntityKinds.NodeGroup,
        "select version from node_group where node_group_id = $1 for no key update",
        """
        select g.name,
               jsonb_build_object(
                   'name', g.name,
                   'nodes', array(select n.name from node_group_member m join node n on n.node_id = m.node_id
                                  where m.node_group_id = g.node_group_id order by 1))::text
        from node_group g
        where g.node_group_id = $1
        """,
        "update node_group set version = version + 1 where node_group_id = $1 returning version");

    // There is one of it: $1 is only what the audit log calls it.
    private static readonly Subject Emergency = new(
        EntityKinds.Numbering,
        "select emergency_version from numbering_version where $1::text is not null for no key update",
        """
        select 'emergency numbers',
               jsonb_build_object('numbers', array(select number from emergency_number where node_id is null order by number))::text
        where $1::text is not null
        """,
        "update numbering_version set emergency_version = emergency_version + 1 where $1::text is not null returning emergency_version");

    public async Task<NodeGroupView?> GetGroupAsync(int nodeGroupId) => (await database.ListAsync(
        GetGroupSql,
        row => new NodeGroupView(nodeGroupId, new(row.GetString(0), [.. row.GetFieldValue<int[]>(1)]), row.GetInt64(2)),
        nodeGroupId)).SingleOrDefault();

    public Task<ChangeReply> CreateGroupAsync(string operationId, NodeGroupDetails group, string by) => changes.CreateAsync(
        Group,
        operationId,
        by,
        JsonSerializer.Serialize(group),
        async connection =>
        {
            var nodeGroupId = (int)(await connection.ReadAsync(CreateGroupSql, group.Name))!;
            await connection.DoAsync(MembersSql, nodeGroupId, group.Nodes.ToArray());

            return (nodeGroupId, null);
        });

    public Task<ChangeReply> EditGroupAsync(int nodeGroupId, NodeGroupDetails details, Edit edit) =>
        changes.EditAsync(Group, nodeGroupId, edit, "edit", async connection =>
        {
            await connection.DoAsync("update node_group set name = $2 where node_group_id = $1", nodeGroupId, details.Name);
            await connection.DoAsync("delete from node_group_member where node_group_id = $1", nodeGroupId);
            await connection.DoAsync(MembersSql, nodeGroupId, details.Nodes.ToArray());

            return null;
        });

    public async Task<EmergencyNumbers> GetEmergencyAsync() => (await database.ListAsync(
        GetEmergencySql, row => new EmergencyNumbers([.. row.GetFieldValue<string[]>(0)], row.GetInt64(1)))).Single();

    public Task<ChangeReply> EditEmergencyAsync(ImmutableArray<string> numbers, Edit edit) =>
        changes.EditAsync(Emergency, "emergency", edit, "edit", async connection =>
        {
            await connection.DoAsync("delete from emergency_number where node_id is null");
            await connection.DoAsync("insert into emergency_number (number) select unnest($1::text[])", (object)numbers.ToArray());

            return null;
        });
}
