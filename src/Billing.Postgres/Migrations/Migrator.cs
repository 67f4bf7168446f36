using System.Reflection;
using Npgsql;

namespace Billing.Postgres.Migrations;

/// <summary>Brings a database to this program's schema: numbered scripts, forward only, each once, one process at a time.</summary>
public static class Migrator
{
    private const long Lock = 7_310_520_412;

    /// <remarks>
    /// Each script is a transaction: what one of them locks is free for the old program when it is done, and not when all are. One that fails
    /// changes nothing, those before it stay, and the next call goes on with it.
    /// </remarks>
    /// <returns>The names of the scripts that were applied now.</returns>
    public static async Task<IReadOnlyList<string>> MigrateAsync(string connectionString, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 });
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})", cancellation); // the session's: until the connection is closed
        await ExecuteAsync(
            connection,
            "create table if not exists schema_script (name text primary key, applied_at timestamptz not null default now())",
            cancellation);
        var applied = new List<string>();

        foreach (var (name, sql) in Scripts())
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var check = connection.Command("insert into schema_script (name) values ($1) on conflict do nothing", name);

            if (await check.ExecuteNonQueryAsync(cancellation) == 1)
            {
                await ExecuteAsync(connection, sql, cancellation);
                await transaction.CommitAsync(cancellation);
                applied.Add(name);
            }
        }

        await Partitions.MakeAsync(connection, now, cancellation);

        return applied;
    }

    /// <summary>Forgets every silo of every cluster on this database: only for a database that nobody else can be using.</summary>
    public static async Task ForgetSilosAsync(string connectionString, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = source.CreateCommand("delete from orleansmembershipversion");
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static IEnumerable<(string Name, string Sql)> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();

        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);

            yield return (resource, reader.ReadToEnd());
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
