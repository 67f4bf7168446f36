using System.Collections.Concurrent;
using Billing.Core.Sessions;
using Billing.Grains.Balances;
using Billing.Testing;
using Npgsql;

namespace Billing.Postgres.Tests.Balances;

/// <summary>The server is killed under load: its own server, for it goes away.</summary>
public sealed class LostDatabaseTests
{
    private const int Payers = 6;

    [Fact]
    public async Task What_was_answered_before_the_kill_is_there_and_the_writer_comes_back_by_itself()
    {
        await using var postgres = new MigratedPostgres();
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var answered = new ConcurrentDictionary<Guid, long>();
        var unknown = new ConcurrentBag<Exception>();
        var payers = new List<long>();

        for (var i = 0; i < Payers; i++)
        {
            payers.Add(await stores.Book.AddBalanceAsync(1_000_000));
        }

        var load = payers.Select(balanceId => Task.Run(() => ChargeAsync(stores, balanceId, answered, unknown))).ToArray();
        await UntilAsync(() => answered.Count >= 200);
        await postgres.KillAsync();
        await Task.WhenAll(load);
        await UntilAsync(() => !stores.Journal.CanCommit);

        Assert.Equal(Payers, unknown.Count);
        Assert.All(unknown, failure => Assert.IsType<CommitUnknownException>(failure));

        await postgres.StartAsync();
        await UntilAsync(() => stores.Journal.CanCommit);

        foreach (var (sessionId, seconds) in answered)
        {
            Assert.Equal(seconds, await RetryAsync(() => stores.Book.ReadAsync<long>(
                "select coalesce(sum(used_units), 0)::bigint from xdr where session_id = $1", sessionId)));
        }

        Assert.Empty((await stores.Book.AuditAsync()).Differences);

        // The same decisions again, computed from what is stored.
        unknown.Clear();
        var before = answered.Count;
        await Task.WhenAll(payers.Select(balanceId => ChargeAsync(stores, balanceId, answered, unknown, most: 20)));
        Assert.Empty(unknown);
        Assert.Equal(before + 20 * Payers, answered.Count);
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_connection_that_broke_while_it_was_idle_takes_nothing_after_the_journal_is_ready_again()
    {
        await using var postgres = new MigratedPostgres();
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        await UntilAsync(() => stores.Journal.CanCommit);
        var answered = new ConcurrentDictionary<Guid, long>();
        var unknown = new ConcurrentBag<Exception>();
        var balanceId = await stores.Book.AddBalanceAsync(1_000_000);

        for (var round = 0; round < 5; round++)
        {
            // Those that commit: all that are not the one that asks.
            await RetryAsync(() => stores.Book.ReadAsync<long>(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"));
            unknown.Clear();

            while (unknown.IsEmpty)
            {
                await ChargeAsync(stores, balanceId, answered, unknown, most: 1); // one of the two finds its connection broken
            }

            await UntilAsync(() => stores.Journal.CanCommit);
            unknown.Clear();
            await ChargeAsync(stores, balanceId, answered, unknown, most: 10);
            Assert.Empty(unknown);
        }

        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task One_connection_that_is_left_takes_what_both_took()
    {
        await using var postgres = new MigratedPostgres();
        var address = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        await using var stores = await Stores.StartAsync(address.ConnectionString);
        await UntilAsync(() => stores.Journal.CanCommit);
        var answered = new ConcurrentDictionary<Guid, long>();
        var unknown = new ConcurrentBag<Exception>();
        var payers = new[] { await stores.Book.AddBalanceAsync(1_000_000), await stores.Book.AddBalanceAsync(1_000_000) };
        const string OfJournal = "from pg_stat_activity where application_name = 'billing journal'";

        while (await stores.Book.ReadAsync<long>($"select count(*) {OfJournal}") < 2)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await AllowAsync(address, false);
        await stores.Book.ReadAsync<bool>($"select pg_terminate_backend(max(pid)) {OfJournal}");

        for (var i = 0; i < 100; i++)
        {
            await ChargeAsync(stores, payers[i % 2], answered, unknown, most: 1);
        }

        Assert.InRange(unknown.Count, 0, 1); // the one that found it broken
        Assert.True(stores.Journal.CanCommit);

        // Whose connection was cut ends when its process comes to it.
        for (var looks = 0; await stores.Book.ReadAsync<long>($"select count(*) {OfJournal}") != 1; looks++)
        {
            Assert.True(looks < 6_000, "the journal does not have one connection");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await AllowAsync(address, true);
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    // Whether the database takes new connections.
    private static async Task AllowAsync(NpgsqlConnectionStringBuilder address, bool isOpen)
    {
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Database = "postgres", Pooling = false });
        await using var command = server.CreateCommand($"alter database \"{address.Database}\" with allow_connections {isOpen}");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task ChargeAsync(
        Stores stores, long balanceId, ConcurrentDictionary<Guid, long> answered, ConcurrentBag<Exception> unknown, int most = int.MaxValue)
    {
        var balance = await RetryAsync(() => stores.LoadAsync(balanceId));

        for (var i = 1; i <= most; i++)
        {
            var session = stores.NewSession(balanceId);
            var posting = Stores.Report(
                balance, session, 60 + i % 200, SessionState.Ended, isNew: true, name: session.Terms.SessionId.ToString());

            try
            {
                await stores.Journal.AppendAsync(posting);
            }
            catch (Exception failure)
            {
                unknown.Add(failure);

                return;
            }

            balance = posting.After;
            answered[session.Terms.SessionId] = posting.Session!.UsedUnits;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 3_000 && !condition(); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(condition());
    }

    // Pooled connections of before the kill are found broken at their first use.
    private static async Task<T> RetryAsync<T>(Func<Task<T>> read)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await read();
            }
            catch (NpgsqlException) when (i < 10)
            {
                await Task.Delay(50);
            }
        }
    }
}
