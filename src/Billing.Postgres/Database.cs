using Microsoft.Extensions.Options;
using Npgsql;

namespace Billing.Postgres;

/// <summary>Section <c>Billing:Postgres</c>.</summary>
public sealed class PostgresOptions
{
    /// <summary>Npgsql's form; empty lets <c>run</c> start a private server in the data folder.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The most connections for reading, beside the journal's own.</summary>
    public int MaxReadConnections { get; set; } = 8;

    /// <summary>The most connections for lists, searches and sums that people look at.</summary>
    public int MaxListConnections { get; set; } = 4;
}

/// <summary>The ways into the database: one for reading, one for the journal, one for what people look at.</summary>
public sealed class Database : IAsyncDisposable
{
    // What grains read and write is by key, with one plan for all sizes of a batch. A statement that was planned while its table was
    // small would else go on reading the table whole when it has grown, until somebody analyses it. What has no index is read all
    // the same, but not compiled for its cost.
    private const string ByKey = "-c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c jit=off";

    // What an operator has set higher (remote_apply) stays; what does not wait for the disk is no commit.
    private const string Waiting = "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') in ('off', 'local')";

    // A commit of nothing, so that a writer is back only when what it writes gets where it must: a standby that is waited for has
    // everything of before by then, also what was committed here when somebody lost patience.
    internal const string Fence = "select pg_logical_emit_message(true, 'billing', 'journal')";

    private const string JournalName = "billing journal";

    public Database(IOptions<PostgresOptions> options)
        : this(options.Value)
    {
    }

    public Database(PostgresOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            throw new InvalidOperationException("Billing:Postgres:ConnectionString is empty: expected a connection string of Npgsql's form");
        }

        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = "billing",
            Timeout = 5,
            CommandTimeout = 15,
            KeepAlive = 15,

            // A commit that waits for a synchronous standby cannot be taken back: cancelled, PostgreSQL ends the wait, says that it is
            // committed here and perhaps nowhere else, and that is an answer like any other. So nobody waits for one after a timeout: the
            // connection is broken, and the outcome unknown.
            CancellationTimeout = -1,
        };

        // A process that froze or was cut off in the midst of a transaction keeps its locks until the server ends that: others must
        // not wait for ever. A tariff's publication is the one that pauses long, until all have compiled it.
        var given = builder.Options;
        var patient = $"{given} -c idle_in_transaction_session_timeout=90s".TrimStart();
        builder.Options = $"{patient} {ByKey}";
        builder.MaxPoolSize = options.MaxReadConnections; // each has a name, by which it is measured; else that is the connection string
        builder.MaxAutoPrepare = 200;
        builder.AutoPrepareMinUsages = 2;
        builder.NoResetOnClose = true; // nobody changes a session of these, and seven statements would go before each of ours
        Read = Durable(builder, "read");

        // What is looked for among all live sessions now and then walks their index itself, and that marks in it, once, what has ended. A bitmap
        // of it, which the planner takes as gladly, goes to all that has ended since the last vacuum, each time: half a second of each fifteen at 17 000 requests/s.
        builder.Options = $"{patient} {ByKey} -c enable_bitmapscan=off";
        builder.MaxPoolSize = 4; // many gateways may say at once that they have restarted
        Sweeps = Durable(builder, "sweeps");

        // People's lists are many statements, each rare, and are planned for their values: prepared ones would push those of
        // the grains out, and a crowd of viewers would take their connections.
        builder.Options = patient;
        builder.MaxPoolSize = options.MaxListConnections;
        builder.NoResetOnClose = false;
        builder.MaxAutoPrepare = 0;
        builder.CancellationTimeout = 2_000; // nothing is written by them: who stops waiting keeps the connection
        builder.ApplicationName = "billing lists";
        Lists = new NpgsqlDataSourceBuilder(builder.ConnectionString) { Name = "lists" }.Build();

        // Writers keep their connection for life, so a pool would only get in the way of knowing when it broke.
        builder.Pooling = false;
        builder.CancellationTimeout = -1;
        builder.ApplicationName = "billing work";
        Journal = Durable(builder, "work");
        builder.ApplicationName = JournalName;

        // What a gateway waits for is durable in milliseconds. A database that is silent for longer is not there: the outcome is
        // unknown, and gateways must hear silence from here soon enough to ask another silo.
        builder.CommandTimeout = 6;

        // And a silo that freezes between two statements of a batch holds the rows of its balances no longer than that. Writers ask
        // now and then by themselves whether the database is there.
        builder.KeepAlive = 0;
        builder.Options = $"{given} -c idle_in_transaction_session_timeout=4s {ByKey} -c enable_hashjoin=off -c enable_mergejoin=off".TrimStart();
        Commits = Durable(builder, "journal", Fence);
    }

    public NpgsqlDataSource Read { get; }

    /// <summary>For the searches among all live sessions.</summary>
    public NpgsqlDataSource Sweeps { get; }

    public NpgsqlDataSource Lists { get; }

    /// <summary>Connections that are kept or used for long, by one who opened it.</summary>
    public NpgsqlDataSource Journal { get; }

    /// <summary>Those of the journal's writers: impatient, for gateways wait.</summary>
    public NpgsqlDataSource Commits { get; }

    private static NpgsqlDataSource Durable(NpgsqlConnectionStringBuilder connection, string name, string? then = null)
    {
        var (builder, sql) = (new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = name }, then is null ? Waiting : $"{Waiting}; {then}");
        builder.UsePhysicalConnectionInitializer(
            opened =>
            {
                using var command = new NpgsqlCommand(sql, opened);
                command.ExecuteNonQuery();
            },
            async opened =>
            {
                await using var command = new NpgsqlCommand(sql, opened);
                await command.ExecuteNonQueryAsync();
            });

        return builder.Build();
    }

    /// <summary>Commits nothing, as a process must be able to that starts: an open connection alone is no proof, for commits may wait for a standby.</summary>
    /// <returns>False: the server is a standby itself, and takes none before it is promoted.</returns>
    /// <exception cref="OperationCanceledException">The commit did not get where it must in time.</exception>
    public static async Task<bool> TakesCommitsAsync(string connectionString, CancellationToken patience)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "billing start", CancellationTimeout = 2_000 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(patience);
        await using var role = new NpgsqlCommand("select pg_is_in_recovery()", connection);

        if (await role.ExecuteScalarAsync(patience) is true)
        {
            return false;
        }

        await using var fence = new NpgsqlCommand($"{Waiting}; {Fence}", connection);
        await fence.ExecuteNonQueryAsync(patience);
        patience.ThrowIfCancellationRequested(); // a wait for a standby that is cancelled ends as if it had been there

        return true;
    }

    /// <summary>Whether a process is there that charges: a silo's journal keeps its connections for life. Asked by one that has none itself.</summary>
    public static async Task<bool> OthersChargeAsync(string connectionString, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "billing start", CommandTimeout = 5 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var look = connection.Command(
            """
            select exists (select from pg_stat_activity
                           where datname = current_database() and application_name = $1 and state_change > clock_timestamp() - interval '1 minute')
            """,
            JournalName); // an idle one asks each second: one that does not is left of a machine that is gone, which the server hears of late

        return await look.ExecuteScalarAsync(cancellation) is true;
    }

    public async ValueTask DisposeAsync()
    {
        await Read.DisposeAsync();
        await Sweeps.DisposeAsync();
        await Lists.DisposeAsync();
        await Journal.DisposeAsync();
        await Commits.DisposeAsync();
    }
}
