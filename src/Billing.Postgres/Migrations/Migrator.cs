using System.Diagnostics;
using System.Reflection;
using Npgsql;

namespace Billing.Postgres.Migrations;

/// <summary>Brings a database to this program's schema: numbered scripts, forward only, each once, one process at a time.</summary>
public static class Migrator
{
    private const long Lock = 7_310_520_412;

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SaidAgain = TimeSpan.FromSeconds(30);

    /// <remarks>
    /// Each script is a transaction: what one of them locks is free for the old program when it is done, and not when all are. One that fails
    /// changes nothing, those before it stay, and the next call goes on with it. One that waits for whoever reads a table (a backup does for
    /// hours) lets those through after half a second that wait behind it, and is tried again, ever more rarely.
    /// </remarks>
    /// <param name="say">Hears twice a minute what waits for whom: another process that migrates, or who uses a script's table; as a sentence's end.</param>
    /// <returns>The names of the scripts that were applied now.</returns>
    public static async Task<IReadOnlyList<string>> MigrateAsync(string connectionString, DateTimeOffset now, CancellationToken cancellation, Action<string>? say = null)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            CommandTimeout = 0,
            ApplicationName = $"billing migration on {Environment.MachineName}", // by which others see whom they wait for
        });
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await LockAsync(connection, say, cancellation);
        await ExecuteAsync(
            connection,
            "create table if not exists schema_script (name text primary key, applied_at timestamptz not null default now())",
            cancellation);
        var applied = new List<string>();

        // Every update of a table queues behind who waits for all of it: rather give way, and come again.
        await ExecuteAsync(connection, "set lock_timeout = '500ms'", cancellation);

        foreach (var (name, sql) in Scripts())
        {
            if (await UntilFreeAsync(connection, name, () => ApplyAsync(connection, name, sql, cancellation), say, cancellation))
            {
                applied.Add(name);
            }
        }

        // What is recorded from now on must not go to the default partition: this month's could not be made any more.
        await UntilFreeAsync(
            connection, "the partitions of this month", () => Partitions.MakeAsync(connection, now, 0, cancellation), say, cancellation);

        try
        {
            await Partitions.MakeAsync(connection, now, Partitions.MonthsAhead, cancellation);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // The upkeep makes them, and nobody's start waits for it.
            say?.Invoke($"nobody, and leaves the partitions of months to come to the upkeep ({failure.MessageText})");
        }

        return applied;
    }

    /// <summary>Forgets every silo of every cluster on this database: only for a database that nobody else can be using.</summary>
    public static async Task ForgetSilosAsync(string connectionString, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = source.CreateCommand("delete from orleansmembershipversion");
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <returns>False: it was applied before.</returns>
    private static async Task<bool> ApplyAsync(NpgsqlConnection connection, string name, string sql, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var check = connection.Command("insert into schema_script (name) values ($1) on conflict do nothing", name);

        if (await check.ExecuteNonQueryAsync(cancellation) == 0)
        {
            return false;
        }

        await ExecuteAsync(connection, sql, cancellation);
        await transaction.CommitAsync(cancellation);

        return true;
    }

    // The session's: until the connection is closed.
    private static async Task LockAsync(NpgsqlConnection connection, Action<string>? say, CancellationToken cancellation)
    {
        for (long? saidAt = null; ; await Task.Delay(LockPause, cancellation))
        {
            await using var take = connection.Command("select pg_try_advisory_lock($1)", Lock);

            if (await take.ExecuteScalarAsync(cancellation) is true)
            {
                return;
            }

            if (say is not null && (saidAt is not { } at || Stopwatch.GetElapsedTime(at) > SaidAgain))
            {
                say($"another process that migrates ({await LockHolder.OfAsync(connection, Lock, cancellation)})");
                saidAt = Stopwatch.GetTimestamp();
            }
        }
    }

    private static async Task<T> UntilFreeAsync<T>(
        NpgsqlConnection connection, string what, Func<Task<T>> work, Action<string>? say, CancellationToken cancellation)
    {
        var saidAt = Stopwatch.GetTimestamp();
        var pause = ShortestPause;

        while (true)
        {
            try
            {
                return await work();
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                if (say is not null && Stopwatch.GetElapsedTime(saidAt) > SaidAgain)
                {
                    var oldest = await LockHolder.OldestAsync(connection, cancellation);
                    say($"{what}: somebody else uses the table, as a backup does ({failure.MessageText}; the oldest transaction is that of {oldest})");
                    saidAt = Stopwatch.GetTimestamp();
                }

                await Task.Delay(pause, cancellation);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
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
