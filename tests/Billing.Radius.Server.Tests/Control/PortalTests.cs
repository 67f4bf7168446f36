using System.Text;
using Billing.Contracts.Balances;
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

    [Fact]
    public async Task Who_was_sent_there_at_the_login_is_let_out_and_charged_from_then_on()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var user = await stage.AccountAsync(funds: 0);
        var classes = (await nas.Gateway.LogInAsync(user)).All(Attributes.Class);
        await ReportAsync(nas, Status.Start, user, "l1", classes);
        await ReportAsync(nas, Status.Interim, user, "l1", classes, new(60, 1_000_000, 3_000_000));

        // A top-up after which there is nothing to spend lets nobody out.
        await PayAsync(user, "owed", -0.05m, CreditKind.Adjustment);
        await PayAsync(user, "little", 0.04m);
        await nas.RequestsAsync(0);
        await PayAsync(user, "enough", 1);

        Assert.Equal(Command("deactivate"), Pairs((await nas.RequestsAsync(1))[0]));
        Assert.Equal("l1", (await nas.RequestsAsync(1))[0].Text(Attributes.AcctSessionId));
        var session = await BegunAsync(nas, "l1");
        var record = Assert.Single(await nas.RecordsAsync(session));
        Assert.Equal(
            (ControlKind.ChangePolicy, "rule: funds", ControlOutcome.Acknowledged, "there are funds again"),
            (record.Kind, record.By, record.Outcome, record.Reason));
        Assert.True((await stage.Billing.BalanceAsync(user)).Held > 0); // what it may use is nobody else's

        await ReportAsync(nas, Status.Interim, user, "l1", classes, new(120, 1_000_000, 13_000_000));
        Assert.Equal(0.10m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await ReportAsync(nas, Status.Interim, user, "l1", classes, new(30, 500_000, 1_000_000)); // late, of the portal's time
        await ReportAsync(nas, Status.Stop, user, "l1", classes, new(180, 1_000_000, 23_000_000));

        Assert.Equal((0.79m, 0), ((await stage.Billing.BalanceAsync(user)).Posted, (await stage.Billing.BalanceAsync(user)).OpenSessions));
        Assert.Equal(20_000_000, Assert.Single(await stage.Billing.XdrsAsync(user)).UsedUnits);
        await nas.RequestsAsync(1);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Let_out_it_is_sent_there_and_let_out_again_as_any_session_is()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "huawei-hotline");
        var user = await stage.AccountAsync(funds: 0);
        var classes = (await nas.Gateway.LogInAsync(user)).All(Attributes.Class);
        await ReportAsync(nas, Status.Start, user, "l2", classes);
        await PayAsync(user, "first", 0.50m);
        Assert.Equal("paid", (await nas.RequestsAsync(1))[0].Text(Attributes.FilterId));
        await BegunAsync(nas, "l2");

        await ReportAsync(nas, Status.Interim, user, "l2", classes, new(60, 0, 50_400_000));
        await nas.RequestsAsync(2);
        await PayAsync(user, "second", 1);

        Assert.Equal(["paid", "to-pay", "paid"], (await nas.RequestsAsync(3)).Select(request => request.Text(Attributes.FilterId)));
        await ReportAsync(nas, Status.Stop, user, "l2", classes, new(90, 0, 52_000_000));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData("mikrotik-hotline")] // its limits cannot be raised: it comes back for them
    [InlineData("wimax-hotline")] // it has no order that lets anybody out
    public async Task Sent_there_at_the_login_it_comes_back_where_it_cannot_be_let_out(string profile)
    {
        using var nas = await ControlledGateway.OfAsync(stage, profile);
        var user = await stage.AccountAsync(funds: 0);
        var classes = (await nas.Gateway.LogInAsync(user)).All(Attributes.Class);
        await ReportAsync(nas, Status.Start, user, "l3", classes);

        await PayAsync(user, "paid", 1);

        Assert.Equal(RadiusCode.DisconnectRequest, (await nas.RequestsAsync(1))[0].Code);
        await ReportAsync(nas, Status.Stop, user, "l3", classes, new(90, 0, 5_000_000));
        Assert.Equal(1m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Equal(0, await stage.QueryAsync<long>("select count(*) from portal_login where user_name = $1", user));
        Assert.Equal(RadiusCode.AccessAccept, (await nas.Gateway.LogInAsync(user)).Code);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData("again_at = now()", 8)] // asked again: four tries and four more, of which the first is answered
    [InlineData("outcome = 1, again_at = null", 4)] // it did it, and the process was lost before the session began
    public async Task A_silent_gateway_is_asked_again_and_what_a_lost_process_left_is_gone_on_with(string then, int most)
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var isSilent = true;
        nas.Port.Answers = (_, request) => isSilent ? [] : [nas.Port.Ack(request)];
        var user = await stage.AccountAsync(funds: 0);
        var classes = (await nas.Gateway.LogInAsync(user)).All(Attributes.Class);
        await ReportAsync(nas, Status.Start, user, "l4", classes);
        await PayAsync(user, "paid", 1);
        var again = "select again_at is not null from session_control c join portal_login p using (session_id) where p.user_name = $1";
        await Eventually.IsAsync(async () => await stage.QueryAsync<bool>(again, user), "the order is given again");

        isSilent = false;
        await stage.Book.ExecuteAsync(
            $"update session_control c set {then} from portal_login p where p.session_id = c.session_id and p.user_name = $1", user);

        var session = await BegunAsync(nas, "l4");
        Assert.Equal(ControlOutcome.Acknowledged, Assert.Single(await nas.RecordsAsync(session)).Outcome);
        Assert.InRange(nas.Port.Requests.Count, 1, most);
        await ReportAsync(nas, Status.Stop, user, "l4", classes, new(90, 0, 10_000_000));
        Assert.Equal(0.90m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    // The session of that name, once it runs.
    private static async Task<Guid> BegunAsync(ControlledGateway nas, string id)
    {
        var session = Guid.Empty;
        await Eventually.IsAsync(async () => (session = await nas.SessionAsync(id)) != Guid.Empty, $"session {id}");

        return session;
    }

    // With each Class that it was given, as RFC 2865 5.25 has it.
    private static Task ReportAsync(ControlledGateway nas, uint status, string user, string id, IReadOnlyList<byte[]> classes, Usage? usage = null) =>
        nas.Gateway.ReportAsync(status, user, id, (usage ?? Usage.None) with
        {
            More = (ref RadiusPacketWriter writer) =>
            {
                foreach (var one in classes)
                {
                    writer.Add(Attributes.Class, one);
                }
            },
        });

    private static string[] Command(string what) => [$"subscriber:command={what}-service", "subscriber:service-name=L4REDIRECT"];

    private static string[] Pairs(Answer request) => [.. request.All(Attributes.Cisco.AvPair).Select(Encoding.UTF8.GetString)];

    private static bool IsCommand(byte[] request, string what) => Pairs(new(request)) is [var first, ..] && first == Command(what)[0];

    private async Task PayAsync(string user, string key, decimal amount, CreditKind kind = CreditKind.TopUp) => await stage.Billing.Grains.GetGrain<IBalanceGrain>(
        await stage.QueryAsync<long>("select balance_id from account where login = $1", user))
        .CreditAsync(new($"{key}/{user}", kind, amount, null, null));
}
