using System.Collections.Immutable;
using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Sessions;
using Billing.Grains.Sessions;
using Billing.Postgres.Changes;
using NodaTime;

namespace Billing.Postgres.Sessions;

internal sealed class BulkDisconnectStore(Database database) : IBulkDisconnectStore
{
    private const string FindSql = """
        select sessions, done, acknowledged, by, reason, begun_at, ended_at from bulk_disconnect where bulk_disconnect_id = $1
        """;

    private const string BeginSql = """
        insert into bulk_disconnect (bulk_disconnect_id, sessions, by, reason, begun_at) values ($1, $2, $3, $4, $5) on conflict do nothing
        """;

    private const string NoteSql = "update bulk_disconnect set done = $2, acknowledged = $3, ended_at = $4 where bulk_disconnect_id = $1";

    public async Task<(BulkDisconnectView View, ImmutableArray<Guid> Sessions)?> FindAsync(string name)
    {
        var found = await database.ListAsync(
            FindSql,
            row =>
            {
                var sessions = row.GetFieldValue<Guid[]>(0);

                return (
                    View: new BulkDisconnectView(
                        name, sessions.Length, row.GetInt32(1), row.GetInt32(2), row.GetString(3), row.GetString(4), At(row.GetDateTime(5)),
                        row.IsDBNull(6) ? null : At(row.GetDateTime(6))),
                    Sessions: sessions.ToImmutableArray());
            },
            name);

        return found is [var one] ? one : null;
    }

    public async Task BeginAsync(string name, BulkDisconnectOrder order, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        if (await connection.DoAsync(BeginSql, name, order.Sessions.ToArray(), order.By, order.Reason, now.ToDateTimeUtc()) > 0)
        {
            await new AuditLine(
                now, order.By, "disconnect", EntityKinds.Sessions, name, $"disconnect sessions: {order.Sessions.Length} asked for, {order.Reason}",
                NewJson: JsonSerializer.Serialize(new { sessions = order.Sessions, reason = order.Reason })).WriteAsync(connection);
        }

        await transaction.CommitAsync();
    }

    public Task NoteAsync(string name, int done, int acknowledged, Instant? endedAt) =>
        database.DoAsync(NoteSql, name, done, acknowledged, endedAt?.ToDateTimeUtc());

    private static Instant At(DateTime at) => Instant.FromDateTimeUtc(at);
}
