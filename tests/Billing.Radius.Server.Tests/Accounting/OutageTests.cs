using System.Net;
using Billing.Testing;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>RFC 2866 2: an answer means that it is durable, so without a database there is none. The gateway repeats.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task Without_PostgreSQL_there_is_silence_and_with_it_again_service()
    {
        await using var postgres = new MigratedPostgres();
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync());
        using var gateway = new TestGateway(billing);
        using var http = new HttpClient { BaseAddress = billing.Portal };
        var token = (await gateway.LogInAsync("alice", password: "wonderland")).Find(Attributes.Class);
        await gateway.ReportAsync(Status.Start, "alice", "x1", new() { Class = token });
        await gateway.ReportAsync(Status.Interim, "alice", "x1", new(300, 0, 120_000_000) { Class = token });
        var stop = gateway.Accounting(Status.Stop, "alice", "x1", new Usage(600, 0, 250_400_000) { Class = token }.Write);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);

        await postgres.StopAsync();
        gateway.Patience = TimeSpan.FromSeconds(1);
        Assert.Null(await gateway.AskAcctAsync(stop));
        Assert.Null(await gateway.AskAcctAsync(gateway.Accounting(Status.Start, "bob", "x2")));
        Assert.Null(await gateway.AskAcctAsync(gateway.Accounting(Status.On, "", "")));
        Assert.Null(await gateway.AskAuthAsync(gateway.Login("alice", "wonderland")));
        Assert.Null(await gateway.AskAuthAsync(gateway.StatusServer()));
        Assert.Null(await gateway.AskAcctAsync(gateway.StatusServer()));
        Assert.Equal(
            HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);
        await postgres.StartAsync();

        // The same packet, as the gateway repeats it; nobody restarted anything else.
        await Eventually.IsAsync(async () => await gateway.AskAcctAsync(stop) is not null, "the stop is answered");
        await Eventually.IsAsync(async () => await gateway.AskAuthAsync(gateway.StatusServer()) is not null, "the service says so");
        Assert.Equal((7.49m, 7.49m), ((await billing.BalanceAsync("alice")).Posted, (await billing.BalanceAsync("alice")).Available));
        Assert.Single(await billing.XdrsAsync("alice"));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_was_answered_before_a_power_cut_of_PostgreSQL_is_there_after_it()
    {
        await using var postgres = new MigratedPostgres();
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync());
        using var gateway = new TestGateway(billing);
        await gateway.ReportAsync(Status.Stop, "alice", "y1", new(600, 0, 250_400_000));

        await postgres.KillAsync();
        await postgres.StartAsync();

        gateway.Patience = TimeSpan.FromSeconds(1);
        var again = gateway.Accounting(Status.Stop, "alice", "y1", new Usage(600, 0, 250_400_000) { DelaySeconds = 5 }.Write);
        await Eventually.IsAsync(async () => await gateway.AskAcctAsync(again) is not null, "the stop is answered again");
        Assert.Equal(7.49m, (await billing.BalanceAsync("alice")).Posted);
        Assert.Single(await billing.XdrsAsync("alice"));
        Assert.Empty((await billing.AuditAsync()).Differences);
    }
}
