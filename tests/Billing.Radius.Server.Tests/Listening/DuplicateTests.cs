using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>RFC 5080 2.2.2: the same packet again is the same answer again, and no second effect.</summary>
public sealed class DuplicateTests(Stage stage)
{
    [Fact]
    public async Task A_repeated_login_gets_the_same_octets_and_holds_nothing_more()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var packet = gateway.Login(user);

        var first = await gateway.AskAuthAsync(packet);
        var second = await gateway.AskAuthAsync(packet);

        Assert.Equal(first!.Octets, second!.Octets);
        Assert.Equal(0.50m, (await stage.Billing.BalanceAsync(user)).Held);
        Assert.Equal((1, 1), (stage.Count(gateway, Outcome.Accepted), stage.Count(gateway, Outcome.Repeated)));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_repeated_stop_gets_the_same_octets_and_charges_nothing_more()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var packet = gateway.Accounting(Status.Stop, user, "d1", new Usage(60, 1_000_000, 2_000_000).Write);

        var first = await gateway.AskAcctAsync(packet);
        var second = await gateway.AskAcctAsync(packet);

        Assert.Equal(first!.Octets, second!.Octets);
        Assert.Equal(9.97m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Equal((1, 1), (stage.Count(gateway, Outcome.Accounted), stage.Count(gateway, Outcome.Repeated)));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_repeated_reject_is_the_same_too()
    {
        using var gateway = await stage.GatewayAsync();
        var packet = gateway.Login("alice", "guess");

        Assert.Equal((await gateway.AskAuthAsync(packet))!.Octets, (await gateway.AskAuthAsync(packet))!.Octets);
        Assert.Equal((1, 1), (stage.Count(gateway, Outcome.Rejected), stage.Count(gateway, Outcome.Repeated)));
    }

    [Fact]
    public async Task The_same_identifier_with_another_authenticator_is_another_request()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var first = gateway.Accounting(Status.Interim, user, "d2", new Usage(60, 0, 1_000_000).Write);

        for (var i = 1; i < 256; i++)
        {
            gateway.Accounting(Status.Interim, user, "unsent"); // the identifiers go round
        }

        var second = gateway.Accounting(Status.Interim, user, "d2", new Usage(120, 0, 2_000_000).Write);
        Assert.Equal(first[1], second[1]);
        await gateway.AskAcctAsync(first);
        await gateway.AskAcctAsync(second);
        await gateway.AskAcctAsync(first); // its place was taken: work again, which changes nothing

        Assert.Equal((3, 0), (stage.Count(gateway, Outcome.Accounted), stage.Count(gateway, Outcome.Repeated)));
        Assert.Equal(0.02m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task The_same_octets_from_another_port_are_another_request()
    {
        using var gateway = await stage.GatewayAsync();
        using var other = stage.Another(gateway);
        var user = await stage.AccountAsync();
        var packet = gateway.Login(user);

        var first = await gateway.AskAuthAsync(packet);
        var second = await other.AskAuthAsync(packet);

        Assert.NotEqual(first!.Find(Attributes.Class), second!.Find(Attributes.Class));
        Assert.Equal(2, stage.Count(gateway, Outcome.Accepted));
    }

    [Fact]
    public async Task A_forged_repeat_gets_nothing_and_harms_nothing()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var packet = gateway.Accounting(Status.Stop, user, "d3", new Usage(60, 1_000_000, 2_000_000).Write);
        var first = await gateway.AskAcctAsync(packet);
        var forged = packet.ToArray();
        forged[^1] ^= 1;

        await stage.RefusesAsync(gateway, forged, atAuth: false, Outcome.BadAuthenticator);

        Assert.Equal(first!.Octets, (await gateway.AskAcctAsync(packet))!.Octets);
        await stage.AuditIsCleanAsync();
    }
}
