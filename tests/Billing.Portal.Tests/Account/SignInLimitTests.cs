using System.Net;
using System.Text.RegularExpressions;
using System.Threading.RateLimiting;
using Billing.Portal.Users;
using Microsoft.AspNetCore.Http;

namespace Billing.Portal.Tests.Account;

/// <summary>Who tries to sign in all the time is told to wait, before any password is hashed.</summary>
public sealed partial class SignInLimitTests(PortalFixture portal)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_source_that_tried_often_waits_and_reads_why()
    {
        await using var billing = await portal.StartAsync(("Billing:Portal:SignInsPerMinute", "3"));
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = billing.Portal };
        var form = await client.GetStringAsync("/account/sign-in", Cancel);

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Contains("That did not work.", await TryAsync(HttpStatusCode.OK), StringComparison.Ordinal);
        }

        Assert.Contains("Wait a minute, then try again.", await TryAsync(HttpStatusCode.TooManyRequests), StringComparison.Ordinal);
        using var passkey = await client.PostAsync("/account/passkey/request", null, Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, passkey.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/account/sign-in", Cancel)).StatusCode); // looking at the form is free

        async Task<string> TryAsync(HttpStatusCode expected)
        {
            using var answer = await client.PostAsync("/account/sign-in", new FormUrlEncodedContent([
                new("_handler", "sign-in"), new("__RequestVerificationToken", Token().Match(form).Groups[1].Value), new("Form.UserName", "nobody"), new("Form.Password", "a-wrong-password"),
            ]), Cancel);
            Assert.Equal(expected, answer.StatusCode);

            return await answer.Content.ReadAsStringAsync(Cancel);
        }
    }

    // Whoever has somebody's session tries that one's password, or the six digits of a key, no faster than at the door.
    [Fact]
    public async Task Who_is_signed_in_proves_it_once_more_no_faster_than_at_signing_in()
    {
        await using var billing = await portal.StartAsync(("Billing:Portal:SignInsPerMinute", "2"));
        using var client = await portal.ClientAsync("finance", billing);

        Assert.Contains("The present password is not right.", await TryAsync("/account/profile", "password", HttpStatusCode.OK, ("Form.Present", "wrong"), ("Form.New", "another-password-1")), StringComparison.Ordinal);
        Assert.Contains("This code does not work.", await TryAsync("/account/authenticator", "set-up", HttpStatusCode.OK, ("Form.Code", "123456")), StringComparison.Ordinal);
        await WaitsAsync("/account/profile", "password", ("Form.Present", "wrong"), ("Form.New", "another-password-1"));
        await WaitsAsync("/account/authenticator", "begin", ("Proof.Password", "wrong"));
        await WaitsAsync("/account/authenticator", "set-up", ("Form.Code", "123456"));

        async Task WaitsAsync(string address, string form, params (string Name, string Value)[] fields) => Assert.Contains(
            "Wait a minute, then try again.", await TryAsync(address, form, HttpStatusCode.TooManyRequests, fields), StringComparison.Ordinal);

        async Task<string> TryAsync(string address, string form, HttpStatusCode expected, params (string Name, string Value)[] fields)
        {
            using var page = await client.GetAsync(address, Cancel);
            var cookie = page.Headers.TryGetValues("Set-Cookie", out var set) ? set.Select(one => one.Split(';')[0]) : [];
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new FormUrlEncodedContent(
                [
                    new("_handler", form), new("__RequestVerificationToken", Token().Match(await page.Content.ReadAsStringAsync(Cancel)).Groups[1].Value),
                    .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
                ]),
            };
            request.Headers.Add("Cookie", string.Join("; ", cookie.Prepend(client.DefaultRequestHeaders.GetValues("Cookie").Single())));
            using var answer = await client.SendAsync(request, Cancel);
            Assert.Equal(expected, answer.StatusCode);

            return await answer.Content.ReadAsStringAsync(Cancel);
        }
    }

    [Fact]
    public async Task Few_are_judged_at_once_some_wait_and_the_rest_is_told_to_come_again()
    {
        using var limits = new SignInLimits(1_000);
        List<RateLimitLease> judged = [await FromAsync(1), await FromAsync(2)];
        Assert.All(judged, turn => Assert.True(turn.IsAcquired));
        var waiting = Enumerable.Range(3, SignInLimits.Waiting).Select(host => FromAsync(host).AsTask()).ToArray();

        Assert.False((await FromAsync(99)).IsAcquired);
        Assert.All(waiting, turn => Assert.False(turn.IsCompleted));
        judged[0].Dispose();
        Assert.True((await waiting[0]).IsAcquired);

        ValueTask<RateLimitLease> FromAsync(int host) =>
            limits.AcquireAsync(new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse($"192.0.2.{host}") } });
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void A_source_is_a_line(string address, string line) => Assert.Equal(IPAddress.Parse(line), SignInLimits.Line(IPAddress.Parse(address)));

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex Token();
}
