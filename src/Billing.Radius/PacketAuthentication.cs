using System.Security.Cryptography;

namespace Billing.Radius;

/// <summary>Whether a packet carries a Message-Authenticator, and whether it is right.</summary>
public enum MessageAuthenticatorState : byte
{
    Absent,
    Valid,

    /// <summary>Wrong, not 16 octets long, or more than one of them.</summary>
    Invalid,
}

/// <summary>Whether a packet comes from someone who knows the secret. All comparisons take constant time.</summary>
public static class PacketAuthentication
{
    /// <summary>Checks the Request Authenticator of an Accounting, CoA or Disconnect request.</summary>
    /// <remarks>RFC 2866 3, RFC 5176 2.3. Other codes carry a random authenticator: never true for them.</remarks>
    public static bool VerifyAccountingRequest(in RadiusPacket packet, SharedSecret secret) =>
        HasHashedAuthenticator(packet.Code) && AuthenticatorMatches(packet, Zeros, secret);

    /// <summary>Checks a request's Message-Authenticator (RFC 3579 3.2, RFC 5176 3.4, RFC 5997 3).</summary>
    public static MessageAuthenticatorState CheckMessageAuthenticator(in RadiusPacket request, SharedSecret secret) =>
        Check(request, HasHashedAuthenticator(request.Code) ? Zeros : request.Authenticator, secret);

    /// <summary>Checks a response's authenticator, and its Message-Authenticator if it has one.</summary>
    /// <param name="requestAuthenticator">The 16 octets that the request was sent with.</param>
    public static bool VerifyResponse(
        in RadiusPacket response, ReadOnlySpan<byte> requestAuthenticator, SharedSecret secret) =>
        AuthenticatorMatches(response, requestAuthenticator, secret)
        && Check(response, requestAuthenticator, secret) != MessageAuthenticatorState.Invalid;

    /// <summary>Whether the Request Authenticator is computed over the packet rather than random.</summary>
    internal static bool HasHashedAuthenticator(RadiusCode code) =>
        code is RadiusCode.AccountingRequest or RadiusCode.CoaRequest or RadiusCode.DisconnectRequest;

    private static ReadOnlySpan<byte> Zeros => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static bool AuthenticatorMatches(
        in RadiusPacket packet, ReadOnlySpan<byte> authenticator, SharedSecret secret)
    {
        Span<byte> expected = stackalloc byte[Md5Hash.DigestLength];
        var hash = Md5Hash.Start();
        hash.Append(packet.Octets[..RadiusPacket.AuthenticatorOffset]);
        hash.Append(authenticator);
        hash.Append(packet.AttributeOctets);
        hash.Append(secret.Octets);
        hash.Finish(expected);
        return CryptographicOperations.FixedTimeEquals(expected, packet.Authenticator);
    }

    private static MessageAuthenticatorState Check(
        in RadiusPacket packet, ReadOnlySpan<byte> authenticator, SharedSecret secret)
    {
        if (!TryFind(packet.AttributeOctets, out var offset))
        {
            return MessageAuthenticatorState.Absent;
        }

        var attributes = packet.AttributeOctets;

        if (attributes[offset - 1] != Md5Hash.DigestLength + 2
            || TryFind(attributes[(offset + Md5Hash.DigestLength)..], out _))
        {
            return MessageAuthenticatorState.Invalid;
        }

        Span<byte> expected = stackalloc byte[Md5Hash.DigestLength];
        var hmac = secret.StartHmac();
        hmac.Append(packet.Octets[..RadiusPacket.AuthenticatorOffset]);
        hmac.Append(authenticator);
        hmac.Append(attributes[..offset]);
        hmac.Append(Zeros);
        hmac.Append(attributes[(offset + Md5Hash.DigestLength)..]);
        secret.FinishHmac(ref hmac, expected);

        return CryptographicOperations.FixedTimeEquals(expected, attributes.Slice(offset, Md5Hash.DigestLength))
            ? MessageAuthenticatorState.Valid
            : MessageAuthenticatorState.Invalid;
    }

    /// <param name="offset">Where the value of the first Message-Authenticator begins.</param>
    private static bool TryFind(ReadOnlySpan<byte> attributes, out int offset)
    {
        for (offset = 2; offset <= attributes.Length; offset += attributes[offset - 1])
        {
            if (attributes[offset - 2] == Attributes.MessageAuthenticator.Type)
            {
                return true;
            }
        }

        return false;
    }
}
