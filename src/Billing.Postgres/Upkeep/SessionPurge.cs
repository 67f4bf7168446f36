using Billing.Postgres.Sessions;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Upkeep;

/// <summary>Removes sessions that ended long ago, a few at a time; never one that is open.</summary>
/// <remarks>
/// A session's row is there for reports that come twice or late, and to be looked at; what it cost is in its transaction
/// records. What allowances paid for is kept: it is the only account of what was taken of them. Ids begin with the time, so the old ones are found in the order of the primary key.
/// </remarks>
internal static class SessionPurge
{
    private const int AtOnce = 500;

    // Said before the first of them goes, so that the audit never takes a removed one for a lost one.
    private const string SaySql = """
        insert into session_purge (ended_before) values ($1)
        on conflict (only_row) do update set ended_before = greatest(session_purge.ended_before, excluded.ended_before)
        """;

    private const string FindSql = """
        select session_id from session
        where session_id > $1 and session_id < $2 and ended_at < $3 and coverage is null
        order by session_id
        limit $4
        """;

    // Asked again, for a session that was lost goes on when it speaks again.
    private const string DeleteSql = "delete from session where session_id = any($1) and ended_at < $2";

    /// <returns>How many were removed.</returns>
    public static async Task<int> RunAsync(NpgsqlConnection connection, Instant endedBefore, CancellationToken cancellation)
    {
        var limit = endedBefore.ToDateTimeUtc();
        var (after, newest, removed) = (Guid.Empty, SessionTime.FirstIdOf(endedBefore), 0);

        while (true)
        {
            var found = new List<Guid>(AtOnce);
            await using (var find = connection.Command(FindSql, after, newest, limit, AtOnce))
            await using (var row = await find.ExecuteReaderAsync(cancellation))
            {
                while (await row.ReadAsync(cancellation))
                {
                    found.Add(row.GetGuid(0));
                }
            }

            if (found.Count == 0)
            {
                return removed;
            }

            if (removed == 0)
            {
                await using var say = connection.Command(SaySql, limit);
                await say.ExecuteNonQueryAsync(cancellation);
            }

            await using var delete = connection.Command(DeleteSql, found.ToArray(), limit);
            removed += await delete.ExecuteNonQueryAsync(cancellation);
            after = found[^1];
        }
    }
}
