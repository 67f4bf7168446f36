using Billing.Testing;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>The README's first example over real sockets: alice's 250.4 MB cost 2.51 once, whatever repeats.</summary>
public sealed class AliceTests(MigratedPostgres postgres)
{
    private const uint Start = 1;
    private const uint Stop = 2;
    private const uint Interim = 3;

    [Fact]
    public async Task A_session_of_250_4_MB_costs_2_51()
    {
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync());
        using var gateway = new TestGateway(billing);

        await PlayAsync(gateway);

        Assert.Equal(7.49m, (await billing.BalanceAsync("alice")).Posted);
        Assert.Equal(7.49m, (await billing.BalanceAsync("alice")).Available);
        Assert.Single(await billing.XdrsAsync("alice"));
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task The_same_packets_in_any_order_before_and_after_a_restart_cost_it_once()
    {
        var database = await postgres.CreateDatabaseAsync();

        await using (var billing = await RunningBilling.StartAsync(database))
        {
            using var gateway = new TestGateway(billing);
            await PlayAsync(gateway);
            await PlayAsync(gateway);
            await ReportAsync(gateway, Interim, 120_000_000, 300);
            await ReportAsync(gateway, Start, null, null);
        }

        await using (var billing = await RunningBilling.StartAsync(database))
        {
            using var gateway = new TestGateway(billing);
            await ReportAsync(gateway, Stop, 250_400_000, 600);
            await ReportAsync(gateway, Interim, 120_000_000, 300);
            await ReportAsync(gateway, Start, null, null);
            await PlayAsync(gateway);

            Assert.Equal(7.49m, (await billing.BalanceAsync("alice")).Posted);
            Assert.Single(await billing.XdrsAsync("alice"));
            Assert.Empty((await billing.AuditAsync()).Differences);
        }
    }

    private static async Task PlayAsync(TestGateway gateway)
    {
        var accept = await gateway.AuthenticateAsync("alice", "wonderland");
        Assert.Equal(RadiusCode.AccessAccept, accept?.Code);
        Assert.Equal(Token.Length, accept!.Find(Attributes.Class)?.Length);
        await ReportAsync(gateway, Start, null, null);
        await ReportAsync(gateway, Interim, 120_000_000, 300);
        await ReportAsync(gateway, Stop, 250_400_000, 600);
    }

    private static async Task ReportAsync(TestGateway gateway, uint type, uint? octets, uint? seconds)
    {
        var answer = await gateway.AccountAsync(type, "alice", "a1", (ref RadiusPacketWriter writer) =>
        {
            if (octets is { } total)
            {
                writer.AddUInt32(Attributes.AcctInputOctets, total / 4);
                writer.AddUInt32(Attributes.AcctOutputOctets, total - total / 4);
            }

            if (seconds is { } duration)
            {
                writer.AddUInt32(Attributes.AcctSessionTime, duration);
            }
        });
        Assert.True(answer is not null, gateway.Excuse);
        Assert.Equal(RadiusCode.AccountingResponse, answer.Code);
    }
}
