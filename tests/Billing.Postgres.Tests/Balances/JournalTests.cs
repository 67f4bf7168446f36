using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Grains.Balances;
using Billing.Testing;
using Npgsql;

namespace Billing.Postgres.Tests.Balances;

public sealed class JournalTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task What_is_answered_is_durable()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balances = new List<Balance>();

        for (var i = 0; i < 8; i++)
        {
            balances.Add(await stores.LoadAsync(await stores.Book.AddBalanceAsync(10)));
        }

        await Task.WhenAll(balances.Select(async balance =>
        {
            var session = stores.NewSession(balance.BalanceId);
            await stores.Journal.AppendAsync(Stores.Authorize(balance, session));
            var read = await stores.LoadAsync(balance.BalanceId);
            Assert.Equal((7m, 3m), (read.Available, read.Held));

            await stores.Journal.AppendAsync(Stores.Report(read, session, 61, SessionState.Ended, name: $"of {balance.BalanceId}"));
            read = await stores.LoadAsync(balance.BalanceId);
            Assert.Equal((8m, 0m, 2L), (read.Posted, read.Held, read.LastSequence));
        }));

        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Postings_of_one_balance_that_wait_together_are_one_row_and_all_entries()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(100);
        var balance = await stores.LoadAsync(balanceId);
        var waiting = new List<Task>();

        for (var i = 0; i < 20; i++)
        {
            var session = stores.NewSession(balanceId);

            foreach (var decide in new Func<Balance, Posting>[]
            {
                b => Stores.Authorize(b, session),
                b => Stores.Report(b, session, 30, name: $"s{i}"),
                b => Stores.Report(b, session, 60, SessionState.Ended, name: $"s{i}"),
            })
            {
                var posting = decide(balance);
                balance = posting.After;
                waiting.Add(stores.Journal.AppendAsync(posting));
            }
        }

        await stores.Journal.StartAsync(CancellationToken.None);
        await Task.WhenAll(waiting);

        var read = await stores.LoadAsync(balanceId);
        Assert.Equal((80m, 21L, balance.Version), (read.Posted, read.LastSequence, read.Version));
        Assert.Equal(20, await stores.Book.ReadAsync<long>("select count(*) from xdr"));
        Assert.Equal(1, await stores.Book.ReadAsync<long>(
            "select count(distinct xmin::text) from ledger_entry where reason = 2"));
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData("text with NUL")]
    [InlineData("text that is no text")]
    [InlineData("a time before year 1")]
    [InlineData("a number without room")]
    public async Task A_posting_that_cannot_be_written_is_refused_alone(string fault)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (bad, good) = (await stores.Book.AddBalanceAsync(10), await stores.Book.AddBalanceAsync(10));
        var (before, wrong, after, other) = (stores.NewSession(bad), stores.NewSession(bad), stores.NewSession(bad), stores.NewSession(good));
        wrong = fault switch
        {
            "text with NUL" => wrong with { Terms = wrong.Terms with { UserName = "a\0b" } },
            "text that is no text" => wrong with { Terms = wrong.Terms with { UserName = "\ud800" } },
            "a time before year 1" => wrong with { Terms = wrong.Terms with { AuthorizedAt = NodaTime.Instant.MinValue } },
            _ => wrong with { Charged = 1e20m },
        };
        var balance = await stores.LoadAsync(bad);
        var appended = new List<Task>();

        foreach (var (session, name) in ((Session, string)[])[(before, "a"), (wrong, "b"), (after, "c")])
        {
            var posting = Stores.Report(balance, session with { Charged = 0 }, 60, isNew: true, name: name);
            balance = posting.After;
            appended.Add(stores.Journal.AppendAsync(session.Charged == 0 ? posting : posting with { Session = posting.Session! with { Charged = session.Charged } }));
        }

        var written = stores.Journal.AppendAsync(
            Stores.Report(await stores.LoadAsync(good), other, 61, SessionState.Ended, isNew: true, name: "d"));

        await stores.Journal.StartAsync(CancellationToken.None);

        await written;
        await appended[0];
        await Assert.ThrowsAsync<CommitRefusedException>(() => appended[1]);
        await Assert.ThrowsAsync<CommitRefusedException>(() => appended[2]);
        Assert.Equal([before.Terms.SessionId], (await stores.LoadAsync(bad)).Sessions.Keys);
        Assert.Equal(8m, await stores.Book.PostedAsync(good));
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_stale_posting_is_refused_whole_and_takes_nothing_else_with_it()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (stale, good) = (await stores.Book.AddBalanceAsync(10), await stores.Book.AddBalanceAsync(10));
        var (a, b) = (stores.NewSession(stale), stores.NewSession(good));
        var refused = stores.Journal.AppendAsync(
            Stores.Report(await stores.LoadAsync(stale), a, 61, SessionState.Ended, isNew: true, name: "a"));
        var written = stores.Journal.AppendAsync(
            Stores.Report(await stores.LoadAsync(good), b, 61, SessionState.Ended, isNew: true, name: "b"));
        await stores.Book.ExecuteAsync("update balance set version = version + 1 where balance_id = $1", stale);

        await stores.Journal.StartAsync(CancellationToken.None);

        await Assert.ThrowsAsync<CommitRefusedException>(() => refused);
        await written;
        Assert.Equal((10m, 8m), (await stores.Book.PostedAsync(stale), await stores.Book.PostedAsync(good)));
        Assert.Equal(
            [good, good, good],
            await stores.Book.ReadAsync<long[]>(
                """
                select array(select balance_id from session union all select balance_id from xdr
                             union all select balance_id from ledger_entry where reason = 2)
                """));
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_writers_postings_that_wait_together_the_second_is_refused(bool isAlone)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (balanceId, good) = (await stores.Book.AddBalanceAsync(10), await stores.Book.AddBalanceAsync(10));
        var (mine, theirs) = (await stores.LoadAsync(balanceId), await stores.LoadAsync(balanceId));
        var other = isAlone ? Task.CompletedTask : stores.Journal.AppendAsync(Stores.Report(
            await stores.LoadAsync(good), stores.NewSession(good), 61, SessionState.Ended, isNew: true, name: "other"));
        var first = stores.Journal.AppendAsync(Stores.Report(mine, stores.NewSession(balanceId), 61, SessionState.Ended, isNew: true, name: "mine"));
        var second = stores.Journal.AppendAsync(Stores.Authorize(theirs, stores.NewSession(balanceId)));

        await stores.Journal.StartAsync(CancellationToken.None);

        await other;
        await first;
        await Assert.ThrowsAsync<CommitRefusedException>(() => second);
        var read = await stores.LoadAsync(balanceId);
        Assert.Equal((8m, 0m, 0), (read.Posted, read.Held, read.Sessions.Count));
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_was_decided_after_a_refused_posting_is_refused_though_the_count_fits_again()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(10);
        var (here, there) = (stores.NewSession(balanceId), stores.NewSession(balanceId));
        var mine = await stores.LoadAsync(balanceId);
        var theirs = await stores.LoadAsync(balanceId);

        // Two writers believe that they own the balance. Theirs comes first; mine had decided twice before it heard of that.
        var first = Stores.Authorize(mine, here);
        var second = Stores.Report(first.After, here, 61, SessionState.Ended);
        await stores.Journal.AppendAsync(Stores.Report(theirs, there, 120, SessionState.Ended, isNew: true, name: "s2"));
        await Assert.ThrowsAsync<CommitRefusedException>(() => stores.Journal.AppendAsync(first));
        await Assert.ThrowsAsync<CommitRefusedException>(
            () => stores.Journal.AppendAsync(second with { IsNewSession = true }));

        Assert.Equal(8m, await stores.Book.PostedAsync(balanceId));
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_posting_for_a_session_without_a_row_is_taken_back_whole()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(10);
        var balance = await stores.LoadAsync(balanceId);
        var session = stores.NewSession(balanceId);

        await Assert.ThrowsAsync<CommitRefusedException>(
            () => stores.Journal.AppendAsync(Stores.Report(balance, session, 61, SessionState.Ended, isNew: false)));

        Assert.Equal((10m, balance.Version), (await stores.Book.PostedAsync(balanceId), (await stores.LoadAsync(balanceId)).Version));
        await stores.Journal.AppendAsync(Stores.Report(balance, session, 61, SessionState.Ended, isNew: true));
        Assert.Equal(8m, await stores.Book.PostedAsync(balanceId));
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Two_sessions_cannot_have_one_name_and_incarnation()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var (one, two) = (await stores.Book.AddBalanceAsync(10), await stores.Book.AddBalanceAsync(10));
        await stores.Journal.AppendAsync(Stores.Report(
            await stores.LoadAsync(one), stores.NewSession(one), 61, SessionState.Ended, isNew: true, name: "same"));

        await Assert.ThrowsAsync<CommitRefusedException>(async () => await stores.Journal.AppendAsync(Stores.Report(
            await stores.LoadAsync(two), stores.NewSession(two), 61, SessionState.Ended, isNew: true, name: "same")));

        Assert.Equal(10m, await stores.Book.PostedAsync(two));
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Postings_are_written_in_the_order_in_which_they_were_appended()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync(), ("Billing:Journal:BatchSize", "3"));
        var balances = new List<Balance>();

        for (var i = 0; i < 5; i++)
        {
            balances.Add(await stores.LoadAsync(await stores.Book.AddBalanceAsync(1_000)));
        }

        var sessions = balances.ConvertAll(balance => stores.NewSession(balance.BalanceId));
        var waiting = new List<Task>();

        for (var step = 1; step <= 60; step++)
        {
            for (var i = 0; i < balances.Count; i++)
            {
                var posting = Stores.Report(balances[i], sessions[i], step * 60, isNew: step == 1, name: $"s{i}");
                balances[i] = posting.After;
                waiting.Add(stores.Journal.AppendAsync(posting));
            }
        }

        await Task.WhenAll(waiting);

        foreach (var balance in balances)
        {
            var read = await stores.LoadAsync(balance.BalanceId);
            Assert.Equal((balance.Version, 60m, balance.Held), (read.Version, read.Unsettled, read.Held));
        }

        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync(), ("Billing:Journal:QueueLength", "1"));
        var balance = await stores.LoadAsync(await stores.Book.AddBalanceAsync(10));
        var first = Stores.Authorize(balance, stores.NewSession(balance.BalanceId));
        var waiting = stores.Journal.AppendAsync(first);

        await Assert.ThrowsAsync<CommitRefusedException>(
            () => stores.Journal.AppendAsync(Stores.Authorize(first.After, stores.NewSession(balance.BalanceId))));

        await stores.Journal.StartAsync(CancellationToken.None);
        await waiting;
        Assert.Single((await stores.LoadAsync(balance.BalanceId)).Sessions);
    }

    [Fact]
    public async Task Stopping_writes_what_waits_and_then_refuses()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var balance = await stores.LoadAsync(await stores.Book.AddBalanceAsync(10));
        var first = Stores.Authorize(balance, stores.NewSession(balance.BalanceId));
        var waiting = stores.Journal.AppendAsync(first);

        await stores.Journal.StartAsync(CancellationToken.None);
        await stores.Journal.StopAsync(CancellationToken.None);

        await waiting;
        Assert.Single((await stores.LoadAsync(balance.BalanceId)).Sessions);
        await Assert.ThrowsAsync<CommitRefusedException>(
            () => stores.Journal.AppendAsync(Stores.Authorize(first.After, stores.NewSession(balance.BalanceId))));
    }

    [Fact]
    public async Task An_abandoned_journal_leaves_nobody_without_a_word()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var stores = await Stores.StartAsync(database, ("Billing:Journal:BatchSize", "1"));
        var balanceId = await stores.Book.AddBalanceAsync(100);
        var balance = await stores.LoadAsync(balanceId);
        await using var other = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var connection = await other.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand("select 1 from balance for update", connection);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var first = Stores.Authorize(balance, stores.NewSession(balanceId));
        Task[] waiting = [stores.Journal.AppendAsync(first), stores.Journal.AppendAsync(Stores.Authorize(first.After, stores.NewSession(balanceId)))];

        await stores.Journal.StopAsync(new CancellationToken(canceled: true));

        foreach (var posting in waiting)
        {
            await Assert.ThrowsAsync<CommitUnknownException>(() => posting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        }
    }
}
