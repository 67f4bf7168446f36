using System.Net;
using System.Net.Sockets;

namespace Billing.Radius.Server.Nodes;

/// <summary>All gateways, and by source address: those with an address of their own are looked up, only networks are gone through.</summary>
/// <param name="nodes">The longest prefix first.</param>
internal sealed class AddressTable(Node[] nodes)
{
    private readonly Dictionary<IPAddress, Node> _alone = Alone(nodes);
    private readonly Node[] _networks = [.. nodes.Where(node => !IsAlone(node))];

    public Node[] Nodes { get; } = nodes;

    /// <summary>Whose address it is; null: nobody's. IPv4 is not to be mapped to IPv6.</summary>
    public Node? Find(IPAddress source)
    {
        if (_alone.TryGetValue(source, out var known))
        {
            return known;
        }

        foreach (var node in _networks)
        {
            if (node.View.Address.Contains(source))
            {
                return node;
            }
        }

        return null;
    }

    // An IPv6 address hashes with its scope, which a network's address does not have: link-local ones are gone through.
    private static bool IsAlone(Node node) => node.View.Address is { BaseAddress: { IsIPv6LinkLocal: false } address, PrefixLength: var length }
        && length == (address.AddressFamily is AddressFamily.InterNetwork ? 32 : 128);

    private static Dictionary<IPAddress, Node> Alone(Node[] nodes)
    {
        var alone = new Dictionary<IPAddress, Node>(nodes.Length);

        foreach (var node in nodes.Where(IsAlone))
        {
            alone.TryAdd(node.View.Address.BaseAddress, node); // the first, as among networks
        }

        return alone;
    }
}
