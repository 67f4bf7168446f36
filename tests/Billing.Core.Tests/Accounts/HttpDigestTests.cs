using Billing.Core.Accounts;

namespace Billing.Core.Tests.Accounts;

public sealed class HttpDigestTests
{
    // RFC 2617 3.5
    private static readonly HttpDigest Mufasa = new(
        "Mufasa", "testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "GET", "/dir/index.html", "auth", null, "0a4f113b", "00000001");

    [Fact]
    public void The_response_of_the_RFC() => Assert.Equal("6629fae49393a05397450978507c4ef1", Mufasa.Response("Circle Of Life"));

    [Fact]
    public void The_response_of_a_SIP_call() // RFC 5090 6.1
    {
        var call = new HttpDigest(
            "12345678", "example.com", "3bada1a0", "INVITE", "sip:97226491335@example.com", "auth", "MD5", "56593a80", "00000001");

        Assert.Equal("756933f735fcd93f90a4bbdd5467f263", call.Response("secret"));
        Assert.Equal("f847de948d12285f8f4199e366f1af21", call.ServerResponse("secret"));
    }

    [Fact]
    public void The_older_response_has_no_quality_of_protection() => // RFC 2069 2.4, with its erratum
        Assert.Equal("1949323746fe6a43ef61f9606e7febea", new HttpDigest(
            "Mufasa", "testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "GET", "/dir/index.html").Response("CircleOfLife"));

    [Theory]
    //          qop         algorithm   cnonce  count   body   complete
    [InlineData(null, null, null, null, null, true)]
    [InlineData("auth", "MD5", "a", "1", null, true)]
    [InlineData("AUTH", "md5-SESS", "a", "1", null, true)]
    [InlineData("auth-int", null, "a", "1", "ff", true)]
    [InlineData("auth", null, null, "1", null, false)]
    [InlineData("auth", null, "a", null, null, false)]
    [InlineData("auth-int", null, "a", "1", null, false)]
    [InlineData("auth-conf", null, "a", "1", null, false)]
    [InlineData(null, "MD5-sess", null, null, null, false)]
    [InlineData("auth", "SHA-256", "a", "1", null, false)]
    public void A_digest_needs_all_that_its_quality_needs(
        string? qop, string? algorithm, string? cnonce, string? count, string? bodyHash, bool isComplete)
    {
        var digest = Mufasa with { Qop = qop, Algorithm = algorithm, CNonce = cnonce, NonceCount = count, BodyHash = bodyHash };

        Assert.Equal(isComplete, digest.IsComplete);
        Assert.Equal(isComplete, new Credential.Digest(digest, digest.Response("secret")).Proves("secret"));
        Assert.False(new Credential.Digest(digest, digest.Response("secret")).Proves("Secret"));
    }

    [Fact]
    public void Every_part_is_signed()
    {
        HttpDigest[] others =
        [
            Mufasa with { UserName = "Scar" }, Mufasa with { Realm = "host.com" }, Mufasa with { Nonce = "0" }, Mufasa with { Method = "PUT" },
            Mufasa with { Uri = "/" }, Mufasa with { Qop = null }, Mufasa with { Algorithm = "MD5-sess" }, Mufasa with { CNonce = "0" },
            Mufasa with { NonceCount = "00000002" },
        ];

        Assert.Equal(others.Length + 1, others.Append(Mufasa).Select(digest => digest.Response("Circle Of Life")).Distinct().Count());
    }
}
