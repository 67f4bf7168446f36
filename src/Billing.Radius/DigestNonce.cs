using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Billing.Radius;

/// <summary>
/// Nonces of ours for digest authentication (RFC 2617 3.2.1): the time, signed by the secret of the gateway that asks, so that
/// every server that knows it knows the nonce, and none has to remember it.
/// </summary>
public static class DigestNonce
{
    private const string Mark = "b1";
    private const int TimeDigits = 8;

    /// <param name="unixSeconds">When it is given out.</param>
    public static string Make(long unixSeconds, string realm, SharedSecret secret) =>
        Signed(string.Create(CultureInfo.InvariantCulture, $"{Mark}{(uint)unixSeconds:x8}"), realm, secret);

    /// <summary>When it was given out, in seconds since 1970; null: it is none of ours.</summary>
    public static long? GivenAt(string nonce, string realm, SharedSecret secret)
    {
        var length = Mark.Length + TimeDigits;

        if (nonce.Length <= length
            || !nonce.StartsWith(Mark, StringComparison.Ordinal)
            || !uint.TryParse(nonce.AsSpan(Mark.Length, TimeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var at))
        {
            return null;
        }

        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(Signed(nonce[..length], realm, secret))) ? at : null;
    }

    private static string Signed(string head, string realm, SharedSecret secret)
    {
        var octets = Encoding.UTF8.GetBytes(head + realm);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, octets.Length);
        Span<byte> digest = stackalloc byte[Md5Hash.DigestLength];
        var hmac = secret.StartHmac();
        hmac.Append("digest nonce"u8); // so that it signs nothing else that this secret signs
        hmac.Append(length);
        hmac.Append(octets);
        secret.FinishHmac(ref hmac, digest);

        return head + Convert.ToHexStringLower(digest);
    }
}
