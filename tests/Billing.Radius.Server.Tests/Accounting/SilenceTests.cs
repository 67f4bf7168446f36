using Billing.Testing;
using Npgsql;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>A lost stop: the session ends at its last report, and goes on when it speaks again.</summary>
public sealed class SilenceTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_session_that_fell_silent_ends_at_its_last_report_and_goes_on_when_it_speaks_again()
    {
        var database = await postgres.CreateDatabaseAsync();
        byte[]? token;

        await using (var before = await RunningBilling.StartAsync(database))
        {
            using var first = new TestGateway(before);
            token = (await first.LogInAsync("alice", password: "wonderland")).Find(Attributes.Class);
            await first.ReportAsync(Status.Interim, "alice", "q1", new(300, 0, 120_000_000) { Class = token });
        }

        // The last word of it is an hour old when the platform comes back: nobody could be heard meanwhile.
        await DoAsync(database, "update session set heard_at = heard_at - interval '1 hour' where ended_at is null");
        await using var billing = await RunningBilling.StartAsync(database, ("Billing:Sessions:SweepInterval", "00:00:00.300"));
        using var gateway = new TestGateway(billing);
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        Assert.Empty(await billing.XdrsAsync("alice"));
        Assert.Equal(1, (await billing.BalanceAsync("alice")).OpenSessions);

        await DoAsync(database, "alter table node drop constraint node_interim_interval_seconds_check; update node set interim_interval_seconds = 1");
        await Eventually.IsAsync(async () => (await billing.XdrsAsync("alice")).Count == 1, "the silent session is closed");
        await DoAsync(database, "update node set interim_interval_seconds = 300"); // what speaks again is not silent for as long as the test takes
        var record = (await billing.XdrsAsync("alice"))[0];
        Assert.Equal((1.20m, "Lost-Carrier"), (record.Amount, record.TerminateCause));
        Assert.Equal((8.80m, 8.80m), ((await billing.BalanceAsync("alice")).Posted, (await billing.BalanceAsync("alice")).Available));

        await gateway.ReportAsync(Status.Interim, "alice", "q1", new(500, 0, 200_000_000) { Class = token });
        Assert.Equal(1, (await billing.BalanceAsync("alice")).OpenSessions);
        await gateway.ReportAsync(Status.Stop, "alice", "q1", new(600, 0, 250_400_000) { Class = token });

        Assert.Equal((7.49m, 7.49m), ((await billing.BalanceAsync("alice")).Posted, (await billing.BalanceAsync("alice")).Available));
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_login_that_never_starts_gives_its_hold_back()
    {
        await using var billing = await RunningBilling.StartAsync(
            await postgres.CreateDatabaseAsync(),
            ("Billing:Sessions:SweepInterval", "00:00:00.300"),
            ("Billing:Sessions:UnstartedDataAfter", "00:00:10"));
        using var gateway = new TestGateway(billing);
        var token = (await gateway.LogInAsync("alice", password: "wonderland")).Find(Attributes.Class);
        Assert.Equal(9.50m, (await billing.BalanceAsync("alice")).Available);

        await Eventually.IsAsync(async () => (await billing.BalanceAsync("alice")).Available == 10m, "the hold is given back");
        Assert.Empty(await billing.XdrsAsync("alice"));

        // It starts after all: what it used is charged.
        await gateway.ReportAsync(Status.Stop, "alice", "q2", new(600, 0, 250_400_000) { Class = token });
        Assert.Equal(7.49m, (await billing.BalanceAsync("alice")).Posted);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Who_logged_in_again_in_mid_session_is_charged_once_though_the_hold_of_that_login_is_given_back()
    {
        await using var billing = await RunningBilling.StartAsync(
            await postgres.CreateDatabaseAsync(),
            ("Billing:Sessions:SweepInterval", "00:00:00.300"),
            ("Billing:Sessions:UnstartedDataAfter", "00:00:10"));
        using var gateway = new TestGateway(billing);
        var began = DateTimeOffset.UtcNow.AddMinutes(-10);
        var first = (await gateway.LogInAsync("alice", password: "wonderland")).Find(Attributes.Class);
        await gateway.ReportAsync(Status.Start, "alice", "8021x", new() { EventAt = began, Class = first });
        await gateway.ReportAsync(Status.Interim, "alice", "8021x", new(60, 0, 10_000_000) { EventAt = began.AddSeconds(60), Class = first });
        var second = (await gateway.LogInAsync("alice", password: "wonderland")).Find(Attributes.Class);
        Assert.Equal(2, (await billing.BalanceAsync("alice")).OpenSessions);
        await Eventually.IsAsync(async () => (await billing.BalanceAsync("alice")).OpenSessions == 1, "the hold is given back");

        await gateway.ReportAsync(Status.Interim, "alice", "8021x", new(120, 0, 20_000_000) { EventAt = began.AddSeconds(120), Class = second });
        await gateway.ReportAsync(Status.Stop, "alice", "8021x", new(180, 0, 30_000_000) { EventAt = began.AddSeconds(180), Class = second });

        Assert.Equal(9.70m, (await billing.BalanceAsync("alice")).Posted);
        Assert.Single(await billing.XdrsAsync("alice"));
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    private static async Task DoAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
