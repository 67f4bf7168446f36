using Billing.Contracts.Accounts;
using Billing.Contracts.Jobs;
using Billing.Core.Sessions;
using Billing.Grains.Accounts;
using Billing.Grains.Exports;
using Billing.Grains.Jobs;
using Billing.Postgres.Tests.Exports;
using Billing.Postgres.Upkeep;
using Billing.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Billing.Postgres.Tests.Upkeep;

public sealed class DatabaseUpkeepTests(MigratedPostgres postgres)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ended_sessions_are_removed_when_they_are_old_and_nothing_else_is()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(100_000);

        // More than one batch that ended 46 days ago, one that ended 44 days ago, and one that began long ago and runs.
        for (var i = 0; i < 600; i++)
        {
            await SessionAsync(stores, balanceId, $"old{i}", begun: 47, ended: 46);
        }

        await SessionAsync(stores, balanceId, "younger", begun: 90, ended: 44);
        await SessionAsync(stores, balanceId, "running", begun: 90, ended: null);
        var posted = await stores.Book.PostedAsync(balanceId);

        Assert.Equal(600, await Upkeep(stores, Now).RunOnceAsync(Cancel));

        Assert.Equal(
            ["running", "younger"],
            await stores.Book.ReadAsync<string[]>("select array_agg(acct_session_id order by acct_session_id) from session"));
        Assert.Equal(601, await stores.Book.ReadAsync<long>("select count(*) from xdr"));
        Assert.Equal(posted, await stores.Book.PostedAsync(balanceId));
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
        Assert.Equal(0, await Upkeep(stores, Now).RunOnceAsync(Cancel));

        // A younger record without its session is a fault as before.
        await stores.Book.ExecuteAsync("delete from session where acct_session_id = 'younger'");
        Assert.Single((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_a_session_had_at_a_portal_is_known_as_long_as_the_session_is()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(100_000);
        await SessionAsync(stores, balanceId, "running", begun: 90, ended: null);
        await SessionAsync(stores, balanceId, "younger", begun: 90, ended: 44);
        await SessionAsync(stores, balanceId, "old", begun: 90, ended: 46);
        await stores.Book.ExecuteAsync(
            """
            insert into portal_login (session_id, account_id, balance_id, node_id, user_name, comes_back, expires_at, lifted_at)
            select session_id, 1, 1, 1, acct_session_id, true, $1, $1 from session
            union all select gen_random_uuid(), 1, 1, 1, 'gone', true, $1, $1
            union all select gen_random_uuid(), 1, 1, 1, 'ended', true, $1, null
            """,
            Now.AddDays(-89).UtcDateTime);

        await Upkeep(stores, Now).RunOnceAsync(Cancel);

        Assert.Equal(
            ["running", "younger"], await stores.Book.ReadAsync<string[]>("select array_agg(user_name order by user_name) from portal_login"));
    }

    [Fact]
    public async Task Rejected_logins_are_forgotten_with_the_sessions_of_their_time()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var now = Instant.FromDateTimeOffset(Now);

        foreach (var days in new[] { 44, 47 })
        {
            var at = now - Duration.FromDays(days);
            await stores.Get<IRejectStore>().AddAsync([new(1, 1, AccessResult.Blocked, $"{days}", null, at, at, 1)]);
        }

        await Upkeep(stores, Now).RunOnceAsync(Cancel);

        Assert.Equal("44", await stores.Book.ReadAsync<string>("select string_agg(user_name, ',') from access_reject"));
    }

    [Fact]
    public async Task Rejected_logins_of_nobody_are_forgotten_within_days()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var now = Instant.FromDateTimeOffset(Now);

        foreach (var days in new[] { 6, 9 })
        {
            var at = now - Duration.FromDays(days);
            await stores.Get<IRejectStore>().AddUnknownAsync([new(0, 1, AccessResult.NotMine, $"{days}", null, at, at, 1)]);
        }

        await Upkeep(stores, Now).RunOnceAsync(Cancel);

        Assert.Equal("6", await stores.Book.ReadAsync<string>("select string_agg(user_name, ',') from unknown_login"));
    }

    [Fact]
    public async Task Files_of_exports_are_kept_for_some_days()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var exports = stores.Get<IExportStore>();

        foreach (var days in new[] { 6, 8 })
        {
            await exports.BeginAsync($"{days}", ExportStoreTests.Order, Instant.FromDateTimeOffset(Now) - Duration.FromDays(days));
            await exports.AddAsync($"{days}", 0, new([1], 1, null), Instant.FromDateTimeOffset(Now), null);
            await stores.Get<IDeskJobStore>().BeginAsync(
                JobKind.Vouchers, $"{days}", new("batch", "{}", "anna", 1), Instant.FromDateTimeOffset(Now) - Duration.FromDays(days));
        }

        await stores.Book.ExecuteAsync("insert into voucher_batch (amount, currency, count, by, created_at) values (5, 'USD', 1, 'anna', now())");
        await stores.Book.ExecuteAsync(
            "insert into voucher_codes select n::text, voucher_batch_id, 'anna', 'sealed', $1 + n * interval '1 second' from voucher_batch, generate_series(0, 1) n",
            Now.UtcDateTime);

        await Upkeep(stores, Now).RunOnceAsync(Cancel);

        Assert.Equal("6", await stores.Book.ReadAsync<string>("select string_agg(export_id, ',') from export_job"));
        Assert.Equal("6", await stores.Book.ReadAsync<string>("select string_agg(export_id, ',') from export_piece"));
        Assert.Equal("6", await stores.Book.ReadAsync<string>("select string_agg(desk_job_id, ',') from desk_job"));
        Assert.Equal("1", await stores.Book.ReadAsync<string>("select string_agg(operation_id, ',') from voucher_codes"));
    }

    [Fact]
    public async Task Partitions_are_made_ahead_while_it_serves()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var later = Now.AddMonths(5);

        await Upkeep(stores, later).RunOnceAsync(Cancel);
        await Upkeep(stores, later).RunOnceAsync(Cancel);

        foreach (var month in Enumerable.Range(0, 4).Select(ahead => later.AddMonths(ahead)))
        {
            Assert.Equal(2, await stores.Book.ReadAsync<long>(
                "select count(*) from pg_class where relname = any($1)",
                (object)new[] { $"xdr_{month:yyyyMM}", $"ledger_entry_{month:yyyyMM}" }));
        }
    }

    [Fact]
    public async Task One_silo_at_a_time_does_it()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await using var connection = await stores.Get<Database>().Journal.OpenConnectionAsync(Cancel);
        await using var other = connection.CreateCommand();
        other.CommandText = "select pg_advisory_lock(7310520413)";
        await other.ExecuteNonQueryAsync(Cancel);

        Assert.Null(await Upkeep(stores, Now).RunOnceAsync(Cancel));

        other.CommandText = "select pg_advisory_unlock(7310520413)"; // the server hears of a connection that was closed when it does
        await other.ExecuteNonQueryAsync(Cancel);
        Assert.Equal(0, await Upkeep(stores, Now).RunOnceAsync(Cancel));
    }

    private static DatabaseUpkeep Upkeep(Stores stores, DateTimeOffset now) =>
        new(stores.Get<Database>(), new Stopped(now), Options.Create(new UpkeepOptions()), NullLogger<DatabaseUpkeep>.Instance);

    /// <param name="begun">Days ago.</param>
    /// <param name="ended">Days ago; null: it runs.</param>
    private static async Task SessionAsync(Stores stores, long balanceId, string name, int begun, int? ended)
    {
        var session = stores.NewSession(balanceId);
        session = session with { Terms = session.Terms with { SessionId = Guid.CreateVersion7(Now.AddDays(-begun)) } };
        var at = Instant.FromDateTimeOffset(Now.AddDays(-(ended ?? begun)));
        var balance = await stores.LoadAsync(balanceId);
        await stores.Journal.AppendAsync(Core.Balances.Charging.Report(
            balance,
            session,
            isNew: true,
            new(new(60, 1, null, 2, null), at, at, at, ended is null ? SessionState.Running : SessionState.Ended, name, 0, null, null),
            at));
    }

    private sealed class Stopped(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
