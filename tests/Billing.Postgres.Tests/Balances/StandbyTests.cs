using Billing.Core.Sessions;
using Billing.Grains.Balances;
using Billing.Testing;
using Npgsql;

namespace Billing.Postgres.Tests.Balances;

/// <summary>A synchronous standby that does not answer: its own server, for nobody can commit meanwhile.</summary>
public sealed class StandbyTests
{
    [Fact]
    public async Task Nothing_is_answered_while_the_standby_has_nothing()
    {
        await using var postgres = new MigratedPostgres();
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balance = await stores.LoadAsync(await stores.Book.AddBalanceAsync(10));
        var session = stores.NewSession(balance.BalanceId);
        await UntilAsync(() => stores.Journal.CanCommit);
        await StandbyAsync(stores, "nobody");

        var charge = stores.Journal.AppendAsync(Stores.Report(balance, session, 60, SessionState.Ended, isNew: true));
        var payment = Assert.ThrowsAnyAsync<NpgsqlException>(async () =>
        {
            await using var command = stores.Get<Database>().Read.CreateCommand("update customer set name = name || '!'");
            command.CommandTimeout = 1;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        });

        await Assert.ThrowsAsync<CommitUnknownException>(() => charge);
        await payment;
        Assert.False(stores.Journal.CanCommit);

        // And nothing is, however often it is connected again, until the standby has it.
        await UntilAsync(async () => await stores.Book.ReadAsync<long>(
            "select count(*) from pg_stat_activity where application_name = 'billing journal' and wait_event = 'SyncRep' and query like '%pg_logical_emit%'") > 0);
        Assert.False(stores.Journal.CanCommit);

        await StandbyAsync(stores, "");
        await UntilAsync(() => stores.Journal.CanCommit);
        var now = await stores.LoadAsync(balance.BalanceId);
        await stores.Journal.AppendAsync(Stores.Report(now, stores.NewSession(balance.BalanceId), 60, SessionState.Ended, isNew: true, name: "s2"));
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData("off", "on")]
    [InlineData("local", "on")]
    [InlineData("remote_apply", "remote_apply")]
    public async Task Commits_wait_for_the_disk_whatever_the_database_is_set_to_and_for_more_where_that_is_asked(string set, string expected)
    {
        await using var postgres = new MigratedPostgres();
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync() + $";Options=-c synchronous_commit={set}");
        var database = stores.Get<Database>();

        foreach (var source in new[] { database.Read, database.Journal, database.Commits })
        {
            await using var command = source.CreateCommand("show synchronous_commit");
            Assert.Equal(expected, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
    }

    private static async Task StandbyAsync(Stores stores, string name)
    {
        await stores.Book.ExecuteAsync($"alter system set synchronous_standby_names = '{name}'");
        await stores.Book.ReadAsync<bool>("select pg_reload_conf()");
        await UntilAsync(async () => await stores.Book.ReadAsync<string>("select current_setting('synchronous_standby_names')") == name);
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 3_000; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail("not in time");
    }
}
