using Billing.Testing;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>Two clusters that know nothing of each other, on one database: each believes that it has every balance.</summary>
public sealed class SplitBrainTests
{
    [Fact]
    public async Task The_database_refuses_whoever_is_behind_and_a_repeat_is_charged_once()
    {
        await using var postgres = new MigratedPostgres();
        var database = await postgres.CreateDatabaseAsync();
        await using var one = await RunningBilling.StartAsync(database);
        await using var other = await RunningBilling.StartAsync(database);
        using var first = new TestGateway(one);
        using var second = new TestGateway(other);
        var token = (await first.LogInAsync("alice", password: "wonderland")).Find(Attributes.Class);
        await first.ReportAsync(Status.Start, "alice", "x1", new() { Class = token });

        for (var megabytes = 50u; megabytes <= 250; megabytes += 50)
        {
            var gateway = megabytes / 50 % 2 == 0 ? second : first;
            gateway.Patience = TimeSpan.FromMilliseconds(300);
            var report = gateway.Accounting(Status.Interim, "alice", "x1", new Usage(megabytes, 0, megabytes * 1_000_000) { Class = token }.Write);
            await Eventually.IsAsync(async () => await gateway.AskAcctAsync(report) is not null, $"{megabytes} MB are acknowledged");
        }

        foreach (var gateway in new[] { first, second, first })
        {
            var stop = gateway.Accounting(Status.Stop, "alice", "x1", new Usage(600, 0, 250_400_000) { Class = token }.Write);
            await Eventually.IsAsync(async () => await gateway.AskAcctAsync(stop) is not null, "the stop is acknowledged");
        }

        Assert.All([one, other], billing => Assert.Contains(billing.Log.Lines, line => line.Contains("was refused", StringComparison.Ordinal)));
        Assert.Equal(7.49m, (await one.BalanceAsync("alice")).Posted);
        Assert.Single(await one.XdrsAsync("alice"));
        Assert.Empty((await other.AuditAsync()).Differences);
    }
}
