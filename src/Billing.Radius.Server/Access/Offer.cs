using Billing.Contracts.Accounts;
using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Access;

/// <summary>Reads the credentials of an Access-Request.</summary>
internal static class Offer
{
    // RFC 2548 2.3.2: identifier, flags, the peer's challenge, eight octets of nothing, the response.
    private const int MsChapLength = 50;
    private const int MsChapPeerChallengeAt = 2;
    private const int MsChapResponseAt = 26;

    private const int MsChapChallengeLength = 16;

    /// <summary>Null when there are none, both kinds, or unreadable ones: then nothing is accepted (RFC 2865 5.2, 5.3).</summary>
    /// <remarks>Other kinds are looked for only where there is neither password nor CHAP.</remarks>
    public static Credentials? Read(in RadiusPacket packet, Node node, string alias)
    {
        if (node.Profile.TrustsGateway)
        {
            return new(alias, null, null, IsTrusted: true);
        }

        var hasPassword = packet.TryGet(Attributes.UserPassword, out var hidden);
        var hasChap = packet.TryGet(Attributes.ChapPassword, out var chap);

        if (hasPassword == hasChap)
        {
            return hasPassword ? null : OfOtherKind(packet, alias);
        }

        if (hasPassword)
        {
            Span<byte> clear = stackalloc byte[UserPassword.MaximumLength];

            return UserPassword.TryDecrypt(hidden, packet.Authenticator, node.Secret, clear, out var length)
                ? new(alias, clear[..length].ToArray(), null)
                : null;
        }

        if (chap.Length != ChapPassword.Length)
        {
            return null;
        }

        var challenge = packet.TryGet(Attributes.ChapChallenge, out var given) ? given : packet.Authenticator;

        if (challenge.IsEmpty)
        {
            return null; // one response to it would be right for ever
        }

        return new(alias, null, new(chap[0], challenge.ToArray(), chap[1..].ToArray()));
    }

    /// <summary>Neither password nor CHAP.</summary>
    public static bool IsOfOtherKind(in RadiusPacket packet) =>
        !packet.TryGet(Attributes.UserPassword, out _) && !packet.TryGet(Attributes.ChapPassword, out _);

    private static Credentials? OfOtherKind(in RadiusPacket packet, string alias)
    {
        if (packet.TryGet(Attributes.Microsoft.Chap2Response, out var response))
        {
            return response.Length == MsChapLength
                && packet.TryGet(Attributes.Microsoft.ChapChallenge, out var challenge)
                && challenge.Length == MsChapChallengeLength
                && packet.TryGet(Attributes.UserName, out var userName)
                ? new(alias, null, null, new(
                    userName.ToArray(),
                    challenge.ToArray(),
                    response.Slice(MsChapPeerChallengeAt, MsChapChallengeLength).ToArray(),
                    response[MsChapResponseAt..].ToArray()))
                : null;
        }

        return DigestRequest.Read(packet) is { Response: not null } digest ? digest.Credentials(alias) : null;
    }
}
