using System.Security.Cryptography;
using System.Text;

namespace Billing.Core.Accounts;

/// <summary>What somebody offers to prove that an account is theirs.</summary>
public abstract record Credential
{
    private Credential()
    {
    }

    /// <summary>Whether it proves knowledge of <paramref name="secret"/>; takes the same time whether it does or not.</summary>
    public abstract bool Proves(string secret);

    /// <summary>What tells the other side that we know <paramref name="secret"/> too; null where the method has none.</summary>
    public virtual MutualProof? Answer(string secret) => null;

    /// <summary>Never the credential itself: records of it end in logs.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>The gateway proved who it is by other means, such as a SIM.</summary>
    public sealed record Trusted : Credential
    {
        public static readonly Trusted One = new();

        public override bool Proves(string secret) => true;
    }

    /// <summary>The password in clear (PAP).</summary>
    public sealed record Password(ReadOnlyMemory<byte> Octets) : Credential
    {
        public override bool Proves(string secret) =>
            CryptographicOperations.FixedTimeEquals(Octets.Span, Encoding.UTF8.GetBytes(secret));
    }

    /// <summary>A CHAP response (RFC 1994 4.1): MD5 over identifier, secret and challenge.</summary>
    public sealed record Chap(byte Identifier, ReadOnlyMemory<byte> Challenge, ReadOnlyMemory<byte> Response) : Credential
    {
        public override bool Proves(string secret)
        {
            Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
#pragma warning disable CA5351 // CHAP is MD5 by definition (RFC 1994); nothing else here is
            MD5.HashData([Identifier, .. Encoding.UTF8.GetBytes(secret), .. Challenge.Span], digest);
#pragma warning restore CA5351

            return CryptographicOperations.FixedTimeEquals(Response.Span, digest);
        }
    }

    /// <summary>An MS-CHAP version 2 response (RFC 2759).</summary>
    public sealed record MsChap(
        ReadOnlyMemory<byte> UserName, ReadOnlyMemory<byte> Challenge, ReadOnlyMemory<byte> PeerChallenge, ReadOnlyMemory<byte> Response) : Credential
    {
        public override bool Proves(string secret) =>
            Challenge.Length == MsChap2.ChallengeLength
            && PeerChallenge.Length == MsChap2.ChallengeLength
            && CryptographicOperations.FixedTimeEquals(
                Response.Span, MsChap2.Response(Challenge.Span, PeerChallenge.Span, UserName.Span, MsChap2.PasswordHash(secret)));

        public override MutualProof Answer(string secret)
        {
            var hash = MsChap2.PasswordHash(secret);
            var (send, receive) = MsChap2.Keys(hash, Response.Span);

            return new(MsChap2.AuthenticatorResponse(hash, Response.Span, Challenge.Span, PeerChallenge.Span, UserName.Span), send, receive);
        }
    }

    /// <summary>A digest response of HTTP or SIP (RFC 2617, RFC 5090).</summary>
    /// <param name="Response">32 hexadecimal digits.</param>
    public sealed record Digest(HttpDigest Of, string Response) : Credential
    {
        public override bool Proves(string secret) =>
            Of.IsComplete
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Response.ToLowerInvariant()), Encoding.UTF8.GetBytes(Of.Response(secret)));

        public override MutualProof Answer(string secret) => new(Encoding.UTF8.GetBytes(Of.ServerResponse(secret)), default, default);
    }
}

/// <summary>What proves to somebody who logged in that we know their secret too.</summary>
/// <param name="SendKey">By which the gateway encrypts what it sends; empty where the method makes no keys.</param>
/// <param name="ReceiveKey">By which it decrypts what it receives.</param>
public sealed record MutualProof(ReadOnlyMemory<byte> Response, ReadOnlyMemory<byte> SendKey, ReadOnlyMemory<byte> ReceiveKey)
{
    public override string ToString() => nameof(MutualProof);
}
