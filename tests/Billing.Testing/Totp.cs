using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Billing.Testing;

/// <summary>An authenticator app (RFC 6238), written apart from the product's.</summary>
public static class Totp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <param name="key">As the portal shows it, in base 32; 32 letters.</param>
    public static string Code(string key, DateTimeOffset at)
    {
        var letters = key.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        var number = letters.Aggregate(BigInteger.Zero, (sum, letter) => (sum * 32) + Alphabet.IndexOf(letter, StringComparison.Ordinal));
        var secret = new byte[letters.Length * 5 / 8];
        number.ToByteArray(isUnsigned: true, isBigEndian: true).CopyTo(secret, secret.Length - number.GetByteCount(isUnsigned: true));
        var moment = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(moment, at.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // the RFC's hash
        var hash = HMACSHA1.HashData(secret, moment);
#pragma warning restore CA5350
        var code = (BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & 0x7fffffff) % 1_000_000;

        return code.ToString("000000", CultureInfo.InvariantCulture);
    }
}
