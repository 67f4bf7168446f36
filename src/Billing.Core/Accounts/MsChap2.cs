using System.Security.Cryptography;
using System.Text;

namespace Billing.Core.Accounts;

/// <summary>MS-CHAP version 2 (RFC 2759 8) and the keys for MPPE that are made of it (RFC 3079 3).</summary>
internal static class MsChap2
{
    public const int ChallengeLength = 16;
    public const int ResponseLength = 24;
    public const int KeyLength = 16;

    private const int ShortChallengeLength = 8;

    /// <summary>The password as Windows keeps it: MD4 over its UTF-16.</summary>
    public static byte[] PasswordHash(string password) => Md4.HashData(Encoding.Unicode.GetBytes(password));

    /// <summary>The 24 octets by which the peer proves the password.</summary>
    public static byte[] Response(
        ReadOnlySpan<byte> authenticatorChallenge, ReadOnlySpan<byte> peerChallenge, ReadOnlySpan<byte> userName, ReadOnlySpan<byte> passwordHash)
    {
        Span<byte> challenge = stackalloc byte[ShortChallengeLength];
        Shorten(authenticatorChallenge, peerChallenge, userName, challenge);
        Span<byte> keys = stackalloc byte[21];
        keys.Clear();
        passwordHash.CopyTo(keys);
        var response = new byte[ResponseLength];

        for (var i = 0; i < 3; i++)
        {
            Des.Encrypt(keys.Slice(i * 7, 7), challenge, response.AsSpan(i * Des.BlockLength));
        }

        return response;
    }

    /// <summary>The 20 octets by which we prove to the peer that we know the password as well.</summary>
    public static byte[] AuthenticatorResponse(
        ReadOnlySpan<byte> passwordHash,
        ReadOnlySpan<byte> response,
        ReadOnlySpan<byte> authenticatorChallenge,
        ReadOnlySpan<byte> peerChallenge,
        ReadOnlySpan<byte> userName)
    {
        Span<byte> challenge = stackalloc byte[ShortChallengeLength];
        Shorten(authenticatorChallenge, peerChallenge, userName, challenge);
        var digest = Sha1([.. Md4.HashData(passwordHash), .. response, .. "Magic server to client signing constant"u8]);

        return Sha1([.. digest, .. challenge, .. "Pad to make it do more than one iteration"u8]);
    }

    /// <summary>The key by which a gateway encrypts what it sends to the peer, and the one for what it receives.</summary>
    public static (byte[] Send, byte[] Receive) Keys(ReadOnlySpan<byte> passwordHash, ReadOnlySpan<byte> response)
    {
        var master = Sha1([.. Md4.HashData(passwordHash), .. response, .. "This is the MPPE Master Key"u8])[..KeyLength];

        return (
            Key(master, "On the client side, this is the receive key; on the server side, it is the send key."u8),
            Key(master, "On the client side, this is the send key; on the server side, it is the receive key."u8));
    }

    private static byte[] Key(ReadOnlySpan<byte> master, ReadOnlySpan<byte> purpose)
    {
        Span<byte> zeros = stackalloc byte[40];
        Span<byte> twos = stackalloc byte[40];
        zeros.Clear();
        twos.Fill(0xf2);

        return Sha1([.. master, .. zeros, .. purpose, .. twos])[..KeyLength];
    }

    private static void Shorten(
        ReadOnlySpan<byte> authenticatorChallenge, ReadOnlySpan<byte> peerChallenge, ReadOnlySpan<byte> userName, Span<byte> challenge) =>
        Sha1([.. peerChallenge, .. authenticatorChallenge, .. WithoutDomain(userName)]).AsSpan(0, challenge.Length).CopyTo(challenge);

    // RFC 2759 4: the peer computes with its name alone, and sends DOMAIN\name.
    private static ReadOnlySpan<byte> WithoutDomain(ReadOnlySpan<byte> userName) => userName[(userName.LastIndexOf((byte)'\\') + 1)..];

#pragma warning disable CA5350 // SHA-1 by definition (RFC 2759)
    private static byte[] Sha1(ReadOnlySpan<byte> octets) => SHA1.HashData(octets);
#pragma warning restore CA5350
}
