using Billing.Core.Balances;
using Billing.Grains.Balances;
using Billing.Postgres.Paging;

namespace Billing.Postgres.Balances;

internal sealed class OperationStore(Database database) : IOperationStore
{
    private const string FindSql = """
        select operation_id, balance_id, body, sequence, amount, session_id, refunds, recorded_at, part, target
        from operation
        where operation_id = any($1)
        """;

    private const string EntrySql = """
        select amount, posted_after, reason, session_id, part, recorded_at, promotions::text
        from ledger_entry
        where balance_id = $1 and sequence = $2
        """;

    // An entry of usage is of its record's moment, and so of its partition; what corrects it has an index of its own.
    private const string OfSessionSql = """
        select x.balance_id, x.part, e.sequence, e.amount, e.posted_after, e.reason, e.recorded_at, e.promotions::text,
            x.from_units, x.used_units, x.recorded_at
        from xdr x
        left join lateral (
            select * from ledger_entry u where u.balance_id = x.balance_id and u.sequence = x.ledger_sequence and u.recorded_at = x.recorded_at
            union all
            select * from ledger_entry c
            where c.session_id = x.session_id and c.part = x.part and c.reason in (7, 9) and c.balance_id = x.balance_id
        ) e on true
        where x.session_id = $1
        order by x.part, e.sequence
        """;

    private const string GivenBackSql = """
        select (select recorded_at from operation where session_id = $1 and part = 0),
               (select count(*)::int from operation o join operation r on r.refunds = o.operation_id where o.session_id = $1)
        """;

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
            found.Add(id, new(row.GetInt64(1), new(id, row.GetString(2), row.At(7))
            {
                Sequence = row.IsDBNull(3) ? null : row.GetInt64(3),
                Amount = row.GetDecimal(4),
                SessionId = row.IsDBNull(5) ? null : row.GetGuid(5),
                Refunds = row.IsDBNull(6) ? null : row.GetString(6),
                Correction = row.IsDBNull(8) ? null : new(row.GetInt32(8), row.GetDecimal(9), []),
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
                row.At(5))
            {
                Promotions = row.IsDBNull(6) ? [] : FundsJson.ReadDraws(row.GetString(6)),
            }
            : null;
    }

    public async Task<SessionEntries?> OfSessionAsync(Guid sessionId)
    {
        var records = await RecordsAsync(sessionId);

        if (records.Count == 0)
        {
            return null;
        }

        await using var command = database.Read.Command(GivenBackSql, sessionId);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();

        return new(
            records[0].BalanceId,
            [.. records.GroupBy(one => one.Record).Select(group => group.Key with { Entries = [.. group.Select(one => one.Entry).OfType<LedgerEntry>()] })],
            row.AtOrNull(0),
            row.GetInt32(1));
    }

    private async Task<List<(long BalanceId, RecordEntries Record, LedgerEntry? Entry)>> RecordsAsync(Guid sessionId)
    {
        await using var command = database.Read.Command(OfSessionSql, sessionId);
        await using var row = await command.ExecuteReaderAsync();
        var records = new List<(long, RecordEntries, LedgerEntry?)>();

        while (await row.ReadAsync())
        {
            var (balanceId, part) = (row.GetInt64(0), row.GetInt32(1));
            var record = new RecordEntries(sessionId, part, row.GetInt64(8), row.GetInt64(9), row.At(10), []);
            records.Add((balanceId, record, row.IsDBNull(2) ? null : new(
                balanceId, row.GetInt64(2), row.GetDecimal(3), row.GetDecimal(4), (LedgerReason)row.GetInt32(5), sessionId, part, row.At(6))
            {
                Promotions = row.IsDBNull(7) ? [] : FundsJson.ReadDraws(row.GetString(7)),
            }));
        }

        return records;
    }
}
