using System.Security.Cryptography;

namespace Billing.Radius;

/// <summary>The CHAP response (RFC 2865 5.3, RFC 1994 4.1): the digest of identifier, password and challenge.</summary>
public static class ChapPassword
{
    /// <summary>The CHAP identifier and 16 octets of response.</summary>
    public const int Length = 1 + Md5Hash.DigestLength;

    /// <summary>Whether the response was made with this password. The comparison takes constant time.</summary>
    /// <param name="chapPassword">The attribute's value; never right unless 17 octets long.</param>
    /// <param name="challenge">
    /// The value of CHAP-Challenge, or without it the Request Authenticator (RFC 2865 5.40). Never right if empty:
    /// the response would be good for ever.
    /// </param>
    public static bool Verify(
        ReadOnlySpan<byte> chapPassword, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> password)
    {
        if (chapPassword.Length != Length || challenge.IsEmpty)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[Length];
        Compute(chapPassword[0], challenge, password, expected);
        return CryptographicOperations.FixedTimeEquals(expected, chapPassword);
    }

    /// <summary>Writes the 17 octets of the attribute's value.</summary>
    public static void Compute(
        byte chapIdentifier, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> password, Span<byte> chapPassword)
    {
        chapPassword[0] = chapIdentifier;
        var hash = Md5Hash.Start();
        hash.Append(chapPassword[..1]);
        hash.Append(password);
        hash.Append(challenge);
        hash.Finish(chapPassword[1..]);
    }
}
