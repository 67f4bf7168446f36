using System.Net;
using Billing.Contracts.Nodes;
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

    [Fact]
    public async Task A_session_has_a_prefix_of_its_link_and_one_to_delegate_of_their_pools()
    {
        using var gateway = await stage.GatewayAsync();
        var number = Interlocked.Increment(ref _numbers);
        var link = await PrefixesAsync(gateway, PoolKind.LinkPrefixes, $"2001:db8:{number:x}::/63/64");
        var delegated = await PrefixesAsync(gateway, PoolKind.DelegatedPrefixes, $"2001:db8:f{number:x}::/55/56");
        await Eventually.IsAsync(() => NodeOf(gateway) is { LinkPoolId: not null, DelegatedPoolId: not null }, "the pools are known");

        var user = await stage.AccountAsync(funds: 1_000);
        Answer[] both = [await gateway.LogInAsync(user), await gateway.LogInAsync(user)];

        Assert.Equal(link, Told(both, Attributes.FramedIpv6Prefix));
        Assert.Equal(delegated, Told(both, Attributes.DelegatedIpv6Prefix));
        Assert.All(both, accept => Assert.Null(accept.Find(Attributes.FramedIpAddress)));
        Assert.All(both, accept => Assert.Equal((10, 9), (accept.Find(Attributes.FramedIpv6Prefix)!.Length, accept.Find(Attributes.DelegatedIpv6Prefix)!.Length)));
        Assert.Equal("no address is free", await gateway.IsRejectedAsync(user));

        // The end of a session frees both.
        await gateway.ReportAsync(Status.Stop, user, "p1", new(1, 0, 1) { Class = both[0].Find(Attributes.Class) });
        Answer? next = null;
        await Eventually.IsAsync(
            async () => (next = await gateway.AuthenticateAsync(user, "secret"))?.Code is RadiusCode.AccessAccept, "prefixes are free again");
        Assert.Equal(Told([both[0]], Attributes.FramedIpv6Prefix), Told([next!], Attributes.FramedIpv6Prefix));
        Assert.Equal(Told([both[0]], Attributes.DelegatedIpv6Prefix), Told([next!], Attributes.DelegatedIpv6Prefix));

        // Each in one pool only, and none within another one.
        foreach (var taken in new[] { $"2001:db8:{number:x}::/64/64", $"2001:db8:{number:x}::/63/63", $"2001:db8:{number:x}::/64/72" })
        {
            var refused = await Store.SetPrefixesAsync("another", PoolKind.LinkPrefixes, PoolNetwork.Prefixes(taken)!, [], null, new("test", 0));
            Assert.Equal("Add", Assert.Single(refused.Problems).Field);
        }
    }

    [Theory]
    //          text                     how many
    [InlineData("2001:db8::/48/64", 65_536)]
    [InlineData("2001:db8::/64/64", 1)]
    [InlineData("2001:db8::/47/64", null)] // too many
    [InlineData("2001:db8::/64/56", null)]
    [InlineData("2001:db8::/x/64", null)]
    [InlineData("10.0.0.0/16/24", null)]
    [InlineData("2001:db8::/48", null)]
    [InlineData("2001:db8::/48/129", null)]
    public void Prefixes_are_written_as_a_network_and_their_length(string text, int? count)
    {
        var prefixes = PoolNetwork.Prefixes(text);

        Assert.Equal(count, prefixes?.Length);
        Assert.Equal(count ?? 0, (prefixes ?? []).Distinct().Count());
        Assert.All(prefixes ?? [], prefix => Assert.True(IPNetwork.Parse(text[..text.LastIndexOf('/')]).Contains(prefix.BaseAddress)));
    }

    // As texts, in order.
    private static List<string> Told(IEnumerable<Answer> accepts, AttributeKey key) =>
    [
        .. accepts.Select(accept => accept.Find(key)!).Select(octets =>
            $"{new IPAddress([.. octets.AsSpan(2), .. new byte[16 - (octets.Length - 2)]])}/{octets[1]}").Order(StringComparer.Ordinal),
    ];

    private async Task<List<string>> PrefixesAsync(TestGateway gateway, PoolKind kind, string network)
    {
        var prefixes = PoolNetwork.Prefixes(network)!;
        var made = await stage.Billing.Grains.GetGrain<IPoolGrain>($"{kind} {network}").SetAsync(
            new([network], [], [NodeOf(gateway).NodeId], kind), new("test", 0));
        Assert.True(made.IsDone, $"{made}");

        return [.. prefixes.Select(prefix => $"{prefix}").Order(StringComparer.Ordinal)];
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
