using Npgsql;

namespace Billing.Postgres.Paging;

/// <summary>Reading for people, once more where the pool's connection was broken: by a restart of the server it knows nothing of.</summary>
/// <remarks>
/// Only for statements that write nothing, and by commands of a data source, which take another connection when they are executed again.
/// The pool drops all of its connections with the first broken one, so the second try has a new one. What is told while rows come is not
/// tried again, and so is what fails while the server is away.
/// </remarks>
internal static class Reads
{
    public static async Task<NpgsqlDataReader> ReadAsync(this NpgsqlCommand command, CancellationToken cancellation)
    {
        try
        {
            return await command.ExecuteReaderAsync(cancellation);
        }
        catch (NpgsqlException failure) when (IsBroken(failure))
        {
            return await command.ExecuteReaderAsync(cancellation);
        }
    }

    public static async Task<NpgsqlDataReader> ReadAsync(this NpgsqlBatch batch, CancellationToken cancellation)
    {
        try
        {
            return await batch.ExecuteReaderAsync(cancellation);
        }
        catch (NpgsqlException failure) when (IsBroken(failure))
        {
            return await batch.ExecuteReaderAsync(cancellation);
        }
    }

    public static async Task<object?> ReadValueAsync(this NpgsqlCommand command, CancellationToken cancellation)
    {
        try
        {
            return await command.ExecuteScalarAsync(cancellation);
        }
        catch (NpgsqlException failure) when (IsBroken(failure))
        {
            return await command.ExecuteScalarAsync(cancellation);
        }
    }

    /// <summary>A connection that answered just now, for several statements.</summary>
    public static async Task<NpgsqlConnection> OpenLivingAsync(this NpgsqlDataSource source, CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation);

        try
        {
            await using var ask = connection.Command("select 1");
            await ask.ExecuteScalarAsync(cancellation);

            return connection;
        }
        catch (NpgsqlException failure) when (IsBroken(failure))
        {
            await connection.DisposeAsync();

            return await source.OpenConnectionAsync(cancellation);
        }
    }

    // Ended by the server, or by the network; not one that is slow or that cannot be had.
    private static bool IsBroken(NpgsqlException failure) => failure is PostgresException { SqlState: var state }
        ? state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.IdleSessionTimeout
        : failure.InnerException is IOException;
}
