using Billing.Core.Balances;
using Billing.Grains.Balances;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Balances;

internal sealed class OperationStore(Database database) : IOperationStore
{
    private const string FindSql = """
        select operation_id, balance_id, body, sequence, amount, session_id, refunds, recorded_at from operation where operation_id = any($1)
        """;

    private const string EntrySql = """
        select amount, posted_after, reason, session_id, part, recorded_at, promotions::text
        from ledger_entry
        where balance_id = $1 and sequence = $2
        """;

    private const string RefundedSql = "select count(*)::int, coalesce(sum(amount), 0) from operation where refunds = $1";

    // What is asked for while one query is on its way is found by the next one.
    private readonly BatchLoader<string, StoredOperation> _operations = new(ids => ReadAsync(database, ids));

    public Task<StoredOperation?> FindAsync(string operationId) => _operations.LoadAsync(operationId);

    private static async Task<Dictionary<string, StoredOperation>> ReadAsync(Database database, string[] operationIds)
    {
        await using var command = database.Read.Command(FindSql, (object)operationIds);
        await using var row = await command.ExecuteReaderAsync();
        var found = new Dictionary<string, StoredOperation>(StringComparer.Ordinal);

        while (await row.ReadAsync())
        {
            var id = row.GetString(0);
            found.Add(id, new(row.GetInt64(1), new(id, row.GetString(2), At(row, 7))
            {
                Sequence = row.IsDBNull(3) ? null : row.GetInt64(3),
                Amount = row.GetDecimal(4),
                SessionId = row.IsDBNull(5) ? null : row.GetGuid(5),
                Refunds = row.IsDBNull(6) ? null : row.GetString(6),
            }));
        }

        return found;
    }

    public async Task<LedgerEntry?> EntryAsync(long balanceId, long sequence)
    {
        await using var command = database.Read.Command(EntrySql, balanceId, sequence);
        await using var row = await command.ExecuteReaderAsync();

        return await row.ReadAsync()
            ? new(
                balanceId,
                sequence,
                row.GetDecimal(0),
                row.GetDecimal(1),
                (LedgerReason)row.GetInt32(2),
                row.IsDBNull(3) ? null : row.GetGuid(3),
                row.IsDBNull(4) ? null : row.GetInt32(4),
                At(row, 5))
            {
                Promotions = row.IsDBNull(6) ? [] : FundsJson.ReadDraws(row.GetString(6)),
            }
            : null;
    }

    public async Task<(int Times, decimal Amount)> RefundedAsync(string operationId)
    {
        await using var command = database.Read.Command(RefundedSql, operationId);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();

        return (row.GetInt32(0), row.GetDecimal(1));
    }

    private static Instant At(NpgsqlDataReader row, int column) => Instant.FromDateTimeUtc(row.GetDateTime(column));
}
