using System.Text;
using Billing.Core.Accounts;

namespace Billing.Core.Tests.Accounts;

/// <summary>RFC 1320, FIPS 46-3, RFC 2759 9.2, RFC 3079 3.5.3.</summary>
public sealed class MsChapTests
{
    private const string Password = "clientPass";

    private static readonly byte[] Challenge = Convert.FromHexString("5B5D7C7D7B3F2F3E3C2C602132262628");
    private static readonly byte[] PeerChallenge = Convert.FromHexString("21402324255E262A28295F2B3A337C7E");
    private static readonly byte[] Response = Convert.FromHexString("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF");

    [Theory]
    // RFC 1320 A.5
    [InlineData("", "31d6cfe0d16ae931b73c59d7e0c089c0")]
    [InlineData("a", "bde52cb31de33e46245e05fbdbd6fb24")]
    [InlineData("abc", "a448017aaf21d8525fc10ae87aa6729d")]
    [InlineData("message digest", "d9130a8164549fe818874806e1c7014b")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "043f8582f241db351ce627e153e7f0e4")]
    [InlineData(
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890", "e33b4ddc9c38f2199c3e7b164fcc0536")]
    public void MD4_of_the_RFCs_texts(string text, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(Md4.HashData(Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void DES_is_the_platforms_for_any_key_that_the_platform_takes()
    {
        var random = new Random(7);

        for (var i = 0; i < 200; i++)
        {
            var (key, clear, ours) = (new byte[7], new byte[8], new byte[8]);
            random.NextBytes(key);
            random.NextBytes(clear);

            Des.Encrypt(key, clear, ours);

            Assert.Equal(Platforms(key, clear), ours);
        }
    }

    [Fact]
    public void DES_takes_a_weak_key_too() // NBS Special Publication 500-20: all zeros
    {
        var encrypted = new byte[8];

        Des.Encrypt(new byte[7], new byte[8], encrypted);

        Assert.Equal("8CA64DE9C1B123A7", Convert.ToHexString(encrypted));
    }

    [Fact]
    public void The_response_of_the_RFC()
    {
        var hash = MsChap2.PasswordHash(Password);

        Assert.Equal("44EBBA8D5312B8D611474411F56989AE", Convert.ToHexString(hash));
        Assert.Equal(Response, MsChap2.Response(Challenge, PeerChallenge, "User"u8, hash));
        Assert.Equal(
            "407A5589115FD0D6209F510FE9C04566932CDA56",
            Convert.ToHexString(MsChap2.AuthenticatorResponse(hash, Response, Challenge, PeerChallenge, "User"u8)));
    }

    [Fact]
    public void The_keys_of_the_RFC() =>
        Assert.Equal("8B7CDC149B993A1BA118CB153F56DCCB", Convert.ToHexString(MsChap2.Keys(MsChap2.PasswordHash(Password), Response).Send));

    [Theory]
    [InlineData("User", "clientPass", true)]
    [InlineData(@"DOMAIN\User", "clientPass", true)] // the domain is not part of what is signed
    [InlineData("user", "clientPass", false)]
    [InlineData("User", "ClientPass", false)]
    public void A_response_proves_the_password_for_its_name(string user, string secret, bool proves) =>
        Assert.Equal(proves, new Credential.MsChap(Encoding.UTF8.GetBytes(user), Challenge, PeerChallenge, Response).Proves(secret));

    [Fact]
    public void Challenges_and_responses_of_another_length_prove_nothing()
    {
        Assert.False(new Credential.MsChap("User"u8.ToArray(), Challenge.AsMemory(0, 15), PeerChallenge, Response).Proves(Password));
        Assert.False(new Credential.MsChap("User"u8.ToArray(), Challenge, Array.Empty<byte>(), Response).Proves(Password));
        Assert.False(new Credential.MsChap("User"u8.ToArray(), Challenge, PeerChallenge, Response.AsMemory(0, 23)).Proves(Password));
    }

    private static byte[] Platforms(byte[] key, byte[] clear)
    {
#pragma warning disable CA5351 // what is compared with
        using var des = System.Security.Cryptography.DES.Create();
#pragma warning restore CA5351
        ulong bits = 0;

        foreach (var octet in key)
        {
            bits = (bits << 8) | octet;
        }

        des.Key = [.. Enumerable.Range(0, 8).Select(i => (byte)((bits >> (49 - (7 * i))) << 1 & 0xfe))];

        return des.EncryptEcb(clear, System.Security.Cryptography.PaddingMode.None);
    }
}
