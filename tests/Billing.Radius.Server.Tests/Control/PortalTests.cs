using Billing.Contracts.Sessions;
using Billing.Testing;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>Captive portals of gateways that report what is used and go on: sent there and let out by CoA, in one session.</summary>
public sealed class PortalTests(Stage stage)
{
    [Fact]
    public async Task Who_pays_is_let_out_and_goes_on_in_the_same_session_as_often_as_it_happens()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var user = await stage.AccountAsync(funds: 0.50m);
        var session = await nas.StartAsync(user, "i1");

        await nas.Gateway.ReportAsync(Status.Interim, user, "i1", new(60, 0, 50_400_000));
        Assert.Equal(Command("activate"), Pairs((await nas.RequestsAsync(1))[0]));
        Assert.Null((await nas.RequestsAsync(1))[0].Number(Attributes.SessionTimeout)); // commands take nothing beside them

        await PayAsync(user, "first", 1);
        Assert.Equal(Command("deactivate"), Pairs((await nas.RequestsAsync(2))[1]));
        var lifted = (await nas.RecordsAsync(session))[0];
        Assert.Equal(
            (ControlKind.ChangePolicy, null, "rule: funds", ControlOutcome.Acknowledged), (lifted.Kind, lifted.Policy, lifted.By, lifted.Outcome));

        // What is used from then on is charged as before, and nobody is told anything.
        await nas.Gateway.ReportAsync(Status.Interim, user, "i1", new(120, 0, 100_000_000));
        await nas.RequestsAsync(2);
        Assert.Equal(1.00m, (await stage.Billing.BalanceAsync(user)).Unsettled);

        await nas.Gateway.ReportAsync(Status.Interim, user, "i1", new(180, 0, 150_400_000));
        Assert.Equal(Command("activate"), Pairs((await nas.RequestsAsync(3))[2]));
        await PayAsync(user, "second", 1);
        Assert.Equal(Command("deactivate"), Pairs((await nas.RequestsAsync(4))[3]));

        await nas.Gateway.ReportAsync(Status.Stop, user, "i1", new(240, 0, 170_000_000));
        await nas.RequestsAsync(4);
        Assert.Equal(0.80m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_gateway_that_does_not_let_out_has_the_session_end_and_come_back()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        nas.Port.Answers = (_, request) => [IsCommand(request, "deactivate") ? nas.Port.Nak(request, 404) : nas.Port.Ack(request)];
        var user = await stage.AccountAsync(funds: 0.50m);
        await nas.StartAsync(user, "i2");
        await nas.Gateway.ReportAsync(Status.Interim, user, "i2", new(60, 0, 50_400_000));
        await nas.RequestsAsync(1);

        await PayAsync(user, "refused", 1);

        var requests = await nas.RequestsAsync(3);
        Assert.Equal(
            [RadiusCode.CoaRequest, RadiusCode.CoaRequest, RadiusCode.DisconnectRequest], requests.Select(request => request.Code));
        await nas.Gateway.ReportAsync(Status.Stop, user, "i2", new(90, 0, 51_000_000));
        Assert.Equal(RadiusCode.AccessAccept, (await nas.Gateway.LogInAsync(user)).Code);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Huaweis_group_is_the_portals_until_it_is_paid()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "huawei-hotline");
        var broke = await nas.Gateway.LogInAsync(await stage.AccountAsync(funds: 0));
        Assert.Equal(("to-pay", 300u), (broke.Text(Attributes.FilterId), broke.Number(Attributes.SessionTimeout)));
        var user = await stage.AccountAsync(funds: 0.50m);
        await nas.StartAsync(user, "u1");

        await nas.Gateway.ReportAsync(Status.Interim, user, "u1", new(60, 0, 50_400_000));
        await nas.RequestsAsync(1);
        await PayAsync(user, "paid", 1);

        var requests = await nas.RequestsAsync(2);
        Assert.Equal(
            [("to-pay", $"https://pay.example/?user={user}", 300u), ("paid", null, 86_400u)],
            requests.Select(request => (
                request.Text(Attributes.FilterId), request.Text(new(Attributes.Huawei.Vendor, 27)), request.Number(Attributes.SessionTimeout))));
        await nas.Gateway.ReportAsync(Status.Stop, user, "u1", new(90, 0, 52_000_000));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    //          profile              vendor, type    what it is let in with
    [InlineData("cisco-isg-hotline", 9u, 250u, "AL4REDIRECT")]
    [InlineData("wimax-hotline", 24757u, 53u, "to-pay")]
    public async Task Who_has_nothing_to_spend_is_let_in_to_the_portal(string profile, uint vendor, uint type, string value)
    {
        using var gateway = await stage.GatewayAsync(profile);

        var accept = await gateway.LogInAsync(await stage.AccountAsync(funds: 0));

        Assert.Equal((value, 300u), (accept.Text(new(vendor, type)), accept.Number(Attributes.SessionTimeout)));
    }

    private static string[] Command(string what) => Portals.Command(what);

    private static string[] Pairs(Answer request) => Portals.Pairs(request);

    private static bool IsCommand(byte[] request, string what) => Pairs(new(request)) is [var first, ..] && first == Command(what)[0];

    private Task PayAsync(string user, string key, decimal amount) => Portals.PayAsync(stage, user, key, amount);
}
