using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>RFC 3579 3.2 and CVE-2024-3596: who must prove that the whole packet is its own.</summary>
public sealed class MessageAuthenticatorTests(Stage stage)
{
    [Fact]
    public async Task One_that_is_wrong_gets_no_answer()
    {
        using var gateway = await stage.GatewayAsync();
        var packet = gateway.SignedLogin("alice", "wonderland");
        packet[22] ^= 1;

        await stage.RefusesAsync(gateway, packet, atAuth: true, Outcome.BadMessageAuthenticator);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(0)]
    public async Task One_of_another_length_than_16_gets_no_answer(int length)
    {
        using var gateway = await stage.GatewayAsync();
        var packet = gateway.Login("alice", "wonderland", (ref writer) => writer.Add(Attributes.MessageAuthenticator, new byte[length]));

        await stage.RefusesAsync(gateway, packet, atAuth: true, Outcome.BadMessageAuthenticator);
    }

    [Fact]
    public async Task Two_of_them_get_no_answer()
    {
        using var gateway = await stage.GatewayAsync();
        var packet = gateway.SignedLogin("alice", "wonderland", (ref writer) => writer.Add(Attributes.MessageAuthenticator, new byte[16]));

        await stage.RefusesAsync(gateway, packet, atAuth: true, Outcome.BadMessageAuthenticator);
    }

    [Fact]
    public async Task One_that_is_wrong_in_an_accounting_request_gets_no_answer()
    {
        using var gateway = await stage.GatewayAsync();
        var packet = gateway.Accounting(
            Status.Start, "alice", "m1", (ref writer) => writer.Add(Attributes.MessageAuthenticator, new byte[16]));

        await stage.RefusesAsync(gateway, packet, atAuth: false, Outcome.BadMessageAuthenticator);
    }

    [Theory]
    //          policy  limit  signed  Proxy-State  answered
    [InlineData("yes", true, true, false, true)]
    [InlineData("yes", true, false, false, false)]
    [InlineData("yes", false, false, false, false)]
    [InlineData("yes", true, true, true, true)]
    [InlineData("no", false, false, false, true)]
    [InlineData("no", false, false, true, true)]
    [InlineData("no", true, false, false, true)]
    [InlineData("no", true, false, true, false)]
    [InlineData("no", true, true, true, true)]
    [InlineData("auto", true, false, false, true)]
    [InlineData("auto", true, false, true, false)]
    [InlineData("auto", true, true, true, true)]
    public async Task A_gateway_must_send_one_as_it_is_configured(
        string policy, bool limitProxyState, bool isSigned, bool hasProxyState, bool isAnswered)
    {
        using var gateway = await stage.GatewayAsync(policy: policy, limitProxyState: limitProxyState);
        var user = await stage.AccountAsync();
        Testing.TestGateway.Fill more = (ref writer) =>
        {
            if (hasProxyState)
            {
                writer.Add(Attributes.ProxyState, [1, 2, 3]);
            }
        };
        var packet = isSigned ? gateway.SignedLogin(user, more: more) : gateway.Login(user, more: more);

        if (isAnswered)
        {
            Assert.Equal(RadiusCode.AccessAccept, (await gateway.AskAuthAsync(packet))?.Code);
        }
        else
        {
            await stage.RefusesAsync(gateway, packet, atAuth: true, Outcome.MissingMessageAuthenticator);
        }
    }

    [Fact]
    public async Task A_gateway_that_has_sent_one_must_go_on_to_and_that_is_kept()
    {
        using var gateway = await stage.GatewayAsync(policy: "auto");
        var user = await stage.AccountAsync();
        Assert.Equal(RadiusCode.AccessAccept, (await gateway.AskAuthAsync(gateway.Login(user)))?.Code);
        Assert.Equal(RadiusCode.AccessAccept, (await gateway.AskAuthAsync(gateway.SignedLogin(user)))?.Code);

        await stage.RefusesAsync(gateway, gateway.Login(user), atAuth: true, Outcome.MissingMessageAuthenticator);
        await Eventually.IsAsync(
            () => stage.QueryAsync<bool>("select has_sent_message_authenticator from node where name = $1", gateway.Name),
            "what was learned is in the table");
    }

    [Fact]
    public async Task A_wrong_one_teaches_nothing()
    {
        using var gateway = await stage.GatewayAsync(policy: "auto");
        var user = await stage.AccountAsync();
        var forged = gateway.SignedLogin(user);
        forged[30] ^= 1;
        await stage.RefusesAsync(gateway, forged, atAuth: true, Outcome.BadMessageAuthenticator);

        Assert.Equal(RadiusCode.AccessAccept, (await gateway.AskAuthAsync(gateway.Login(user)))?.Code);
    }

    [Fact]
    public async Task EAP_without_one_gets_no_answer_and_with_one_a_reject()
    {
        using var gateway = await stage.GatewayAsync();
        Testing.TestGateway.Fill eap = (ref writer) => writer.Add(Attributes.EapMessage, [2, 1, 0, 10, 1, (byte)'a', (byte)'l', (byte)'i', (byte)'c', (byte)'e']);

        await stage.RefusesAsync(gateway, gateway.Login("alice", "wonderland", eap), atAuth: true, Outcome.MissingMessageAuthenticator);
        var answer = await gateway.AskAuthAsync(gateway.Access((ref writer, _) =>
        {
            writer.ReserveMessageAuthenticator();
            writer.AddString(Attributes.UserName, "alice");
            eap(ref writer);
        }));
        Assert.Equal(RadiusCode.AccessReject, answer?.Code);
    }

    [Fact]
    public async Task It_is_the_first_attribute_of_every_answer_to_an_access_request()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync("Everything", limit: 100);
        byte[][] requests =
        [
            gateway.Login(user),
            gateway.SignedLogin(user),
            gateway.Login(user, more: (ref writer) => writer.AddString(Attributes.CalledStationId, "12125550199")),
            gateway.Login(user, more: (ref writer) => writer.AddString(Attributes.CalledStationId, "9001234567")),
            gateway.Login(user, "wrong"),
            gateway.Login("nobody"),
            gateway.Login(user, more: (ref writer) => writer.Add(Attributes.ProxyState, [7])),
            gateway.StatusServer(),
        ];

        foreach (var request in requests)
        {
            var answer = await gateway.AskAuthAsync(request);
            Assert.NotNull(answer);
            Assert.Equal([80, 18], answer.Octets[20..22]);
        }
    }
}
