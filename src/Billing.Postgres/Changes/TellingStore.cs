using Billing.Grains.Changes;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Changes;

internal sealed class TellingStore(Database database) : ITellingStore
{
    private const string WriteSql = """
        insert into telling (entity, id, written_at) values ($1, $2, $3)
        on conflict (entity, id) do update set number = default, written_at = excluded.written_at
        """;

    private const string UntoldSql = "select entity, id from telling where written_at < $1 order by written_at, entity, id limit $2";

    /// <summary>In the transaction of the change.</summary>
    public static Task<int> WriteAsync(NpgsqlConnection connection, string entity, long id, Instant now) =>
        connection.DoAsync(WriteSql, entity, id, now.ToDateTimeUtc());

    public async Task<long?> FindAsync(string entity, long id)
    {
        await using var connection = await database.Read.OpenConnectionAsync();

        return await connection.ReadAsync("select number from telling where entity = $1 and id = $2", entity, id) as long?;
    }

    public async Task<IReadOnlyList<(string Entity, long Id)>> UntoldAsync(Instant before, int most) =>
        await database.ListAsync(UntoldSql, row => (row.GetString(0), row.GetInt64(1)), before.ToDateTimeUtc(), most);

    public async Task ToldAsync(string entity, long id, long number)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await connection.DoAsync("delete from telling where entity = $1 and id = $2 and number = $3", entity, id, number);
    }
}
