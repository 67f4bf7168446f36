using System.Diagnostics;
using System.Text.Json;
using Billing.Testing;
using Npgsql;

namespace Billing.Host.Tests.Crashes;

/// <summary>A bill run in a process that is killed, and begun again.</summary>
[Collection(nameof(WholePrograms))]
public sealed class BillRunKillTests(MigratedPostgres postgres)
{
    private const int Customers = 600;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_three_times_a_run_bills_the_same_to_the_cent()
    {
        var whole = await postgres.CreateDatabaseAsync();
        var killed = await postgres.CreateDatabaseAsync();

        await EndAsync(whole);

        await using (var source = NpgsqlDataSource.Create(killed))
        {
            await using var held = await HoldAsync(source);

            // The killed one's, also those that have not come to the lock yet: they end when they are seen to, and not before.
            var others = $"""
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where datname = current_database() and backend_type = 'client backend' and pid not in (pg_backend_pid(), {held.ProcessID})
                """;

            for (var part = 1; part <= 3; part++)
            {
                using var process = Start(killed);

                while (await ReadAsync<long>(source, "select count(*) from invoice") < part * Customers / 10)
                {
                    Assert.False(process.HasExited, "it ended before it was killed");
                    await Task.Delay(10, Cancel);
                }

                process.Kill();
                await process.WaitForExitAsync(Cancel);
                Assert.True(await ReadAsync<long>(source, "select count(*) from invoice") < Customers, "there was nothing left to do");

                while (await ReadAsync<long>(source, others) > 0)
                {
                    await Task.Delay(10, Cancel);
                }
            }

            await ExecuteAsync(source, "drop trigger held on invoice");
        }

        var result = await EndAsync(killed);
        Assert.Equal((Customers, 0), (result.GetProperty("customers").GetInt32(), result.GetProperty("problems").GetArrayLength()));
        Assert.Equal(await BilledAsync(whole), await BilledAsync(killed));
    }

    // No run comes to its end before it is killed, however late that is: two thirds are issued and the rest waits for who has the lock.
    private static async Task<NpgsqlConnection> HoldAsync(NpgsqlDataSource source)
    {
        await ExecuteAsync(
            source,
            $"""
            create function held() returns trigger language plpgsql as $$
            begin
                if (select count(*) from invoice) >= {Customers * 2 / 3} then
                    perform pg_advisory_xact_lock(4711);
                end if;
                return new;
            end $$;
            create trigger held before insert on invoice for each row execute function held()
            """);
        var holder = await source.OpenConnectionAsync(Cancel);
        await using var hold = new NpgsqlCommand("select pg_advisory_lock(4711)", holder);
        await hold.ExecuteNonQueryAsync(Cancel);

        return holder;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    // What each owes for what; numbers follow the order in which they were taken, and have no gaps.
    private static async Task<string> BilledAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);

        return await ReadAsync<string>(source, "select count(*) || ' ' || min(series_number) || ' ' || max(series_number) from invoice")
            + await ReadAsync<string>(
                source,
                """
                select string_agg(concat_ws(' ', i.balance_id, i.total, i.amount_due, i.owed_after, b.posted, l.lines), '; ' order by i.balance_id)
                from invoice i
                join balance b on b.balance_id = i.balance_id
                cross join lateral (select string_agg(concat_ws(' ', section, text, units, amount), ', ' order by position) as lines
                                    from invoice_line where invoice_id = i.invoice_id) l
                """);
    }

    private static async Task<JsonElement> EndAsync(string database)
    {
        using var process = Start(database);
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, error + await output);
        using var said = JsonDocument.Parse(await output);

        return said.RootElement.Clone();
    }

    private static Process Start(string database) => Process.Start(new ProcessStartInfo(
        "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Billing.Host.dll"), "bench", "bill-run", "--customers", $"{Customers}", "--records", "3", "--documents", "2",
            "--database", database, "--json",
        ])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<T> ReadAsync<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);

        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
