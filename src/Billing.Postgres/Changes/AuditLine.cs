using Billing.Contracts.Changes;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Changes;

/// <summary>A row of the audit log, written on the connection whose transaction makes the change.</summary>
internal sealed record AuditLine(
    Instant At, string By, string Action, string Kind, string Id, string Sentence, string? OldJson = null, string? NewJson = null)
{
    private const string Sql = """
        insert into audit_log (at, by, action, entity_kind, entity_id, sentence, old, new)
        values ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8::text::jsonb)
        """;

    public static AuditLine Of(AuditNote note, Instant at) =>
        new(at, note.By, note.Action, note.EntityKind, note.EntityId, note.Sentence, note.OldJson, note.NewJson);

    /// <summary>As a part of a batch, which is one transaction.</summary>
    public NpgsqlBatchCommand Statement()
    {
        var command = new NpgsqlBatchCommand(Sql);

        foreach (var value in (object?[])[At.ToDateTimeUtc(), By, Action, Kind, Id, Sentence, OldJson, NewJson])
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        return command;
    }

    public async Task WriteAsync(NpgsqlConnection connection)
    {
        await using var command = connection.Command(Sql, At.ToDateTimeUtc(), By, Action, Kind, Id, Sentence, OldJson, NewJson);
        await command.ExecuteNonQueryAsync();
    }
}
