using System.Net;
using Billing.Contracts.Nodes;
using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Tests.Nodes;

public sealed class AddressTableTests
{
    // As the registry has them: the longest prefix first.
    private static readonly string[] Gateways =
        ["10.0.0.7/32", "10.0.0.8/32", "10.0.0.0/30", "10.0.0.0/24", "0.0.0.0/0", "2001:db8::7/128", "fe80::1/128", "2001:db8::/64"];

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7/32")]
    [InlineData("10.0.0.8", "10.0.0.8/32")]
    [InlineData("10.0.0.2", "10.0.0.0/30")]
    [InlineData("10.0.0.9", "10.0.0.0/24")]
    [InlineData("192.0.2.1", "0.0.0.0/0")]
    [InlineData("2001:db8::7", "2001:db8::7/128")]
    [InlineData("2001:db8::8", "2001:db8::/64")]
    [InlineData("fe80::1%2", "fe80::1/128")] // a packet over a link says which one; its gateway's network does not
    [InlineData("2001:db9::7", null)]
    public void The_longest_prefix_decides(string source, string? gateway)
    {
        var table = new AddressTable([.. Gateways.Select(Gateway)]);

        Assert.Equal(gateway, table.Find(IPAddress.Parse(source))?.View.Name);
    }

    private static Node Gateway(string network, int id) => new(
        new NodeView(id, network, IPNetwork.Parse(network), "secret", "generic", MessageAuthenticatorPolicy.No, false, false, 0, true, null), null!, new());
}
