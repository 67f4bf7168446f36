using System.Security.Cryptography;
using CsCheck;

namespace Billing.Radius.Tests;

public sealed class Md5Tests
{
    [Fact]
    public void The_digest_is_the_platforms_however_the_octets_are_cut() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[0, 300], Gen.Int[0, 300]).Sample((octets, one, two) =>
        {
            var (from, to) = (Math.Min(one, octets.Length), Math.Min(Math.Max(one, two), octets.Length));
            var hash = Md5Hash.Start();
            hash.Append(octets.AsSpan(0, from));
            hash.Append(octets.AsSpan(from, to - from));
            hash.Append(octets.AsSpan(to));
            var digest = new byte[16];
            hash.Finish(digest);
            return digest.AsSpan().SequenceEqual(MD5.HashData(octets));
        }, iter: 20_000);

    [Theory]
    [InlineData(0)]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(119)]
    [InlineData(120)]
    [InlineData(4096)]
    public void The_digest_is_the_platforms_around_the_ends_of_blocks(int length)
    {
        var octets = Enumerable.Range(0, length).Select(i => (byte)(i * 7 % 251)).ToArray();
        var hash = Md5Hash.Start();
        hash.Append(octets);
        var digest = new byte[16];
        hash.Finish(digest);

        Assert.Equal(MD5.HashData(octets), digest);
    }

    [Fact]
    public void The_keyed_digest_is_the_platforms_also_for_keys_longer_than_a_block() =>
        Gen.Select(Gen.Byte.Array[1, 140], Gen.Byte.Array[0, 300]).Sample((key, octets) =>
        {
            var secret = new SharedSecret(key);
            var hmac = secret.StartHmac();
            hmac.Append(octets);
            var digest = new byte[16];
            secret.FinishHmac(ref hmac, digest);
            return digest.AsSpan().SequenceEqual(HMACMD5.HashData(key, octets));
        }, iter: 20_000);
}
