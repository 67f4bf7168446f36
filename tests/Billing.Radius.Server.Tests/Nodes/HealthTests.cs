using Billing.Contracts.Nodes;
using Billing.Radius.Server.Nodes;
using Billing.Testing;

namespace Billing.Radius.Server.Tests.Nodes;

/// <summary>How the gateways are, as a portal asks it.</summary>
public sealed class HealthTests(Stage stage)
{
    [Fact]
    public async Task A_gateway_shows_its_packets_its_rejects_and_its_clock()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var before = DateTimeOffset.UtcNow;
        await gateway.ReportAsync(Status.Start, user, "h1", Usage.None with { EventAt = DateTimeOffset.UtcNow.AddSeconds(-90) });
        await gateway.ReportAsync(Status.Interim, user, "h1", new(10, 0, 0) { EventAt = DateTimeOffset.UtcNow.AddHours(-1), DelaySeconds = 3_600 }); // it waited there
        await gateway.IsRejectedAsync(user, password: "wrong");
        await gateway.IsRejectedAsync(user, password: "wrong");
        await gateway.IsRejectedAsync("nobody at all");
        await stage.RefusesAsync(gateway, [1, 2, 3], atAuth: true, Outcome.Malformed);

        var (view, mine) = await SeenAsync(gateway, health => health.Dropped == 1);

        Assert.InRange(mine.LastPacketAt!.Value.ToDateTimeOffset(), before, DateTimeOffset.UtcNow);
        Assert.InRange(mine.ClockOffset!.Value, -92_000 - (DateTimeOffset.UtcNow - before).TotalMilliseconds, -89_000); // its report may have been under way for long
        Assert.Equal([new ReasonCount("unknown user or wrong password", 3)], mine.Rejects);
        Assert.Contains(new ReasonCount("Rejected", 3), mine.Packets);
        Assert.Contains(new ReasonCount("Accounted", 2), mine.Packets);
        Assert.True(view.Rejects.Single(one => one.Reason == "unknown user or wrong password").Count >= 3);
        Assert.InRange(view.ChargingDelayP99!.Value, 0.01, 20_000);
        Assert.Single(view.Silos);
    }

    [Fact]
    public async Task A_gateway_that_said_nothing_is_there_and_says_so()
    {
        using var gateway = await stage.GatewayAsync();

        var (_, mine) = await SeenAsync(gateway, _ => true);

        Assert.Equal((null, null, 0d, 0L), (mine.LastPacketAt, mine.ClockOffset, mine.RequestsPerSecond, mine.Dropped));
        Assert.Empty(mine.Packets);
    }

    [Fact]
    public async Task Packets_a_second_are_counted_while_they_come()
    {
        using var gateway = await stage.GatewayAsync();
        var (user, count) = (await stage.AccountAsync(), 0);

        await Eventually.IsAsync(
            async () =>
            {
                await gateway.ReportAsync(Status.Interim, user, "h2", new(++count, 0, 0));

                return (await stage.Billing.Grains.GetGrain<IGatewayHealthGrain>(0).ShowAsync()).Gateways
                    .Any(one => one.Name == gateway.Name && one.RequestsPerSecond > 0);
            },
            "more than none a second");
    }

    private async Task<(GatewaysView View, GatewayHealth Mine)> SeenAsync(TestGateway gateway, Func<GatewayHealth, bool> isSeen)
    {
        GatewaysView? view = null;
        GatewayHealth? mine = null;
        await Eventually.IsAsync(
            async () =>
            {
                view = await stage.Billing.Grains.GetGrain<IGatewayHealthGrain>(0).ShowAsync();
                mine = view.Gateways.SingleOrDefault(one => one.Name == gateway.Name);

                return mine is not null && isSeen(mine);
            },
            "the gateway's health");

        return (view!, mine!);
    }
}
