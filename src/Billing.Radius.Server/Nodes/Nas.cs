using System.Net;
using Billing.Radius.Server.Listening;

namespace Billing.Radius.Server.Nodes;

/// <summary>What a gateway calls itself: several may be behind one that is configured, a network, or a proxy that says so (Proxy-State, RFC 2865 5.33).</summary>
/// <remarks>Its own claim: which sessions its restart ends depends on it, among those of the configured one, and nothing else.</remarks>
/// <param name="Address">NAS-IP-Address, else NAS-IPv6-Address; that of the packet if it is one of a network and says nothing of itself; null: not known.</param>
/// <param name="Identifier">NAS-Identifier; null: it says none.</param>
internal readonly record struct Nas(string? Address, string? Identifier)
{
    // One that is alone at its address may say what it likes, at the login one thing and another when it accounts: it is itself.
    public static Nas Of(Exchange exchange)
    {
        var packet = exchange.Packet;

        if (!exchange.Node.IsNetwork && !packet.TryGet(Attributes.ProxyState, out _))
        {
            return default;
        }

        var identifier = packet.First(Attributes.NasIdentifier) is { Length: > 0 } said ? said : null;

        return new(AddressOf(packet) ?? (identifier is null && exchange.Node.IsNetwork ? SourceOf(exchange) : null), identifier);
    }

    private static string? AddressOf(in RadiusPacket packet) =>
        (packet.TryGet(Attributes.NasIpAddress, out var octets) && octets.Length == 4)
        || (packet.TryGet(Attributes.NasIpv6Address, out octets) && octets.Length == 16)
            ? Text(octets)
            : null;

    // What was kept in the spool does not say whence it came.
    private static string? SourceOf(Exchange exchange) => Text(RadiusListener.OctetsOf(exchange.Source));

    // 0.0.0.0 is what some say that have not been told theirs.
    private static string? Text(ReadOnlySpan<byte> octets) => octets.ContainsAnyExcept((byte)0) ? new IPAddress(octets).ToString() : null;
}
