using System.Security.Cryptography;
using System.Text;
using Billing.Radius.Server.Access;
using Billing.Testing;
using NodaTime;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>RFC 5090, and the draft before it.</summary>
public sealed class DigestTests(Stage stage)
{
    private const string Realm = "example.com";
    private const string Uri = "sip:97226491335@example.com";

    private static readonly AttributeKey[] Keys =
    [
        Attributes.DigestRealm, Attributes.DigestNonce, Attributes.DigestMethod, Attributes.DigestUri, Attributes.DigestQop, Attributes.DigestAlgorithm,
        Attributes.DigestEntityBodyHash, Attributes.DigestCNonce, Attributes.DigestNonceCount, Attributes.DigestUserName,
    ];

    [Theory]
    //          draft  qop     password  answer
    [InlineData(false, "auth", "secret", RadiusCode.AccessAccept)]
    [InlineData(false, null, "secret", RadiusCode.AccessAccept)]
    [InlineData(false, "auth", "Secret", RadiusCode.AccessReject)]
    [InlineData(true, "auth", "secret", RadiusCode.AccessAccept)]
    [InlineData(true, null, "secret", RadiusCode.AccessAccept)]
    [InlineData(true, "auth", "Secret", RadiusCode.AccessReject)]
    public async Task A_digest_of_the_gateways_own_nonce_proves_the_password(bool isDraft, string? qop, string password, RadiusCode code)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var parts = Parts(user, "3bada1a0", qop);

        var answer = await gateway.AskAuthAsync(Request(gateway, user, parts, Sign(parts, password, "INVITE"), isDraft));

        Assert.Equal(code, answer?.Code);
        Assert.Equal(
            code is RadiusCode.AccessAccept && !isDraft && qop is not null ? Sign(parts, password, "") : null,
            answer!.Text(Attributes.DigestResponseAuth));
    }

    [Theory]
    [InlineData(0)] // the realm
    [InlineData(1)] // the nonce
    [InlineData(2)] // the method
    [InlineData(3)] // the URI
    [InlineData(7)] // the client's nonce
    [InlineData(8)] // its count
    public async Task A_digest_without_one_of_its_parts_is_rejected(int missing)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var parts = Parts(user, "3bada1a0", "auth");
        var response = Sign(parts, "secret", "INVITE");
        parts[missing] = null;

        var answer = await gateway.AskAuthAsync(Request(gateway, user, parts, response, isDraft: true));

        Assert.Equal(missing == 1 ? RadiusCode.AccessChallenge : RadiusCode.AccessReject, answer?.Code);
    }

    [Fact]
    public async Task A_gateway_that_asks_for_a_nonce_is_given_one_that_counts()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        var challenge = await gateway.AskAuthAsync(gateway.Access((ref writer, _) =>
        {
            writer.AddString(Attributes.DigestRealm, Realm);
            writer.AddString(Attributes.DigestMethod, "INVITE");
            writer.AddString(Attributes.DigestUri, Uri);
        }));

        Assert.Equal(RadiusCode.AccessChallenge, challenge?.Code);
        Assert.Equal((Realm, "MD5", "auth", null), (
            challenge!.Text(Attributes.DigestRealm), challenge.Text(Attributes.DigestAlgorithm), challenge.Text(Attributes.DigestQop),
            challenge.Text(Attributes.DigestStale)));
        var parts = Parts(user, challenge.Text(Attributes.DigestNonce)!, "auth");
        var answer = await gateway.AskAuthAsync(Request(gateway, user, parts, Sign(parts, "secret", "INVITE"), isDraft: false));
        Assert.Equal(RadiusCode.AccessAccept, answer?.Code);
    }

    [Fact]
    public async Task A_nonce_of_ours_that_is_too_old_is_answered_with_another()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var old = DigestNonce.Make(DateTimeOffset.UtcNow.AddMinutes(-6).ToUnixTimeSeconds(), Realm, gateway.Secret);
        var parts = Parts(user, old, "auth");

        var answer = await gateway.AskAuthAsync(Request(gateway, user, parts, Sign(parts, "secret", "INVITE"), isDraft: false));

        Assert.Equal((RadiusCode.AccessChallenge, "true"), (answer?.Code, answer?.Text(Attributes.DigestStale)));
        Assert.NotEqual(old, answer!.Text(Attributes.DigestNonce));
    }

    // Silos' clocks differ a little; one of tomorrow would count until then.
    [Theory]
    [InlineData(30, RadiusCode.AccessAccept)]
    [InlineData(360, RadiusCode.AccessChallenge)]
    public async Task A_nonce_of_ours_from_the_future_does_not_count(int secondsAhead, RadiusCode expected)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var parts = Parts(user, DigestNonce.Make(DateTimeOffset.UtcNow.AddSeconds(secondsAhead).ToUnixTimeSeconds(), Realm, gateway.Secret), "auth");

        var answer = await gateway.AskAuthAsync(Request(gateway, user, parts, Sign(parts, "secret", "INVITE"), isDraft: false));

        Assert.Equal(expected, answer?.Code);
    }

    // Over TLS every packet has the same secret, which stands in RFC 6614: what it signs, anybody signs.
    [Theory]
    [InlineData("radsec", false)]
    [InlineData("testing123", true)]
    public async Task Over_TLS_nonces_are_signed_with_the_gateways_own_secret(string secret, bool isOurs)
    {
        using var gateway = await stage.GatewayAsync();
        var now = SystemClock.Instance.GetCurrentInstant();
        var old = DigestNonce.Make((now - Duration.FromMinutes(6)).ToUnixTimeSeconds(), Realm, new SharedSecret(Encoding.UTF8.GetBytes(secret)));
        var parts = Parts("anybody", old, "auth");
        RadiusPacket.TryParse(Request(gateway, "anybody", parts, Sign(parts, "secret", "INVITE"), isDraft: false), out var packet);

        var challenge = DigestChallenge.Of(packet, stage.NodeOf(gateway).OverTls, now, Duration.FromMinutes(5));

        (string, bool)? expected = isOurs ? (Realm, true) : null; // too old, which only ours are
        Assert.Equal(expected, challenge);
    }

    private static string?[] Parts(string user, string nonce, string? qop) =>
        [Realm, nonce, "INVITE", Uri, qop, "MD5", null, qop is null ? null : "56593a80", qop is null ? null : "00000001", user];

    private static string Sign(string?[] parts, string password, string method)
    {
        var key = Hash($"{parts[9]}:{parts[0]}:{password}");
        var request = Hash($"{method}:{parts[3]}");

        return Hash(parts[4] is null ? $"{key}:{parts[1]}:{request}" : $"{key}:{parts[1]}:{parts[8]}:{parts[7]}:{parts[4]}:{request}");
    }

    private static byte[] Request(TestGateway gateway, string user, string?[] parts, string response, bool isDraft) =>
        gateway.Access((ref writer, _) =>
        {
            writer.AddString(Attributes.UserName, user);
            writer.AddString(isDraft ? Attributes.DraftDigestResponse : Attributes.DigestResponse, response);

            for (var i = 0; i < parts.Length; i++)
            {
                if (parts[i] is not { } part)
                {
                    continue;
                }

                if (isDraft)
                {
                    writer.Add(Attributes.DraftDigestAttributes, [(byte)(i + 1), (byte)(part.Length + 2), .. Encoding.UTF8.GetBytes(part)]);
                }
                else
                {
                    writer.AddString(Keys[i], part);
                }
            }
        });

#pragma warning disable CA5351 // digest authentication is MD5
    private static string Hash(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
