using System.Globalization;
using Billing.Grains.Sessions;
using Billing.Testing;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Tests.Sessions;

/// <summary>The search for silent sessions leaves no ended ones behind for the others to walk over.</summary>
public sealed class LiveSessionsTests(MigratedPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_marks_what_has_ended_in_the_index_so_that_the_next_does_not_visit_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var stores = await Stores.OpenAsync(database);
        await stores.Book.ExecuteAsync("alter table session set (autovacuum_enabled = off)");
        await stores.Book.ExecuteAsync("""
            insert into session (session_id, balance_id, account_id, node_id, reported_at, heard_at, duration_seconds, input_octets, output_octets,
                                 used_units, granted_units, charged, held, settled, settled_units, settled_at, parts, state, incarnation,
                                 saw_gigawords, authorized_at, unit, tariff_id, tariff_version, longest_units, service, user_name, zone_id)
            select gen_random_uuid(), n, n, 2, now(), now(), 0, 0, 0, 0, 0, 0, 0, 0, 0, now(), 0, 2, 0, false, now(), 1, 1, 1, 1, 'data', 'alice', 'UTC'
            from generate_series(1, 2000) n
            """);
        await stores.Book.ExecuteAsync("""
            update session set ended_at = now(), state = 3
            where session_id in (select session_id from session order by session_id limit 1990)
            """);

        Assert.Equal(2_000, await VisitedAsync(database)); // until somebody has walked it

        // As soon as nobody's snapshot can still see them: vacuum of another table may have one.
        for (var tries = 0; tries < 100 && await VisitedAsync(database) > 10; tries++)
        {
            Assert.Empty(await stores.Get<ISessionStore>().SilentAsync(
                SystemClock.Instance.GetCurrentInstant(), Duration.FromMinutes(3), Duration.FromSeconds(30), 100));
            await Task.Delay(TimeSpan.FromMilliseconds(tries * 2), Cancel);
        }

        Assert.Equal(10, await VisitedAsync(database));
    }

    // What a bitmap of the index has in it, ended or not: it marks nothing itself.
    private static async Task<int> VisitedAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync(Cancel);

        await using (var plan = new NpgsqlCommand("set enable_seqscan = off; set enable_indexscan = off; set enable_indexonlyscan = off", connection))
        {
            await plan.ExecuteNonQueryAsync(Cancel);
        }

        await using var explain = new NpgsqlCommand(
            "explain (analyze, costs off, timing off) select heard_at from session where ended_at is null",
            connection);
        await using var line = await explain.ExecuteReaderAsync(Cancel);

        while (await line.ReadAsync(Cancel))
        {
            if (line.GetString(0) is var text && text.Contains("Bitmap Index Scan on session_", StringComparison.Ordinal))
            {
                return int.Parse(text.Split("rows=")[1].Split(' ')[0].Split('.')[0], CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException("the index was not walked");
    }
}
