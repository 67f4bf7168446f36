using Billing.Contracts.Accounts;

namespace Billing.Radius.Server.Access;

/// <summary>Reads the credentials of an Access-Request.</summary>
internal static class Offer
{
    /// <summary>Null when there are none, both kinds, or unreadable ones: then nothing is accepted (RFC 2865 5.2, 5.3).</summary>
    public static Credentials? Read(in RadiusPacket packet, SharedSecret secret, string alias)
    {
        var hasPassword = packet.TryGet(Attributes.UserPassword, out var hidden);
        var hasChap = packet.TryGet(Attributes.ChapPassword, out var chap);

        if (hasPassword == hasChap)
        {
            return null;
        }

        if (hasPassword)
        {
            Span<byte> clear = stackalloc byte[UserPassword.MaximumLength];

            return UserPassword.TryDecrypt(hidden, packet.Authenticator, secret, clear, out var length)
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
}
