using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Billing.Contracts.Tariffs;
using Billing.Grains.Tariffs.Import;
using Billing.Postgres.Changes;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using NpgsqlTypes;

namespace Billing.Postgres.Tariffs;

internal sealed class RateImportStore(Database database) : IRateImportStore
{
    private const string LoadSql = """
        select tariff_id, file_name, by, state, options::text, heads, notices, rows, rejected, diff::text, problem, tariff_version, begun_at, ended_at
        from rate_import
        where rate_import_id = $1
        """;

    private const string BeginSql = """
        insert into rate_import (rate_import_id, tariff_id, file_name, by, state, begun_at) values ($1, $2, $3, $4, 1, $5)
        on conflict (rate_import_id) do nothing
        """;

    private const string SaveSql = """
        update rate_import
        set by = $2, state = $3, pieces = $4, options = $5::text::jsonb, heads = $6, notices = $7, rows = $8, rejected = $9,
            diff = $10::text::jsonb, problem = $11, tariff_version = $12, ended_at = $13
        where rate_import_id = $1
        """;

    private const string PieceSql = """
        insert into rate_import_piece (rate_import_id, piece, content) values ($1, $2, $3)
        on conflict (rate_import_id, piece) do update set content = excluded.content
        """;

    private const string PiecesSql = "select content from rate_import_piece where rate_import_id = $1 and piece < $2 order by piece";

    private const string RejectedSql = """
        select line, column_name, value, reason, text from rate_import_rejected
        where rate_import_id = $1 and line > $2
        order by line, place
        limit $3
        """;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new InstantJson() } };

    public async Task<RateImportView?> LoadAsync(Guid importId) =>
        (await database.ListAsync(LoadSql, row => Read(importId, row), importId)).SingleOrDefault();

    public Task BeginAsync(Guid importId, RateImportOrder order, Instant now) =>
        database.DoAsync(BeginSql, importId, order.TariffId, order.FileName, order.By, now.ToDateTimeUtc());

    public Task SaveAsync(RateImportView import, int pieces) => database.DoAsync(
        SaveSql,
        import.ImportId,
        import.Order.By,
        (int)import.State,
        pieces,
        JsonSerializer.Serialize(import.Options, Json),
        import.Heads.ToArray(),
        import.Notices.ToArray(),
        import.Rows,
        import.Rejected,
        import.Diff is null ? null : JsonSerializer.Serialize(import.Diff, Json),
        import.Problem,
        (int)import.Version,
        import.EndedAt?.ToDateTimeUtc());

    public Task PutPieceAsync(Guid importId, int piece, ReadOnlyMemory<byte> content) => database.DoAsync(PieceSql, importId, piece, content);

    public async Task<IReadOnlyList<byte[]>> PiecesAsync(Guid importId, int count) =>
        await database.ListAsync(PiecesSql, row => row.GetFieldValue<byte[]>(0), importId, count);

    public async Task<int> CountAsync(Guid importId) => (await database.ListAsync(
        "select pieces from rate_import where rate_import_id = $1", row => row.GetInt32(0), importId)).SingleOrDefault();

    public Task ForgetAsync(Guid importId) => database.DoAsync("delete from rate_import_piece where rate_import_id = $1", importId);

    public async Task PutRejectedAsync(Guid importId, IReadOnlyList<RejectedRow> rows)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.DoAsync("delete from rate_import_rejected where rate_import_id = $1", importId);

        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy rate_import_rejected (rate_import_id, line, place, column_name, value, reason, text) from stdin (format binary)"))
        {
            var (line, place) = (0, 0);

            foreach (var row in rows)
            {
                (line, place) = (row.Line, row.Line == line ? place + 1 : 0);
                await copy.StartRowAsync();
                await copy.WriteAsync(importId, NpgsqlDbType.Uuid);
                await copy.WriteAsync(row.Line, NpgsqlDbType.Integer);
                await copy.WriteAsync(place, NpgsqlDbType.Integer);

                foreach (var text in new[] { row.Column, row.Value, row.Reason, row.Text })
                {
                    await copy.WriteAsync(text.Replace('\0', ' '), NpgsqlDbType.Text);
                }
            }

            await copy.CompleteAsync();
        }

        await transaction.CommitAsync();
    }

    public async Task<ImmutableArray<RejectedRow>> RejectedAsync(Guid importId, int afterLine, int count) => [.. await database.ListAsync(
        RejectedSql,
        row => new RejectedRow(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)),
        importId,
        afterLine,
        count)];

    private static RateImportView Read(Guid importId, NpgsqlDataReader row) => new(
        importId,
        new(row.GetInt64(0), row.GetString(1), row.GetString(2)),
        (RateImportState)row.GetInt32(3),
        row.GetString(4) == "{}" ? new(Columns: []) : JsonSerializer.Deserialize<RateImportOptions>(row.GetString(4), Json)!,
        "",
        0,
        0,
        [.. row.GetFieldValue<string[]>(5)],
        [.. row.GetFieldValue<string[]>(6)],
        row.GetInt32(7),
        row.GetInt32(8),
        row.IsDBNull(9) ? null : JsonSerializer.Deserialize<RateDiff>(row.GetString(9), Json),
        row.IsDBNull(10) ? null : row.GetString(10),
        row.GetInt32(11),
        false,
        Instant.FromDateTimeUtc(row.GetDateTime(12)),
        row.IsDBNull(13) ? null : Instant.FromDateTimeUtc(row.GetDateTime(13)));

    private sealed class InstantJson : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            InstantPattern.ExtendedIso.Parse(reader.GetString()!).GetValueOrThrow();

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
            writer.WriteStringValue(InstantPattern.ExtendedIso.Format(value));
    }
}
