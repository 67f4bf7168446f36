using System.Net;
using Billing.Contracts.Nodes;
using Billing.Grains.Nodes;
using Billing.Testing;
using NodaTime;

namespace Billing.Postgres.Tests.Nodes;

public sealed class NodeQueryTests(MigratedPostgres postgres)
{
    [Theory]
    [InlineData("10.1.0.0/16")]
    [InlineData("192.0.2.1/32")]
    [InlineData("2001:db8::/32")]
    public async Task A_node_is_read_as_it_was_entered(string address)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var id = await stores.Book.AddNodeAsync("gateway", address, 120);
        await stores.Book.ExecuteAsync("update node set message_authenticator = 'auto', input_is_to_user = true");

        var node = Assert.Single(await stores.Get<INodeQuery>().ListAsync(CancellationToken.None));

        Assert.Equal(
            new NodeView(
                id, "gateway", IPNetwork.Parse(address), "testing123", "generic", MessageAuthenticatorPolicy.Auto, false, true, 120, true, null),
            node);
        Assert.DoesNotContain("testing123", node.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_node_takes_CoA_is_its_own_business()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await stores.Book.AddNodeAsync("gateway", "10.1.0.0/16");
        await stores.Book.ExecuteAsync("update node set coa_port = 1700, coa_enabled = false, coa_address = '2001:db8::7'");

        var node = Assert.Single(await stores.Get<INodeQuery>().ListAsync(CancellationToken.None));

        Assert.Equal((1700, false, IPAddress.Parse("2001:db8::7")), (node.CoaPort, node.CoaEnabled, node.CoaAddress));
    }

    [Fact]
    public async Task What_a_node_shows_of_itself_is_kept_and_a_restart_never_moves_back()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var id = await stores.Book.AddNodeAsync("gateway", "10.0.0.0/8");
        var store = stores.Get<INodeStore>();

        await store.RestartedAsync(id, Stores.Noon);
        await store.RestartedAsync(id, Stores.Noon - Duration.FromHours(1));
        await store.LearnedMessageAuthenticatorAsync(id);
        await store.LearnedMessageAuthenticatorAsync(id);

        var node = Assert.Single(await stores.Get<INodeQuery>().ListAsync(CancellationToken.None));
        Assert.Equal((Stores.Noon, true), (node.RestartedAt, node.HasSentMessageAuthenticator));
    }
}
