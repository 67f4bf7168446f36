using Npgsql;

namespace Billing.Postgres.Migrations;

/// <summary>Whom a migration waits for, in words for who looks after the database.</summary>
internal static class LockHolder
{
    private const string Nobody = "somebody who has just gone";

    // client_addr is null where it came by the socket of the machine, and all but the process where this role may not know.
    private const string Words = """
        format(
            '%s%s, process %s of the server%s',
            coalesce(nullif(a.application_name, ''), 'a program without a name'), coalesce(' at ' || host(a.client_addr), ''), a.pid,
            coalesce(' since ' || to_char(coalesce(a.xact_start, a.backend_start) at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS "UTC"'), ''))
        """;

    /// <param name="key">Of the advisory lock.</param>
    public static Task<string> OfAsync(NpgsqlConnection connection, long key, CancellationToken cancellation) => ReadAsync(
        connection.Command(
            $"""
            select {Words}
            from pg_locks l
            join pg_stat_activity a using (pid)
            where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                and l.database = (select oid from pg_database where datname = current_database())
                and l.classid = ($1 >> 32 & 4294967295)::oid and l.objid = ($1 & 4294967295)::oid
            """,
            key),
        cancellation);

    /// <summary>Who has been in a transaction for longest, in this database.</summary>
    public static Task<string> OldestAsync(NpgsqlConnection connection, CancellationToken cancellation) => ReadAsync(
        connection.Command(
            $"""
            select {Words}
            from pg_stat_activity a
            where a.datname = current_database() and a.pid <> pg_backend_pid() and a.xact_start is not null
            order by a.xact_start
            limit 1
            """),
        cancellation);

    private static async Task<string> ReadAsync(NpgsqlCommand asking, CancellationToken cancellation)
    {
        await using (asking)
        {
            return await asking.ExecuteScalarAsync(cancellation) as string ?? Nobody;
        }
    }
}
