using System.Net;
using Billing.Postgres.Nodes;
using Billing.Radius.Server.Nodes;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>Framed-IP-Address of the account or of a pool.</summary>
public sealed class AddressTests(Stage stage)
{
    private static int _numbers;

    [Fact]
    public async Task An_account_may_have_an_address_of_its_own()
    {
        using var gateway = await stage.GatewayAsync();
        var (user, other) = (await stage.AccountAsync(funds: 1_000), await stage.AccountAsync());
        Assert.Null((await gateway.LogInAsync(user)).Find(Attributes.FramedIpAddress));

        await FixAsync(user);

        await Eventually.IsAsync(
            async () => (await gateway.LogInAsync(user)).Find(Attributes.FramedIpAddress) is [10, 200, 0, 7], "the address is told");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => FixAsync(other));
    }

    [Fact]
    public async Task An_address_is_one_sessions_at_a_time_whoever_asks()
    {
        using var first = await PooledAsync(6);
        await using var second = await RunningBilling.StartAsync(stage.Billing.ConnectionString); // another server, of another cluster even
        using var there = new TestGateway(second, from: NodeOf(first).Address.BaseAddress) { Name = first.Name };
        var users = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => stage.AccountAsync()));

        var answers = await Task.WhenAll(users.Select((user, i) => Socketed(i % 2 == 0 ? first : there, i % 2 == 0 ? stage.Billing : second)
            .AuthenticateAsync(user, "secret")));

        Assert.Equal(6, answers.Count(answer => answer?.Code is RadiusCode.AccessAccept));
        Assert.Equal(6, Leased(answers).Distinct().Count());
        Assert.All(answers.Where(answer => answer?.Code is RadiusCode.AccessReject), answer => Assert.Equal("no address is free", answer!.Text(Attributes.ReplyMessage)));

        // The end of a session frees its address, and no other does.
        var (index, accept) = answers.Index().First(one => one.Item?.Code is RadiusCode.AccessAccept);
        await first.ReportAsync(Status.Stop, users[index], "a1", new(1, 0, 1) { Class = accept!.Find(Attributes.Class) });
        Answer? next = null;
        await Eventually.IsAsync(
            async () => (next = await first.AuthenticateAsync(await stage.AccountAsync(), "secret"))?.Code is RadiusCode.AccessAccept, "an address is free again");
        Assert.Equal(Leased([accept]), Leased([next]));
    }

    [Fact]
    public async Task A_gateways_restart_frees_its_addresses()
    {
        using var gateway = await PooledAsync(2);
        var accepts = new List<Answer>();

        for (var i = 0; i < 2; i++)
        {
            var user = await stage.AccountAsync();
            accepts.Add(await gateway.LogInAsync(user));
            await gateway.ReportAsync(Status.Start, user, $"r{i}", new() { Class = accepts[i].Find(Attributes.Class) });
        }

        Assert.Equal("no address is free", await gateway.IsRejectedAsync(await stage.AccountAsync()));
        await gateway.ReportAsync(Status.On, "", "");

        await Eventually.IsAsync(
            async () => (await gateway.AuthenticateAsync(await stage.AccountAsync(), "secret"))?.Code is RadiusCode.AccessAccept, "the addresses are free again");
    }

    private async Task FixAsync(string login)
    {
        var account = await stage.Billing.Services.GetRequiredService<Contracts.Accounts.IAccountQuery>().FindAsync(login);
        await Store.FixAsync(account!.Value, login, IPAddress.Parse("10.200.0.7"), "test");
    }

    private PoolStore Store => stage.Billing.Services.GetRequiredService<PoolStore>();

    private static IEnumerable<string> Leased(IEnumerable<Answer?> answers) =>
        answers.Select(answer => answer?.Find(Attributes.FramedIpAddress)).OfType<byte[]>().Select(octets => new IPAddress(octets).ToString());

    // A socket of its own for each, since answers are told apart by the request's identifier.
    private TestGateway Socketed(TestGateway gateway, RunningBilling billing) => new(billing, from: NodeOf(gateway).Address.BaseAddress);

    private Contracts.Nodes.NodeView NodeOf(TestGateway gateway) => Nodes.Nodes.Single(node => node.View.Name == gateway.Name).View;

    private NodeRegistry Nodes => stage.Billing.Services.GetRequiredService<NodeRegistry>();

    private async Task<TestGateway> PooledAsync(int addresses)
    {
        var gateway = await stage.GatewayAsync();
        var number = Interlocked.Increment(ref _numbers);
        var made = await Store.SetAsync(
            $"pool {number}",
            [.. Enumerable.Range(1, addresses).Select(i => IPAddress.Parse($"10.201.{number}.{i}"))],
            [],
            [NodeOf(gateway).NodeId],
            new("test", 0));
        Assert.True(made.IsDone, $"{made}");
        await Eventually.IsAsync(() => NodeOf(gateway).AddressPoolId is not null, "the pool is known");

        return gateway;
    }
}
