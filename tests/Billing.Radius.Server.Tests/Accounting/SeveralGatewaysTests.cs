using Billing.Contracts.Balances;
using Billing.Contracts.Nodes;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>Several gateways behind one that is configured, by way of a proxy that says so: told apart by what they call themselves.</summary>
public sealed class SeveralGatewaysTests(Stage stage)
{
    [Fact]
    public async Task A_hold_that_was_read_back_is_still_that_of_the_gateway_that_asked_for_it()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        Assert.Equal(RadiusCode.AccessAccept, (await gateway.AuthenticateAsync(user, "secret", Of(1)))?.Code);
        await LeavesMemoryAsync(user);

        await gateway.ReportAsync(Status.Start, user, "there", new() { More = Of(2) });
        Assert.Equal(2, (await stage.Billing.BalanceAsync(user)).OpenSessions);
        await gateway.ReportAsync(Status.Start, user, "here", new() { More = Of(1) });
        Assert.Equal(2, (await stage.Billing.BalanceAsync(user)).OpenSessions);

        await gateway.ReportAsync(Status.Stop, user, "there", new(60, 0, 10_000_000) { More = Of(2) });
        await gateway.ReportAsync(Status.Stop, user, "here", new(60, 0, 20_000_000) { More = Of(1) });
        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((9.70m, 0m, 0), (balance.Posted, balance.Held, balance.OpenSessions));
        await stage.AuditIsCleanAsync();
    }

    // Neither says when anything happened.
    [Theory]
    //          who restarts  charged
    [InlineData(2, "9.00")] // what the other says again is what it said
    [InlineData(1, "7.50")] // it counts from the start again: another session of that name
    public async Task Only_its_own_restart_makes_another_session_of_what_a_gateway_says_again(byte restarts, string posted)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        await gateway.ReportAsync(Status.Start, user, "0001", new() { More = Of(1) });
        await gateway.ReportAsync(Status.Stop, user, "0001", new(1, 0, 100_000_000) { More = Of(1) });
        await Task.Delay(2_200, TestContext.Current.CancellationToken);

        await gateway.ReportAsync(Status.On, "", "", new() { More = Of(restarts), EventAt = DateTimeOffset.UtcNow });
        await gateway.ReportAsync(Status.Start, user, "0001", new() { More = Of(1) });
        await gateway.ReportAsync(Status.Stop, user, "0001", new(0, 0, restarts == 1 ? 150_000_000 : 100_000_000) { More = Of(1) });

        Assert.Equal(posted, (await stage.Billing.BalanceAsync(user)).Posted.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_restart_of_one_of_them_is_shown_and_is_no_other_ones()
    {
        using var gateway = await stage.GatewayAsync();
        var (id, at) = (stage.NodeOf(gateway).NodeId, Instant.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()) - Duration.FromSeconds(30));

        await gateway.ReportAsync(Status.On, "", "", new() { More = Of(1), EventAt = at.ToDateTimeOffset() });

        var nodes = stage.Billing.Services.GetRequiredService<INodeQuery>();
        Assert.Equal(at, (await nodes.RowsAsync(TestContext.Current.CancellationToken)).Single(node => node.NodeId == id).RestartedAt);
        Assert.Equal(at, (await stage.Billing.Grains.GetGrain<INodeGrain>(id).GetAsync())?.RestartedAt);
        Assert.Null((await nodes.ListAsync(TestContext.Current.CancellationToken)).Single(node => node.NodeId == id).RestartedAt);
    }

    private async Task LeavesMemoryAsync(string user)
    {
        var balanceId = await stage.QueryAsync<long>("select balance_id from account where login = $1", user);
        await stage.Billing.Grains.GetGrain<IBalanceGrain>(balanceId).ReloadAsync();
    }

    private static TestGateway.Fill Of(byte number) => (ref writer) =>
    {
        writer.Add(Attributes.ProxyState, [7]);
        writer.Add(Attributes.NasIpAddress, [192, 0, 2, number]);
        writer.AddString(Attributes.NasIdentifier, $"edge {number}");
    };
}
