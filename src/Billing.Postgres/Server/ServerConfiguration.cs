using System.Globalization;

namespace Billing.Postgres.Server;

/// <summary>The whole configuration of a private server, written anew at each start.</summary>
internal static class ServerConfiguration
{
    /// <summary>What may connect: anybody on this machine who knows the password.</summary>
    public const string Access = """
        # type  database  user  address       method
        local   all       all                 scram-sha-256
        host    all       all   127.0.0.1/32  scram-sha-256

        """;

    /// <remarks>
    /// What is not said here is PostgreSQL's default; so <c>fsync</c>, <c>synchronous_commit</c> and
    /// <c>full_page_writes</c> are on.
    /// </remarks>
    public static string Settings(PrivateServerOptions options, int port, string socketFolder, string logFolder) =>
        string.Create(CultureInfo.InvariantCulture, $"""
            # Written at each start; changes made here are lost.
            listen_addresses = '127.0.0.1'
            port = {port}
            unix_socket_directories = {Quoted(socketFolder)}
            unix_socket_permissions = 0700
            max_connections = {options.MaxConnections}
            password_encryption = 'scram-sha-256'

            shared_buffers = {Quoted(options.SharedBuffers)}
            max_wal_size = {Quoted(options.MaxWalSize)}
            # By itself it would be no larger than a segment.
            wal_buffers = '8MB'
            # Zeros written into each new segment are a tenth of the server's work until the first checkpoint has left old ones to use again.
            # As durable without them: what a commit writes is flushed, with the blocks that it takes.
            wal_init_zero = off
            checkpoint_timeout = '15min'
            wal_compression = {Quoted(options.WalCompression)}
            jit = off

            # Vacuum shares its processors with charges that are waited for: with the usual pause of 2 ms it takes one whole for a third of a second.
            autovacuum_vacuum_cost_delay = '10ms'

            timezone = 'UTC'
            lc_messages = 'C'

            # One file per weekday, each begun anew a week later.
            logging_collector = on
            log_directory = {Quoted(logFolder)}
            log_filename = 'server-%a.log'
            log_truncate_on_rotation = on
            log_rotation_age = 1d
            log_rotation_size = 0
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] %q%d '
            # A failing statement is named by its error alone, so that a flood of them stays small.
            log_min_error_statement = panic

            """);

    private static string Quoted(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
}
