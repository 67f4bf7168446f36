using Billing.Testing;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>A captive portal in place of a reject, for who has nothing to spend.</summary>
public sealed class HotlineTests
{
    [Fact]
    public async Task Who_has_nothing_to_spend_is_let_in_to_the_portal_and_charged_for_nothing()
    {
        await using var own = await OwnProfile.WithAsync(
            """ "hotline": ["Filter-Id=portal", "WISPr-Redirection-URL=https://pay.example/?user={user}"], "hotlineSeconds": 120 """);
        var billing = own.Billing;
        using var gateway = new TestGateway(billing);
        await Stage.AddAccountAsync(billing, "broke", "secret", "Prepaid data", 0, 0);

        var accept = await gateway.LogInAsync("broke");

        Assert.Equal(("portal", "https://pay.example/?user=broke", 120u), (
            accept.Text(Attributes.FilterId), accept.Text(Attributes.Wispr.RedirectionUrl), accept.Number(Attributes.SessionTimeout)));
        await gateway.ReportAsync(Status.Start, "broke", "h1", new() { Class = accept.Find(Attributes.Class) });
        await gateway.ReportAsync(Status.Stop, "broke", "h1", new(60, 0, 5_000_000) { Class = accept.Find(Attributes.Class) });
        Assert.Equal((0m, 0), ((await billing.BalanceAsync("broke")).Posted, (await billing.BalanceAsync("broke")).OpenSessions));
        Assert.Empty(await billing.XdrsAsync("broke"));

        // Only who proved themselves, and for nothing but money.
        Assert.Equal("unknown user or wrong password", await gateway.IsRejectedAsync("broke", password: "wrong"));
        Assert.NotEqual(accept.Find(Attributes.Class), (await gateway.LogInAsync("alice", password: "wonderland")).Find(Attributes.Class));
        Assert.Empty((await billing.AuditAsync()).Differences);
    }
}
