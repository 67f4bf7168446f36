using System.Text;
using Billing.Contracts.Accounts;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>RFC 2759 9.2 over RFC 2548: user "User", password "clientPass".</summary>
public sealed class MsChapTests(Stage stage)
{
    private const string Right = "82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF";

    [Fact]
    public async Task A_response_is_accepted_with_our_own_and_the_keys()
    {
        using var gateway = await stage.GatewayAsync();
        await UserAsync();
        var request = Request(gateway, Right);

        var accept = await gateway.AskAuthAsync(request);

        Assert.Equal(RadiusCode.AccessAccept, accept?.Code);
        Assert.Equal("\u0007S=407A5589115FD0D6209F510FE9C04566932CDA56", accept!.Text(Attributes.Microsoft.Chap2Success));
        Assert.Equal("8B7CDC149B993A1BA118CB153F56DCCB", Key(accept, Attributes.Microsoft.MppeSendKey, request, gateway.Secret)); // RFC 3079 3.5.3
        Assert.Equal(32, Key(accept, Attributes.Microsoft.MppeRecvKey, request, gateway.Secret).Length);
        Assert.NotEqual(accept.Find(Attributes.Microsoft.MppeSendKey)![..2], accept.Find(Attributes.Microsoft.MppeRecvKey)![..2]);
        Assert.Equal((1u, 6u), (accept.Number(Attributes.Microsoft.MppeEncryptionPolicy), accept.Number(Attributes.Microsoft.MppeEncryptionTypes)));
    }

    [Theory]
    //          response's last octet, challenge's length, response's length   MS-CHAP-Error
    [InlineData(0xde, 16, 50, "691")]
    [InlineData(0xdf, 15, 50, "649")]
    [InlineData(0xdf, 16, 49, "649")]
    public async Task A_wrong_one_is_rejected_with_its_error(byte last, int challengeLength, int length, string error)
    {
        using var gateway = await stage.GatewayAsync();
        await UserAsync();

        var reject = await gateway.AskAuthAsync(Request(gateway, Right[..^2] + Convert.ToHexString([last]), challengeLength, length));

        Assert.Equal(RadiusCode.AccessReject, reject?.Code);
        Assert.StartsWith($"\u0007E={error} R=0 C=", reject!.Text(Attributes.Microsoft.ChapError), StringComparison.Ordinal);
        Assert.Null(reject.Find(Attributes.Microsoft.Chap2Success));
        Assert.Null(reject.Find(Attributes.Microsoft.MppeSendKey));
    }

    [Fact]
    public async Task A_blocked_account_is_told_so()
    {
        using var gateway = await stage.GatewayAsync();
        await UserAsync();
        await StatusAsync(2);

        try
        {
            var reject = await gateway.AskAuthAsync(Request(gateway, Right));
            Assert.Contains("E=647", reject?.Text(Attributes.Microsoft.ChapError), StringComparison.Ordinal);
        }
        finally
        {
            await StatusAsync(1);
        }
    }

    // The others in turn find it as they left it, at once.
    private async Task StatusAsync(int status)
    {
        await stage.Book.ExecuteAsync("update account set status = $1 where login = 'User'", status);
        await stage.Billing.Grains.GetGrain<IAccountGrain>(await stage.QueryAsync<long>("select account_id from account where login = 'User'")).ReloadAsync();
    }

    private async Task UserAsync()
    {
        if (await stage.QueryAsync<long>("select account_id from account where login = 'User'") == 0)
        {
            await stage.AccountAsync(password: "clientPass", login: "User");
        }
    }

    private static byte[] Request(Testing.TestGateway gateway, string response, int challengeLength = 16, int length = 50) =>
        gateway.Access((ref writer, _) =>
        {
            writer.AddString(Attributes.UserName, "User");
            writer.Add(Attributes.Microsoft.ChapChallenge, Convert.FromHexString("5B5D7C7D7B3F2F3E3C2C602132262628").AsSpan(0, challengeLength));
            byte[] value = [7, 0, .. Convert.FromHexString("21402324255E262A28295F2B3A337C7E"), .. new byte[8], .. Convert.FromHexString(response)];
            writer.Add(Attributes.Microsoft.Chap2Response, value.AsSpan(0, length));
        });

    private static string Key(Testing.Answer accept, AttributeKey key, byte[] request, SharedSecret secret)
    {
        var clear = new byte[240];
        Assert.True(SaltEncryption.TryDecrypt(accept.Find(key), request.AsSpan(4, 16), secret, clear, out var length));

        return Convert.ToHexString(clear.AsSpan(1, length));
    }
}
