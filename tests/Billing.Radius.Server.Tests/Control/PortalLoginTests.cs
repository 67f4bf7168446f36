using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>Who was sent to the captive portal at the login: let out by CoA, and charged from then on.</summary>
public sealed class PortalLoginTests(Stage stage)
{
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
        Assert.Equal(0, await stage.QueryAsync<long>("select count(*) from portal_login where user_name = $1 and ended_at is null", user));
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

    [Fact]
    public async Task What_a_gateway_reports_when_it_lets_out_was_used_at_the_portal()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var (user, classes) = await AtPortalAsync(nas, "l5");
        await ReportAsync(nas, Status.Interim, user, "l5", classes, new(60, 1_000_000, 3_000_000));
        await PayAsync(user, "paid", 1);
        await BegunAsync(nas, "l5");

        await ReportAsync(nas, Status.Interim, user, "l5", classes, new(60, 2_000_000, 9_000_000)); // its own seconds say of which time
        Assert.Equal(0, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await ReportAsync(nas, Status.Interim, user, "l5", classes, new(120, 2_000_000, 19_000_000));
        Assert.Equal(0.10m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await ReportAsync(nas, Status.Interim, user, "l5", classes, new(60, 2_000_000, 12_000_000)); // late: what is charged stays charged
        Assert.Equal(0.10m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await ReportAsync(nas, Status.Stop, user, "l5", classes, new(180, 2_000_000, 29_000_000));

        Assert.Equal(0.83m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Where_another_accounting_session_begins_when_it_is_let_out_that_is_charged_from_zero()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var (user, classes) = await AtPortalAsync(nas, "l6");
        await ReportAsync(nas, Status.Interim, user, "l6", classes, new(60, 0, 30_000_000));
        await PayAsync(user, "paid", 1);
        await BegunAsync(nas, "l6");

        await ReportAsync(nas, Status.Stop, user, "l6", classes, new(61, 0, 30_000_000));
        await ReportAsync(nas, Status.Start, user, "l6-2", classes);
        await ReportAsync(nas, Status.Stop, user, "l6-2", classes, new(60, 0, 20_000_000));

        Assert.Equal(0.80m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(Status.On)]
    [InlineData(Status.Off)]
    public async Task A_gateway_that_restarts_has_nobody_at_its_portal(uint status)
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        using var other = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var (user, classes) = await AtPortalAsync(nas, "l7");
        var (stays, _) = await AtPortalAsync(other, "l7");

        await nas.Gateway.ReportAsync(status, "", "");
        await PayAsync(user, "paid", 1);
        await PayAsync(stays, "paid", 1);
        await other.RequestsAsync(1);
        await nas.RequestsAsync(0);
        await ReportAsync(nas, Status.Stop, user, "l7", classes, new(90, 0, 5_000_000)); // late, of before it

        Assert.Equal(1m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_gateway_among_several_that_restarts_keeps_nobody_at_the_others_portal()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var (user, classes) = await AtPortalAsync(nas, "l9");
        await nas.Gateway.ReportAsync(Status.On, "", "");

        await ReportAsync(nas, Status.Interim, user, "l9", classes, new(60, 0, 3_000_000));
        await PayAsync(user, "paid", 1);

        await BegunAsync(nas, "l9");
        await ReportAsync(nas, Status.Stop, user, "l9", classes, new(120, 0, 13_000_000));
        Assert.Equal(0.90m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Who_is_at_the_portal_of_another_one_behind_the_same_gateway_stays_there_when_one_restarts()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var user = await stage.AccountAsync(funds: 0);
        var login = await nas.Gateway.AuthenticateAsync(user, "secret", Behind("north"));
        var classes = login!.All(Attributes.Class);
        await ReportAsync(nas, Status.Start, user, "l11", classes);

        await nas.Gateway.ReportAsync(Status.On, "", "", new() { More = Behind("south") });
        await PayAsync(user, "paid", 1);

        await BegunAsync(nas, "l11");
        await nas.Gateway.ReportAsync(Status.On, "", "", new() { More = Behind("south") });
        await ReportAsync(nas, Status.Stop, user, "l11", classes, new(120, 0, 10_000_000));
        Assert.Equal(1, await stage.QueryAsync<long>("select count(*) from session where user_name = $1 and terminate_cause is null", user));
        await stage.AuditIsCleanAsync();
    }

    // By way of a proxy, which says so.
    private static TestGateway.Fill Behind(string name) => (ref writer) =>
    {
        writer.Add(Attributes.ProxyState, [7]);
        writer.AddString(Attributes.NasIdentifier, name);
    };

    [Fact]
    public async Task Whose_gateway_has_not_named_it_yet_is_let_out_by_nobody()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var user = await stage.AccountAsync(funds: 0);
        var classes = (await nas.Gateway.LogInAsync(user)).All(Attributes.Class);
        var login = await stage.QueryAsync<Guid>("select session_id from portal_login where user_name = $1", user);
        await PayAsync(user, "paid", 1);

        var reply = await nas.Control(login).ChangePolicyAsync(new("click", "anna", "asked", null));

        Assert.Equal((ControlOutcome.NotSent, "its gateway has not reported it yet: try again in a moment"), (reply.Outcome, reply.Words));
        await nas.RequestsAsync(0);
        await ReportAsync(nas, Status.Start, user, "l10", classes);
        await BegunAsync(nas, "l10");
        await ReportAsync(nas, Status.Stop, user, "l10", classes);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Who_is_there_is_shown_and_let_out_or_ended_by_a_click()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var (user, classes) = await AtPortalAsync(nas, "l8");
        await ReportAsync(nas, Status.Interim, user, "l8", classes, new(60, 1_000_000, 3_000_000));
        var query = stage.Billing.Services.GetRequiredService<ISessionQuery>();
        var row = Assert.Single((await OpenAsync(new(Account: user, IsAtPortal: true))).Rows);
        Assert.Equal(
            (user, nas.Gateway.Name, "l8", 4_000_000L, 0m, true), (row.Login, row.Node, row.AcctSessionId, row.UsedUnits, row.Held, row.IsAtPortal));
        Assert.Empty((await OpenAsync(new(Account: user))).Rows);
        Assert.Empty((await OpenAsync(new(Account: user, NodeId: await nas.NodeIdAsync() + 1, IsAtPortal: true))).Rows);
        Assert.Equal(row, await query.FindAsync(Scope.OfAccount(row.AccountId), row.SessionId, CancellationToken.None));
        Assert.Null(await query.FindAsync(Scope.OfAccount(row.AccountId + 1), row.SessionId, CancellationToken.None));

        var refused = await nas.Control(row.SessionId).ChangePolicyAsync(new("click1", "anna", "asked", null));
        Assert.Equal((ControlOutcome.NotSent, "it would not be let in: not enough funds"), (refused.Outcome, refused.Words));
        await nas.RequestsAsync(0);

        // With credit that no sweep knows of yet, and an order that only a click gives.
        nas.Port.Answers = (_, request) => [nas.Port.Nak(request, 404)];
        await PayAsync(user, "paid", 1);
        await Eventually.IsAsync(() => nas.Port.Requests.Count >= 2, "the rule's order is refused");
        nas.Port.Answers = (_, request) => [nas.Port.Ack(request)];
        var done = await nas.Control(row.SessionId).ChangePolicyAsync(new("click2", "anna", "asked", null));

        Assert.Equal(ControlOutcome.Acknowledged, done.Outcome);
        Assert.Equal(row.SessionId, Assert.Single((await OpenAsync(new(Account: user))).Rows).SessionId);
        Assert.Empty((await OpenAsync(new(Account: user, IsAtPortal: true))).Rows);
        await ReportAsync(nas, Status.Stop, user, "l8", classes, new(120, 1_000_000, 13_000_000));
        Assert.Equal(0.90m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();

        async Task<Contracts.Paging.Page<SessionRow>> OpenAsync(SessionFilter filter) =>
            await query.OpenAsync(Scope.Everything, filter, new(), TestContext.Current.CancellationToken);
    }

    private Task<(string User, IReadOnlyList<byte[]> Classes)> AtPortalAsync(ControlledGateway nas, string id) =>
        Portals.AtPortalAsync(stage, nas, id);

    private static Task<Guid> BegunAsync(ControlledGateway nas, string id) => Portals.BegunAsync(nas, id);

    private static Task ReportAsync(ControlledGateway nas, uint status, string user, string id, IReadOnlyList<byte[]> classes, Usage? usage = null) =>
        Portals.ReportAsync(nas, status, user, id, classes, usage);

    private static string[] Command(string what) => Portals.Command(what);

    private static string[] Pairs(Answer request) => Portals.Pairs(request);

    private Task PayAsync(string user, string key, decimal amount, CreditKind kind = CreditKind.TopUp) =>
        Portals.PayAsync(stage, user, key, amount, kind);
}
