using Billing.Contracts.Exports;
using Billing.Grains.Exports;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Exports;

internal sealed class ExportStore(Database database) : IExportStore
{
    // The order is stored as it was given: what its columns are called is what it has.
    internal const string Columns = $$"""
        e.export_id, e.kind, e.name, e.by, e.rows, e.octets, e.problem, e.begun_at, e.ended_at,
        e.body @> '{"{{nameof(ExportOrder.Columns)}}": [{"{{nameof(ExportColumn.Name)}}": "{{ExportColumn.Balance}}"}]}'
        """;

    private const string FindSql = $"select {Columns}, e.body::text, e.pieces, e.cursor from export_job e where e.export_id = $1";

    // One that is there already is the same order again.
    private const string BeginSql = """
        with begun as (
            insert into export_job (export_id, kind, name, body, by, customer_id, account_id, begun_at)
            select $1, $2, $3, $4::text::jsonb, $5, $6::bigint, $7::bigint, $8
            where (select count(*) from export_job where by = $5 and ended_at is null and export_id <> $1) < $9
            on conflict do nothing
            returning 1
        )
        select exists (select from begun) or exists (select from export_job where export_id = $1)
        """;

    // The piece is there exactly if the place moved: a second writer adds nothing.
    private const string AddSql = """
        with moved as (
            update export_job
            set pieces = pieces + 1, rows = rows + $3, octets = octets + length($4), cursor = $5, ended_at = $6, problem = $7
            where export_id = $1 and pieces = $2 and ended_at is null
            returning export_id
        )
        insert into export_piece (export_id, piece, body) select export_id, $2, $4 from moved
        """;

    public async Task<StoredExport?> FindAsync(string key)
    {
        var found = await database.ListAsync(
            FindSql, row => new StoredExport(ExportFilter.Read<ExportOrder>(row.GetString(10)), Read(row), row.GetInt32(11), row.Text(12)), key);

        return found is [var one] ? one : null;
    }

    public async Task<bool> BeginAsync(string key, ExportOrder order, Instant now)
    {
        await using var command = database.Read.Command(
            BeginSql,
            key,
            (int)order.List,
            order.Name,
            ExportFilter.Write(order),
            order.By,
            order.CustomerId,
            order.AccountId,
            now.ToDateTimeUtc(),
            (long)ExportOrder.MostAtOnce);

        return await command.ExecuteScalarAsync() is true;
    }

    public async Task<bool> AddAsync(string key, int piece, ExportPiece content, Instant? endedAt, string? problem)
    {
        await using var command = database.Read.Command(
            AddSql, key, piece, (long)content.Rows, content.Body, content.Cursor, endedAt?.ToDateTimeUtc(), problem);

        return await command.ExecuteNonQueryAsync() > 0;
    }

    public Task FailAsync(string key, string problem, Instant now) => database.DoAsync(
        "update export_job set problem = $2, ended_at = $3 where export_id = $1 and ended_at is null", key, problem, now.ToDateTimeUtc());

    internal static ExportView Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        (ExportList)row.GetInt32(1),
        row.GetString(2),
        row.GetString(3),
        row.GetInt64(4),
        row.GetInt64(5),
        row.Text(6),
        row.At(7),
        row.AtOrNull(8))
    {
        HasMoney = row.GetBoolean(9),
    };
}
