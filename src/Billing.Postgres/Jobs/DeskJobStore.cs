using Billing.Contracts.Jobs;
using Billing.Grains.Jobs;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Jobs;

internal sealed class DeskJobStore(Database database) : IDeskJobStore
{
    /// <summary>As a part of the transaction that makes what was ordered, too.</summary>
    internal const string EndSql = """
        update desk_job set done = $2, result = $3::bigint, problem = $4::text, ended_at = $5 where desk_job_id = $1 and ended_at is null
        """;

    private const string FindSql = """
        select name, body::text, by, total, done, result, problem, begun_at, ended_at from desk_job where kind = $1 and desk_job_id = $2
        """;

    // One that is there already is the same order again, or the caller sees that it is another one.
    private const string BeginSql = """
        insert into desk_job (desk_job_id, kind, name, body, by, total, begun_at) values ($1, $2, $3, $4::text::jsonb, $5, $6::bigint, $7)
        on conflict do nothing
        """;

    public async Task<DeskJob?> FindAsync(JobKind kind, string key) =>
        (await database.ListAsync(FindSql, Read, (int)kind, key)).SingleOrDefault();

    public async Task<DeskJob?> BeginAsync(JobKind kind, string key, DeskJobOrder order, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await connection.DoAsync(BeginSql, key, (int)kind, order.Name, order.Body, order.By, order.Total, now.ToDateTimeUtc());

        return await FindAsync(kind, key);
    }

    public async Task EndAsync(string key, long done, long? result, string? problem, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await connection.DoAsync(EndSql, key, done, result, problem, now.ToDateTimeUtc());
    }

    private static DeskJob Read(NpgsqlDataReader row) => new(
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.Number(3)),
        row.GetInt64(4),
        row.Number(5),
        row.Text(6),
        row.At(7),
        row.AtOrNull(8));
}
