using Billing.Core.Sessions;
using Billing.Testing;

namespace Billing.Postgres.Tests.Records;

/// <summary>Each rule finds what it is for: a difference is planted in books that were right.</summary>
public sealed class AuditTests(MigratedPostgres postgres)
{
    [Theory]
    [InlineData("a balance is the sum of its ledger entries",
        "update balance set posted = posted + 0.00001")]
    [InlineData("a balance is the sum of its ledger entries",
        "update ledger_entry set amount = amount - 1 where reason = 2")]
    [InlineData("ledger sequences are 1, 2, 3 … without gaps or repeats",
        "update ledger_entry set sequence = sequence + 1 where sequence = 3")]
    [InlineData("ledger sequences are 1, 2, 3 … without gaps or repeats",
        "update balance set last_sequence = last_sequence + 1")]
    [InlineData("ledger sequences are 1, 2, 3 … without gaps or repeats",
        "insert into ledger_entry select balance_id, 2, 1, 1, 1, null, null, 'again', recorded_at + interval '1 s' from ledger_entry where sequence = 2")]
    [InlineData("each ledger entry tells the balance after it",
        "update ledger_entry set posted_after = posted_after + 1 where sequence = 2")]
    [InlineData("each charge has its transaction record, each record its charge",
        "delete from xdr where ledger_sequence = 2")]
    [InlineData("each charge has its transaction record, each record its charge",
        "delete from ledger_entry where sequence = 3")]
    [InlineData("each charge has its transaction record, each record its charge",
        "update xdr set amount = amount + 1 where ledger_sequence = 2")]
    [InlineData("each charge has its transaction record, each record its charge",
        "update ledger_entry set part = 9 where sequence = 2")]
    [InlineData("a session's records sum to what it was settled for, once each",
        "update session set settled = settled + 1, charged = charged + 1 where ended_at is not null")]
    [InlineData("a session's records sum to what it was settled for, once each",
        "update xdr set used_units = used_units + 1 where part = 1")]
    [InlineData("a session's records sum to what it was settled for, once each",
        "insert into xdr select session_id, part, account_id, balance_id, node_id, service, user_name, acct_session_id, called_party, calling_party, destination, tariff_id, tariff_version, rate_id, started_at, ended_at, from_units, 0, 0, 0, null, input_octets, output_octets, terminate_cause, parts, recorded_at + interval '1 s' from xdr where part = 1")]
    [InlineData("an ended session holds nothing and owes nothing",
        "update session set held = 1 where ended_at is not null")]
    [InlineData("an ended session holds nothing and owes nothing",
        "update session set charged = charged + 1 where ended_at is not null")]
    [InlineData("an ended session holds nothing and owes nothing",
        "update session set used_units = used_units + 1 where ended_at is not null")]
    [InlineData("what nothing prices is free",
        "update session set rate_id = null where ended_at is null")]
    [InlineData("what nothing prices is free",
        "update xdr set rate_id = null where amount > 0")]
    [InlineData("a record belongs to a session, or to one that was removed when it was old",
        "delete from session where ended_at is not null")]
    [InlineData("a session is charged by its rate",
        "update session set charged = charged + 1 where ended_at is null")]
    [InlineData("a session is charged by its rate",
        "update session set used_units = used_units + 60 where ended_at is null")]
    [InlineData("a session is charged by its rate",
        "update rate set ladders = '[{\"length\": 60, \"price\": 2}]'")]
    [InlineData("promotional money left is what its entries gave and took",
        "insert into allowance (balance_id, allowance_id, name, kind, initial, remaining) select balance_id, 1, 'gift', 3, 5, 5 from balance")]
    [InlineData("an allowance is what it held less what sessions took of it",
        "insert into allowance (balance_id, allowance_id, name, kind, initial, remaining) select balance_id, 1, 'minutes', 1, 60, 59 from balance")]
    [InlineData("each operation with money has its ledger entry",
        "insert into operation (operation_id, balance_id, body, sequence, amount, recorded_at) select 'x', balance_id, 'top up', 1, 5, now() from balance")]
    [InlineData("a correction names a record, and makes it cost what was ordered",
        "insert into ledger_entry select balance_id, 4, 1, 1, 9, session_id, part, null, recorded_at from xdr where ledger_sequence = 2")]
    [InlineData("a correction names a record, and makes it cost what was ordered",
        """
        with o as (
            insert into operation (operation_id, balance_id, body, sequence, amount, session_id, part, target, recorded_at)
            select 'c', balance_id, 'correct', 4, 1, session_id, part, amount, now() from xdr where ledger_sequence = 2
        )
        insert into ledger_entry select balance_id, 4, 1, 1, 9, session_id, part, 'c', recorded_at from xdr where ledger_sequence = 2
        """)]
    public async Task A_planted_difference_is_found(string rule, string sql)
    {
        await using var stores = await BooksAsync();
        Assert.True(await stores.Book.ExecuteAsync(sql) > 0);

        var report = await stores.Book.AuditAsync();

        Assert.Contains(report.Differences, difference => difference.Rule == rule);
        Assert.False(report.IsClean);
    }

    [Fact]
    public async Task Books_that_are_right_are_clean_and_counted()
    {
        await using var stores = await BooksAsync();

        var report = await stores.Book.AuditAsync();

        Assert.Empty(report.Differences);
        Assert.Equal((1, 3, 3, 3), (report.Balances, report.Entries, report.Records, report.Sessions));
    }

    [Fact]
    public async Task No_more_differences_than_asked_for_are_told_and_one_that_there_are_more()
    {
        await using var stores = await BooksAsync();

        for (var i = 0; i < 5; i++)
        {
            await stores.Book.AddBalanceAsync(10);
        }

        await stores.Book.ExecuteAsync("update balance set posted = posted + 1");

        Assert.Equal(3, (await stores.Get<Postgres.Records.Audit>().RunAsync(2, CancellationToken.None)).Differences.Count);
    }

    // Three sessions: one ended and then settled again, one unanswered, one running.
    private async Task<Stores> BooksAsync()
    {
        var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(100);
        var (ended, unanswered, running) = (stores.NewSession(balanceId), stores.NewSession(balanceId), stores.NewSession(balanceId));
        await WriteAsync(balance => Stores.Report(balance, ended, 61, SessionState.Ended, isNew: true, name: "ended"));
        var late = await stores.LoadAsync(ended);
        await WriteAsync(balance => Stores.Report(balance, late, 121, SessionState.Ended, name: "ended"));
        await WriteAsync(balance => Stores.Report(balance, unanswered, 0, SessionState.Ended, isNew: true, name: "unanswered"));
        await WriteAsync(balance => Stores.Report(balance, running, 90, isNew: true, name: "running"));

        return stores;

        async Task WriteAsync(Func<Core.Balances.Balance, Core.Balances.Posting> decide) =>
            await stores.Journal.AppendAsync(decide(await stores.LoadAsync(balanceId)));
    }
}
