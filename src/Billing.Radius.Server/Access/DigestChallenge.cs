using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using NodaTime;

namespace Billing.Radius.Server.Access;

/// <summary>Nonces for gateways that leave them to us (RFC 5090 2.1.2, 2.2.2): asked for, or in place of one that is too old.</summary>
internal static class DigestChallenge
{
    // Another silo's clock may be ahead of ours by so much; a nonce of the future would count for longer than any does.
    private static readonly Duration MostAhead = Duration.FromMinutes(1);

    /// <summary>Whether the request must be answered by a challenge, and with what.</summary>
    /// <remarks>
    /// A gateway that makes its own nonces looks after them itself, unless its profile says that only ours count.
    /// </remarks>
    /// <returns>The answer's realm, and whether the nonce that came is too old; null: no challenge.</returns>
    public static (string Realm, bool IsStale)? Of(in RadiusPacket packet, Node node, Instant now, Duration lifetime)
    {
        if (DigestRequest.Read(packet) is not { } request || RealmOf(request, packet) is not { Length: > 0 } realm)
        {
            return null;
        }

        if (request is not { Response: not null, Nonce: { } nonce })
        {
            return (realm, false);
        }

        return DigestNonce.GivenAt(nonce, realm, node.NonceSecret) switch
        {
            { } at when now - Instant.FromUnixTimeSeconds(at) > lifetime => (realm, true),
            { } at when Instant.FromUnixTimeSeconds(at) - now > MostAhead => (realm, true),
            null when node.Profile.IssuesNonces => (realm, true),
            _ => null,
        };
    }

    public static void Send(Exchange exchange, string realm, bool isStale)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var packet = exchange.Packet;
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessChallenge, packet.Identifier);
        writer.ReserveMessageAuthenticator();
        writer.AddString(Attributes.DigestRealm, realm);
        writer.AddString(Attributes.DigestNonce, DigestNonce.Make(exchange.ArrivedAt.ToUnixTimeSeconds(), realm, exchange.Node.NonceSecret));
        writer.AddString(Attributes.DigestAlgorithm, "MD5");
        writer.AddString(Attributes.DigestQop, "auth");

        if (isStale)
        {
            writer.AddString(Attributes.DigestStale, "true");
        }

        writer.TryAddAll(Attributes.ProxyState, packet);
        exchange.Answer(buffer[..writer.CompleteResponse(packet.Authenticator, exchange.Node.Secret)], Outcome.Challenged);
    }

    // The gateway's own proposal, else the domain of the user.
    private static string? RealmOf(DigestRequest request, in RadiusPacket packet) =>
        request.Realm ?? (packet.First(Attributes.UserName) is { } user && user.LastIndexOf('@') is >= 0 and var at ? user[(at + 1)..] : null);
}
