using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Changes;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Changes;

/// <summary>Writes changes of the configuration: a change with its line in the audit log, or nothing.</summary>
internal sealed class ChangeWriter(Database database, TimeProvider clock)
{
    private const string FindSql = "select kind, body, id from creation where operation_id = $1";

    private const string KeepSql =
        "insert into creation (operation_id, kind, body, id, by, made_at) values ($1, $2, $3, $4, $5, $6)";

    public Instant Now => clock.Now();

    /// <param name="id">A number, or a destination's prefix.</param>
    /// <param name="write">Does it; a problem takes all of it back.</param>
    /// <param name="isUnseen">It changes what may not be in the log, so it is a change though nothing looks different.</param>
    /// <param name="checkedField">The field that triggers check.</param>
    public async Task<ChangeReply> EditAsync(
        Subject subject,
        object id,
        Edit edit,
        string action,
        Func<NpgsqlConnection, Task<FieldProblem?>> write,
        bool isUnseen = false,
        string checkedField = "")
    {
        if (string.IsNullOrWhiteSpace(edit.By))
        {
            return NoName;
        }

        try
        {
            await using var connection = await database.Read.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();

            if (await connection.ReadAsync(subject.LockSql, id) is not long version)
            {
                return ChangeReply.NotFound;
            }

            if (version != edit.SeenVersion)
            {
                return ChangeReply.Conflict;
            }

            var (label, old) = await LookAsync(connection, subject, id);

            if (await write(connection) is { } problem)
            {
                return ChangeReply.Refused([problem]);
            }

            var (newLabel, @new) = await LookAsync(connection, subject, id);

            if (old == @new && !isUnseen)
            {
                return new(ChangeResult.Done, id as long? ?? id as int? ?? 0, version);
            }

            version = await connection.ReadAsync(subject.MoveSql, id) as long? ?? 0; // nothing is left of what was removed
            var sentence = ChangeSentence.Of(action, subject.Kind, newLabel ?? label ?? "", old, @new);
            await new AuditLine(Now, edit.By, action, subject.Kind, Text(id), sentence, old, @new).WriteAsync(connection);
            await transaction.CommitAsync();

            return new(ChangeResult.Done, id as long? ?? id as int? ?? 0, version);
        }
        catch (PostgresException failure) when (Constraints.Explain(failure, checkedField) is { } problem)
        {
            return ChangeReply.Refused([problem]);
        }
    }

    /// <param name="body">What was ordered, the same for the same order; no secret.</param>
    /// <param name="make">Makes it and gives its number, or says what is wrong.</param>
    /// <param name="version">Of what was just made.</param>
    public async Task<ChangeReply> CreateAsync(
        Subject subject,
        string operationId,
        string by,
        string body,
        Func<NpgsqlConnection, Task<(long Id, FieldProblem? Problem)>> make,
        string checkedField = "",
        long version = 1)
    {
        if (string.IsNullOrWhiteSpace(by))
        {
            return NoName;
        }

        if (operationId.Length is 0 or > 100)
        {
            return ChangeReply.Refused("OperationId", "1 to 100 characters");
        }

        try
        {
            await using var connection = await database.Read.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();

            if (await FindAsync(connection, subject.Kind, operationId, body) is { } earlier)
            {
                return earlier;
            }

            var (id, problem) = await make(connection);

            if (problem is not null)
            {
                return ChangeReply.Refused([problem]);
            }

            await connection.DoAsync(KeepSql, operationId, subject.Kind, body, id, by, clock.GetUtcNow());
            var (label, @new) = await LookAsync(connection, subject, id);
            var sentence = ChangeSentence.Of("create", subject.Kind, label ?? "", null, @new);
            await new AuditLine(Now, by, "create", subject.Kind, Text(id), sentence, null, @new).WriteAsync(connection);
            await transaction.CommitAsync();

            return new(ChangeResult.Done, id, version);
        }
        catch (PostgresException failure) when (Constraints.Explain(failure, checkedField) is { } problem)
        {
            return ChangeReply.Refused([problem]);
        }
    }

    public static ChangeReply NoName { get; } = ChangeReply.Refused("By", "the name of who asks");

    private static async Task<ChangeReply?> FindAsync(NpgsqlConnection connection, string kind, string operationId, string body)
    {
        var known = await connection.ListAsync(
            FindSql, row => (Kind: row.GetString(0), Body: row.GetString(1), Id: row.GetInt64(2)), operationId);

        return known switch
        {
            [] => null,
            [var same] when same.Kind == kind && same.Body == body => new(ChangeResult.Done, same.Id, 1, WasDoneBefore: true),
            _ => ChangeReply.Refused("OperationId", "a key that no other order has used"),
        };
    }

    private static async Task<(string? Label, string? Json)> LookAsync(NpgsqlConnection connection, Subject subject, object id)
    {
        var seen = await connection.ListAsync(subject.LookSql, row => (Label: row.GetString(0), Json: row.GetString(1)), id);

        return seen is [var one] ? one : (null, null);
    }

    private static string Text(object id) => Convert.ToString(id, CultureInfo.InvariantCulture)!;
}
