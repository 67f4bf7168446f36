using System.Globalization;
using Billing.Host.Composition;
using Billing.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Billing.Host.Tests.Composition;

/// <summary>What a process that starts waits for, and that it is not silent meanwhile.</summary>
public sealed class DatabaseWaitTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("billing-wait-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A connection can be opened all the time: only a commit tells.
    [Fact]
    public async Task A_start_waits_for_the_standby_that_its_database_waits_for()
    {
        await using var postgres = new MigratedPostgres();
        var database = await postgres.CreateDatabaseAsync();
        await using var server = NpgsqlDataSource.Create(database + ";Pooling=false");
        await StandbyAsync(server, "nobody");
        var opened = new TaskCompletionSource();

        var waiting = DatabaseWait.UntilItAnswersAsync(database, () => PageAsync(opened), Cancel);
        await opened.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.False(waiting.IsCompleted);

        await StandbyAsync(server, "");
        await waiting;
    }

    [Fact]
    public async Task Work_that_waits_for_others_has_a_page_and_what_is_done_in_a_moment_has_none()
    {
        var (work, opened) = (new TaskCompletionSource(), new TaskCompletionSource());
        var waiting = DatabaseWait.UntilItIsDoneAsync(work.Task, () => Task.FromResult(false), _ => PageAsync(opened));
        await opened.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        work.SetException(new InvalidDataException("wrong"));
        await Assert.ThrowsAsync<InvalidDataException>(() => waiting);

        await DatabaseWait.UntilItIsDoneAsync(
            Task.CompletedTask, () => Task.FromResult(false), _ => throw new InvalidOperationException("a page"));
    }

    [Fact]
    public async Task Work_that_waits_keeps_reports_only_while_nobody_else_charges_them()
    {
        var (work, others, pages) = (new TaskCompletionSource(), true, new List<bool>());
        var (closed, opened) = (new TaskCompletionSource(), new TaskCompletionSource());
        var waiting = DatabaseWait.UntilItIsDoneAsync(
            work.Task,
            () => Task.FromResult(Volatile.Read(ref others)),
            keepsReports =>
            {
                pages.Add(keepsReports);

                return PageAsync(keepsReports ? opened : closed, keepsReports);
            });
        await closed.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Volatile.Write(ref others, false);
        await opened.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        work.SetResult();
        await waiting;

        Assert.Equal([false, true], pages);
    }

    [Fact]
    public async Task Where_the_database_does_not_answer_nobody_charges() =>
        Assert.False(await DatabaseWait.OthersChargeAsync($"Host=127.0.0.1;Port={FreePort.Tcp()};Username=nobody;Database=none", Cancel));

    private async Task<WebApplication> PageAsync(TaskCompletionSource opened, bool keepsReports = true)
    {
        var page = SiloHost.Waiting(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Billing:Radius:SpoolFolder", _folder),
            new("Billing:Radius:AuthPort", FreePort.Udp().ToString(CultureInfo.InvariantCulture)),
            new("Billing:Radius:AcctPort", FreePort.Udp().ToString(CultureInfo.InvariantCulture)),
            new("Billing:Portal:Url", $"http://127.0.0.1:{FreePort.Tcp()}/"),
        ]).Build(), keepsReports: keepsReports);
        await page.StartAsync(Cancel);
        opened.SetResult();

        return page;
    }

    private static async Task StandbyAsync(NpgsqlDataSource server, string name)
    {
        await using (var change = server.CreateCommand($"alter system set synchronous_standby_names = '{name}'"))
        {
            await change.ExecuteNonQueryAsync(Cancel);
        }

        await using (var reload = server.CreateCommand("select pg_reload_conf()"))
        {
            await reload.ExecuteNonQueryAsync(Cancel);
        }

        await using var look = server.CreateCommand("select current_setting('synchronous_standby_names')");

        while (await look.ExecuteScalarAsync(Cancel) is not string now || now != name)
        {
            await Task.Delay(20, Cancel);
        }
    }
}
