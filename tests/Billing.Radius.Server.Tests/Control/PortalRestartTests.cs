using System.Net;
using Billing.Testing;
using Npgsql;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>Where nobody is sent to a portal any more, who was at one before the process began is still reported.</summary>
public sealed class PortalRestartTests(MigratedPostgres postgres)
{
    private static readonly IPAddress Address = IPAddress.Parse("127.1.9.1");

    [Fact]
    public async Task The_time_at_a_portal_that_its_gateway_has_no_more_costs_nothing_after_a_restart_either()
    {
        var database = await postgres.CreateDatabaseAsync();

        await using (var billing = await RunningBilling.StartAsync(database))
        {
            await Stage.AddNodeAsync(billing, "isg", Address + "/32", "testing123", "cisco-isg-hotline");
            await Stage.AddAccountAsync(billing, "poor", "secret", "Prepaid data", 0, 0);
            using var gateway = new TestGateway(billing, from: Address) { Name = "isg" };
            await gateway.LogInAsync("poor");
            await gateway.ReportAsync(Status.Start, "poor", "p1"); // without Class
            await gateway.ReportAsync(Status.Interim, "poor", "p1", new(60, 0, 30_000_000));
        }

        await using (var source = NpgsqlDataSource.Create(database + ";Pooling=false"))
        await using (var command = source.CreateCommand("update node set profile = 'test-tool' where name = 'isg'"))
        {
            Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        await using (var billing = await RunningBilling.StartAsync(database))
        {
            using var gateway = new TestGateway(billing, from: Address) { Name = "isg" };
            await gateway.ReportAsync(Status.Interim, "poor", "p1", new(120, 0, 40_000_000));
            await gateway.ReportAsync(Status.Stop, "poor", "p1", new(130, 0, 41_000_000));

            Assert.Equal((0m, 0), ((await billing.BalanceAsync("poor")).Posted, (await billing.BalanceAsync("poor")).OpenSessions));
            Assert.Empty(await billing.XdrsAsync("poor"));
            Assert.Empty((await billing.AuditAsync()).Differences);
        }
    }
}
