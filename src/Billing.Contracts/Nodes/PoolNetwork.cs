using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Billing.Contracts.Nodes;

/// <summary>What is written for the contents of a pool: an IPv4 network or one address; an IPv6 network and the length of its prefixes.</summary>
public static class PoolNetwork
{
    /// <summary>Completes "expected …".</summary>
    public const string Expected = "IPv4 networks of /16 to /30, such as 10.9.0.0/24, or single addresses";

    /// <summary>The same of prefixes.</summary>
    public const string ExpectedPrefixes = "an IPv6 network and the length of each prefix, such as 2001:db8::/48/64, 65536 of them at most";

    private const int MostBits = 16;

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

    /// <returns>Each prefix of the network; null: it is none, or has too many.</returns>
    public static IPNetwork[]? Prefixes(string text)
    {
        if (text.LastIndexOf('/') is not (> 0 and var slash)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || !IPNetwork.TryParse(text.AsSpan(0, slash), out var network)
            || network.BaseAddress.AddressFamily is not AddressFamily.InterNetworkV6
            || length is < 1 or > 128
            || length - network.PrefixLength is < 0 or > MostBits)
        {
            return null;
        }

        var first = BinaryPrimitives.ReadUInt128BigEndian(network.BaseAddress.GetAddressBytes());
        var prefixes = new IPNetwork[1 << (length - network.PrefixLength)];
        Span<byte> octets = stackalloc byte[16];

        for (var i = 0; i < prefixes.Length; i++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(octets, first + ((UInt128)(uint)i << (128 - length)));
            prefixes[i] = new(new IPAddress(octets), length);
        }

        return prefixes;
    }
}
