using System.Collections.Frozen;
using System.Collections.Immutable;
using Billing.Core.Destinations;
using Billing.Core.Nodes;
using Billing.Grains.Nodes;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Nodes;

internal sealed class NumberingStore(Database database) : INumberingStore
{
    private const string VersionSql = "select version from numbering_version";

    private const string RulesSql = """
        select node_id, party, prefix, min_length, max_length, strip, prepend
        from number_rule
        order by position
        """;

    private const string GroupsOfNodesSql = """
        select m.node_id, g.name
        from node_group_member m
        join node_group g on g.node_group_id = m.node_group_id
        order by g.name
        """;

    private const string EmergencySql = "select node_id, number from emergency_number";

    private const string DestinationGroupsSql = """
        select g.name, m.destination, m.is_excluded
        from destination_group g
        join destination_group_member m on m.destination_group_id = g.destination_group_id
        """;

    public async Task<long> VersionAsync(CancellationToken cancellation)
    {
        await using var command = database.Read.Command(VersionSql);

        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    // One snapshot for all statements, so that what is loaded is what its version says.
    public async Task<Numbering> LoadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var version = (await connection.ListAsync(VersionSql, row => row.GetInt64(0), cancellation)).Single();
        var rules = await connection.ListAsync(RulesSql, row => (NodeId: row.GetInt32(0), Party: row.GetString(1), Rule: Rule(row)), cancellation);
        var groups = await connection.ListAsync(GroupsOfNodesSql, row => (NodeId: row.GetInt32(0), Name: row.GetString(1)), cancellation);
        var emergency = await connection.ListAsync(
            EmergencySql, row => (NodeId: row.IsDBNull(0) ? (int?)null : row.GetInt32(0), Number: row.GetString(1)), cancellation);
        var members = await connection.ListAsync(
            DestinationGroupsSql, row => (Name: row.GetString(0), Member: new GroupMember(row.GetString(1), row.GetBoolean(2))), cancellation);
        await transaction.CommitAsync(cancellation);

        var nodeIds = rules.Select(rule => rule.NodeId)
            .Concat(groups.Select(group => group.NodeId))
            .Concat(emergency.Where(number => number.NodeId is not null).Select(number => number.NodeId!.Value))
            .Distinct();

        return new(
            version,
            nodeIds.ToFrozenDictionary(nodeId => nodeId, Plan),
            NumberPlan.Plain with { EmergencyNumbers = EmergencyAt(null) },
            new(members.GroupBy(pair => pair.Name, pair => pair.Member).Select(group => new DestinationGroup(group.Key, [.. group]))));

        NumberPlan Plan(int nodeId) => new(
            Rules(nodeId, "called"),
            Rules(nodeId, "calling"),
            EmergencyAt(nodeId),
            [.. groups.Where(group => group.NodeId == nodeId).Select(group => group.Name)]);

        ImmutableArray<NumberRule> Rules(int nodeId, string party) =>
            [.. rules.Where(rule => rule.NodeId == nodeId && rule.Party == party).Select(rule => rule.Rule)];

        FrozenSet<string> EmergencyAt(int? nodeId) =>
            emergency.Where(number => number.NodeId is null || number.NodeId == nodeId).Select(number => number.Number).ToFrozenSet();
    }

    private static NumberRule Rule(NpgsqlDataReader row) =>
        new(row.GetString(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetString(6));
}
