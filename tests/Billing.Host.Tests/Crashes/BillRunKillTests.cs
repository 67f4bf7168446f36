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

        for (var part = 1; part <= 3; part++)
        {
            await using var source = NpgsqlDataSource.Create(killed);
            using var process = Start(killed);

            while (await ReadAsync<long>(source, "select count(*) from invoice") < part * Customers / 10) // far from the end, however fast the machine is
            {
                Assert.False(process.HasExited, "it ended before it was killed");
                await Task.Delay(10, Cancel);
            }

            process.Kill();
            await process.WaitForExitAsync(Cancel);
            Assert.True(await ReadAsync<long>(source, "select count(*) from invoice") < Customers, "there was nothing left to do");
        }

        var result = await EndAsync(killed);
        Assert.Equal((Customers, 0), (result.GetProperty("customers").GetInt32(), result.GetProperty("problems").GetArrayLength()));
        Assert.Equal(await BilledAsync(whole), await BilledAsync(killed));
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
