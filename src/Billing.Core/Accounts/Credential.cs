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

    /// <summary>Never the credential itself: records of it end in logs.</summary>
    public sealed override string ToString() => GetType().Name;

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
}
