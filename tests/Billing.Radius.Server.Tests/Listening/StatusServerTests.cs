using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>RFC 5997. That it is silent while nothing can be made durable is in <see cref="Accounting.OutageTests"/>.</summary>
public sealed class StatusServerTests(Stage stage)
{
    [Fact]
    public async Task Both_ports_say_that_they_serve()
    {
        using var gateway = await stage.GatewayAsync();

        var auth = await gateway.AskAuthAsync(gateway.StatusServer());
        var acct = await gateway.AskAcctAsync(gateway.StatusServer());

        Assert.Equal((RadiusCode.AccessAccept, RadiusCode.AccountingResponse), (auth?.Code, acct?.Code));
        Assert.All([auth, acct], answer => Assert.Equal(16, answer!.Find(Attributes.MessageAuthenticator)?.Length));
        Assert.Equal(2, stage.Count(gateway, Outcome.Status));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_right_Message_Authenticator_they_say_nothing(bool atAuth)
    {
        using var gateway = await stage.GatewayAsync();
        var wrong = gateway.StatusServer();
        wrong[^1] ^= 1;

        await stage.RefusesAsync(gateway, gateway.Request(RadiusCode.StatusServer, (ref _) => { }), atAuth, Outcome.MissingMessageAuthenticator);
        await stage.RefusesAsync(gateway, wrong, atAuth, Outcome.BadMessageAuthenticator);
    }
}
