using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Billing.Contracts.Nodes;

/// <summary>What is written for addresses of a pool: an IPv4 network, or one address.</summary>
public static class PoolNetwork
{
    /// <summary>Completes "expected …".</summary>
    public const string Expected = "IPv4 networks of /16 to /30, such as 10.9.0.0/24, or single addresses";

    /// <returns>Each address of the network but the first and the last; null: it is none.</returns>
    public static IPAddress[]? Addresses(string text)
    {
        if (IPAddress.TryParse(text, out var one))
        {
            return one.AddressFamily is AddressFamily.InterNetwork && one.ToString() == text ? [one] : null;
        }

        if (!IPNetwork.TryParse(text, out var network)
            || network.BaseAddress.AddressFamily is not AddressFamily.InterNetwork
            || network.PrefixLength is < 16 or > 30)
        {
            return null;
        }

        var first = BinaryPrimitives.ReadUInt32BigEndian(network.BaseAddress.GetAddressBytes());
        var count = 1u << (32 - network.PrefixLength);
        var addresses = new IPAddress[count - 2];
        Span<byte> octets = stackalloc byte[sizeof(uint)];

        for (var i = 0u; i < addresses.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets, first + 1 + i);
            addresses[i] = new(octets);
        }

        return addresses;
    }
}
