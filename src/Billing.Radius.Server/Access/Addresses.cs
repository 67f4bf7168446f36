using System.Net;
using System.Net.Sockets;
using Billing.Contracts.Accounts;
using Billing.Contracts.Nodes;
using Billing.Core.Tariffs;

namespace Billing.Radius.Server.Access;

/// <summary>What a data session is to be reached by; null of each: its gateway gives it, or nobody does.</summary>
/// <param name="Address">The account's own, or one of a pool.</param>
/// <param name="Link">An IPv6 prefix of the link to the user.</param>
/// <param name="Delegated">One for the network behind the user's router.</param>
internal sealed record Addresses(IPAddress? Address, IPNetwork? Link, IPNetwork? Delegated)
{
    public static readonly Addresses None = new(null, null, null);

    /// <summary>Leases of the gateway's pools what the session does not have.</summary>
    /// <returns>Null: of one of them none is free. A session without what its gateway counts on would be worse than none.</returns>
    public static async ValueTask<Addresses?> LeaseAsync(IGrainFactory grains, NodeView node, AccessReply reply, Guid session)
    {
        if (reply.Unit is not Unit.Byte)
        {
            return None;
        }

        var address = reply.FramedAddress;

        if (address is null && node.AddressPoolId is { } pool && (address = await grains.GetGrain<IAddressPoolGrain>(pool).LeaseAsync(session)) is null)
        {
            return null;
        }

        string? link = null, delegated = null;

        if (node.LinkPoolId is { } links && (link = await grains.GetGrain<IAddressPoolGrain>(links).LeasePrefixAsync(session)) is null)
        {
            return null;
        }

        if (node.DelegatedPoolId is { } behind && (delegated = await grains.GetGrain<IAddressPoolGrain>(behind).LeasePrefixAsync(session)) is null)
        {
            return null;
        }

        return new(address is null ? null : IPAddress.Parse(address), Parsed(link), Parsed(delegated));
    }

    /// <summary>Writes them.</summary>
    public void Write(ref RadiusPacketWriter writer)
    {
        if (Address is { } address)
        {
            writer.Add(address.AddressFamily is AddressFamily.InterNetwork ? Attributes.FramedIpAddress : Attributes.FramedIpv6Address, address.GetAddressBytes());
        }

        Write(ref writer, Attributes.FramedIpv6Prefix, Link);
        Write(ref writer, Attributes.DelegatedIpv6Prefix, Delegated);
    }

    // A reserved octet, the length in bits, and as many octets as have bits of the prefix (RFC 3162 2.3, RFC 4818 3).
    private static void Write(ref RadiusPacketWriter writer, AttributeKey key, IPNetwork? prefix)
    {
        if (prefix is { } network)
        {
            writer.Add(key, [0, (byte)network.PrefixLength, .. network.BaseAddress.GetAddressBytes().AsSpan(0, (network.PrefixLength + 7) / 8)]);
        }
    }

    private static IPNetwork? Parsed(string? prefix) => prefix is null ? null : IPNetwork.Parse(prefix);
}
