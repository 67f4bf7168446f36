using System.Net;
using Billing.Contracts.Nodes;
using Billing.Grains.Nodes;
using Billing.Postgres.Security;
using NodaTime;

namespace Billing.Postgres.Nodes;

internal sealed class NodeQuery(Database database, SecretBox secrets) : INodeQuery
{
    private const string ListSql = """
        select node_id, name, address, secret, profile, message_authenticator, has_sent_message_authenticator,
               limit_proxy_state, interim_interval_seconds, input_is_to_user, restarted_at
        from node
        where not is_retired
        """;

    public async Task<IReadOnlyList<NodeView>> ListAsync(CancellationToken cancellation)
    {
        await using var command = database.Read.Command(ListSql);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var nodes = new List<NodeView>();

        while (await row.ReadAsync(cancellation))
        {
            nodes.Add(new(
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
                row.IsDBNull(10) ? null : Instant.FromDateTimeUtc(row.GetDateTime(10))));
        }

        return nodes;
    }

    public Task<IReadOnlyList<NodeRow>> RowsAsync(CancellationToken cancellation) => throw new NotImplementedException();

    public Task<IReadOnlyList<NumberRuleRow>> NumberRulesAsync(int? nodeId, CancellationToken cancellation) => throw new NotImplementedException();

    public Task<IReadOnlyList<EmergencyNumberRow>> EmergencyNumbersAsync(CancellationToken cancellation) => throw new NotImplementedException();

    public Task<IReadOnlyList<NodeGroupRow>> GroupsAsync(CancellationToken cancellation) => throw new NotImplementedException();
}

internal sealed class NodeStore(Database database) : INodeStore
{
    public async Task RestartedAsync(int nodeId, Instant at)
    {
        await using var command = database.Read.Command(
            "update node set restarted_at = greatest(restarted_at, $2) where node_id = $1", nodeId, at.ToDateTimeUtc());
        await command.ExecuteNonQueryAsync();
    }

    public async Task LearnedMessageAuthenticatorAsync(int nodeId)
    {
        await using var command = database.Read.Command(
            "update node set has_sent_message_authenticator = true where node_id = $1 and not has_sent_message_authenticator", nodeId);
        await command.ExecuteNonQueryAsync();
    }
}
