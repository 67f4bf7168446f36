using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Allowances;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>What the platform asks gateways by itself: each reason once, and never in the way of an answer.</summary>
public sealed class RuleTests(Stage stage)
{
    [Fact]
    public async Task A_session_whose_funds_are_gone_is_disconnected_once()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync(funds: 0.50m);
        var session = await nas.StartAsync(user, "f1");

        await nas.Gateway.ReportAsync(Status.Interim, user, "f1", new(60, 0, 20_000_000));
        Assert.Empty(nas.Port.Requests); // 30 MB are left
        await nas.Gateway.ReportAsync(Status.Interim, user, "f1", new(120, 0, 50_400_000)); // within the 51st, which is charged
        await nas.RequestsAsync(1);
        await nas.Gateway.ReportAsync(Status.Interim, user, "f1", new(180, 0, 52_000_000));

        var request = Assert.Single(await nas.RequestsAsync(1));
        Assert.Equal((RadiusCode.DisconnectRequest, "f1"), (request.Code, request.Text(Attributes.AcctSessionId)));
        var record = Assert.Single(await nas.RecordsAsync(session));
        Assert.Equal(
            (ControlKind.Disconnect, "rule: funds", "funds, allowance or limit are used up", ControlOutcome.Acknowledged),
            (record.Kind, record.By, record.Reason, record.Outcome));
        await nas.Gateway.ReportAsync(Status.Stop, user, "f1", new(190, 0, 52_000_000));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_whose_funds_are_gone_is_sent_to_the_portal_where_there_is_one(bool isTaken)
    {
        using var nas = await ControlledGateway.OfAsync(stage, "mikrotik-hotline");
        nas.Port.Answers = (_, request) => [isTaken || (RadiusCode)request[0] is RadiusCode.DisconnectRequest ? nas.Port.Ack(request) : nas.Port.Nak(request, 401)];
        var user = await stage.AccountAsync(funds: 0.50m);
        var session = await nas.StartAsync(user, "h1");

        await nas.Gateway.ReportAsync(Status.Interim, user, "h1", new(60, 0, 50_400_000));
        await nas.RequestsAsync(isTaken ? 1 : 2);
        await nas.Gateway.ReportAsync(Status.Interim, user, "h1", new(120, 0, 50_500_000));

        var requests = await nas.RequestsAsync(isTaken ? 1 : 2);
        Assert.Equal(
            (RadiusCode.CoaRequest, "h1", "to-pay", 300u),
            (requests[0].Code, requests[0].Text(Attributes.AcctSessionId), requests[0].Text(Attributes.MikroTik.AddressList), requests[0].Number(Attributes.SessionTimeout)));
        Assert.Equal(isTaken ? [] : [RadiusCode.DisconnectRequest], requests.Skip(1).Select(request => request.Code));
        Assert.Equal(
            isTaken ? [(ControlKind.ChangePolicy, "portal")] : [(ControlKind.Disconnect, null), (ControlKind.ChangePolicy, "portal")],
            (await nas.RecordsAsync(session)).Select(record => (record.Kind, record.Policy)));

        // It logs in again: to the portal, until it has paid.
        await nas.Gateway.ReportAsync(Status.Stop, user, "h1", new(360, 0, 50_500_000));
        Assert.Equal("to-pay", (await nas.Gateway.LogInAsync(user)).Text(Attributes.MikroTik.AddressList));
        await (await BalanceAsync(user)).CreditAsync(new("paid/" + user, CreditKind.TopUp, 5, null, null));
        Assert.Null((await nas.Gateway.LogInAsync(user)).Text(Attributes.MikroTik.AddressList));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Who_pays_is_let_out_of_the_portal_at_once()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "mikrotik-hotline");
        var user = await stage.AccountAsync(funds: 0.50m);
        var session = await nas.StartAsync(user, "h2");
        await nas.Gateway.ReportAsync(Status.Interim, user, "h2", new(60, 0, 50_400_000));
        await nas.RequestsAsync(1);

        await (await BalanceAsync(user)).CreditAsync(new("out/" + user, CreditKind.TopUp, 5, null, null));

        // Its limit of octets stands at the gateway, so it comes back, and is let in.
        var requests = await nas.RequestsAsync(2);
        Assert.Equal((RadiusCode.DisconnectRequest, "h2"), (requests[1].Code, requests[1].Text(Attributes.AcctSessionId)));
        var lifted = (await nas.RecordsAsync(session))[0];
        Assert.Equal((ControlKind.Disconnect, "rule: funds", "there are funds again"), (lifted.Kind, lifted.By, lifted.Reason));

        await nas.Gateway.ReportAsync(Status.Stop, user, "h2", new(130, 0, 51_000_000));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(false)] // it was sent there and back, and its acknowledgement was lost
    [InlineData(true)] // so was the process that waited for it
    public async Task Who_pays_is_let_out_though_nobody_knows_whether_the_gateway_sent_it_there(bool isLost)
    {
        using var nas = await ControlledGateway.OfAsync(stage, "mikrotik-hotline");
        nas.Port.Answers = (_, _) => [];
        var user = await stage.AccountAsync(funds: 0.50m);
        var session = await nas.StartAsync(user, $"h3{isLost}");
        await nas.Gateway.ReportAsync(Status.Interim, user, $"h3{isLost}", new(60, 0, 50_400_000));
        await Eventually.IsAsync(async () => await nas.RecordsAsync(session) is [{ Outcome: ControlOutcome.NoAnswer }, ..], "nobody answered");

        if (isLost)
        {
            await stage.Book.ExecuteAsync("update session_control set outcome = null, answered_at = null, again_at = null where session_id = $1", session);
        }

        nas.Port.Requests.Clear();
        nas.Port.Answers = null;
        await (await BalanceAsync(user)).CreditAsync(new("out/" + user, CreditKind.TopUp, 5, null, null));

        Assert.Equal(RadiusCode.DisconnectRequest, (await nas.RequestsAsync(1))[0].Code);
        Assert.Equal("there are funds again", (await nas.RecordsAsync(session))[0].Reason);
        await nas.Gateway.ReportAsync(Status.Stop, user, $"h3{isLost}", new(130, 0, 51_000_000));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task What_a_person_tells_a_session_at_the_portal_does_not_keep_it_there()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "mikrotik-hotline");
        var user = await stage.AccountAsync(funds: 0.50m);
        var session = await nas.StartAsync(user, "h4");
        await nas.Gateway.ReportAsync(Status.Interim, user, "h4", new(60, 0, 50_400_000));
        await nas.RequestsAsync(1);
        await Eventually.IsAsync(async () => (await nas.RecordsAsync(session))[0].Outcome is ControlOutcome.Acknowledged, "it is there");

        Assert.Equal(ControlOutcome.Acknowledged, (await nas.Control(session).ChangePolicyAsync(new("click", "anna", "testing", "1M/2M"))).Outcome);
        await (await BalanceAsync(user)).CreditAsync(new("out/" + user, CreditKind.TopUp, 5, null, null));

        Assert.Equal(RadiusCode.DisconnectRequest, (await nas.RequestsAsync(3))[2].Code);
        await nas.Gateway.ReportAsync(Status.Stop, user, "h4", new(130, 0, 51_000_000));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Who_pays_and_was_at_no_portal_has_nothing_to_be_told()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        nas.Port.Answers = (_, request) => [nas.Port.Nak(request, 501)];
        var user = await stage.AccountAsync(funds: 0.50m);
        var session = await nas.StartAsync(user, "n1");
        await nas.Gateway.ReportAsync(Status.Interim, user, "n1", new(60, 0, 50_400_000));
        await nas.RequestsAsync(1);

        await (await BalanceAsync(user)).CreditAsync(new("stay/" + user, CreditKind.TopUp, 5, null, null));
        await DueAsync(session); // it is not ended any more
        await Eventually.IsAsync(() => HasNoMoreOrdersAsync(session), "the order is not to be given again");
        await nas.Gateway.ReportAsync(Status.Interim, user, "n1", new(120, 0, 52_000_000));

        await nas.RequestsAsync(1);
    }

    [Fact]
    public async Task A_session_without_funds_is_to_end_until_its_gateway_ends_it()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        nas.Port.Answers = (count, request) => [count < 4 ? nas.Port.Nak(request, 501) : nas.Port.Ack(request)];
        var user = await stage.AccountAsync(funds: 0.50m);
        var session = await nas.StartAsync(user, "g1");

        await nas.Gateway.ReportAsync(Status.Interim, user, "g1", new(60, 0, 50_400_000));
        await nas.RequestsAsync(1);
        await nas.Gateway.ReportAsync(Status.Interim, user, "g1", new(120, 0, 60_000_000));
        await nas.RequestsAsync(1); // not at once
        Assert.Equal(60, await SecondsAsync(session), tolerance: 10);

        await DueAsync(session);
        await nas.RequestsAsync(2);
        await Eventually.IsAsync(async () => await SecondsAsync(session) > 100, "it waits for twice as long");
        Assert.DoesNotContain(await DisobeyedAsync(), record => record.SessionId == session);
        await DueAsync(session);
        await nas.RequestsAsync(3);
        await Eventually.IsAsync(
            async () => (await DisobeyedAsync()).Any(record => record.SessionId == session), "a person is told of three refusals");
        Assert.Equal(session, Assert.Single((await OpenAsync(new(NodeId: await nas.NodeIdAsync(), IsDisobeyed: true))).Rows).SessionId);
        Assert.Equal($"{nas.Gateway.Name} {user} g1 Disconnect-Request 3", await ToldAsync(session));

        await DueAsync(session);
        await nas.RequestsAsync(4);
        Assert.Equal($"{nas.Gateway.Name} {user} g1 Disconnect-Request 3", await ToldAsync(session)); // no second time
        await Eventually.IsAsync(() => HasNoMoreOrdersAsync(session), "it obeyed");
        Assert.Equal((ControlOutcome.Acknowledged, 4), ((await nas.RecordsAsync(session))[0].Outcome, (await nas.RecordsAsync(session))[0].Tries));
        Assert.DoesNotContain(await DisobeyedAsync(), record => record.SessionId == session);
    }

    [Fact]
    public async Task A_gateway_that_is_away_with_all_its_sessions_does_not_fill_the_staffs_mailbox()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        nas.Port.Answers = (_, request) => [nas.Port.Nak(request, 503)];
        var user = await stage.AccountAsync(funds: 0.50m);
        var session = await nas.StartAsync(user, "m1");
        await stage.Book.ExecuteAsync(
            """
            insert into notification (key, event, balance_id, facts, raised_at, due_at, routed_at)
            select 'flood ' || n, 21, s.balance_id, '{}', now(), now(), now() from session s, generate_series(1, 20) n where s.session_id = $1
            """,
            session);

        await GivenUpAsync(nas, user, session, "m1");

        Assert.Contains(await DisobeyedAsync(), record => record.SessionId == session);
        Assert.Empty(await ToldAsync(session));
        await stage.Book.ExecuteAsync("delete from notification where key like 'flood %'");
    }

    [Fact]
    public async Task A_gateway_that_knows_no_such_session_is_asked_three_times()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        nas.Port.Answers = (_, request) => [nas.Port.Nak(request, 503)];
        var user = await stage.AccountAsync(funds: 0.50m);
        var session = await nas.StartAsync(user, "k1");
        await GivenUpAsync(nas, user, session, "k1");
        await nas.Gateway.ReportAsync(Status.Interim, user, "k1", new(120, 0, 60_000_000));
        await nas.RequestsAsync(3);
        Assert.Contains(await DisobeyedAsync(), record => record.SessionId == session);
        Assert.EndsWith("Disconnect-Request 3", await ToldAsync(session), StringComparison.Ordinal);

        // What nobody can obey any more needs nobody.
        await nas.Gateway.ReportAsync(Status.Stop, user, "k1", new(130, 0, 60_000_000));
        Assert.DoesNotContain(await DisobeyedAsync(), record => record.SessionId == session);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_that_was_blocked_while_its_gateway_was_out_is_cut_when_it_is_back(bool isByPerson)
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        nas.Port.Answers = (_, _) => [];
        var user = await stage.AccountAsync();
        var session = await nas.StartAsync(user, "a1");

        if (isByPerson)
        {
            await stage.Billing.Grains.GetGrain<IAccountControlGrain>(await nas.AccountIdAsync(user)).BlockAsync(new("click-7", "admin", "stolen"));
        }
        else
        {
            await stage.Book.ExecuteAsync("update account set status = 2 where login = $1", user);
        }

        await Eventually.IsAsync(
            async () => await nas.RecordsAsync(session) is [{ Outcome: ControlOutcome.NoAnswer }, ..], "nobody answered");
        nas.Port.Requests.Clear();
        nas.Port.Answers = null;
        await DueAsync(session);

        Assert.Equal(RadiusCode.DisconnectRequest, Assert.Single(await nas.RequestsAsync(1)).Code);
        await Eventually.IsAsync(() => HasNoMoreOrdersAsync(session), "it obeyed");
    }

    [Fact]
    public async Task An_account_that_is_let_in_again_is_not_cut_any_more()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        nas.Port.Answers = (_, request) => [nas.Port.Nak(request, 506)];
        var user = await stage.AccountAsync();
        var session = await nas.StartAsync(user, "a2");
        await stage.Book.ExecuteAsync("update account set status = 2 where login = $1", user);
        await nas.RequestsAsync(1);
        await stage.Book.ExecuteAsync("update account set status = 1 where login = $1", user);

        await DueAsync(session);

        await Eventually.IsAsync(() => HasNoMoreOrdersAsync(session), "its cause is gone");
        await nas.RequestsAsync(1);
    }

    [Fact]
    public async Task A_session_that_nobody_looked_for_when_its_account_was_blocked_is_found()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        await nas.StartAsync(user, "l1");

        // As after an outage: the change was looked after before the login, decided earlier, was there.
        await stage.Book.ExecuteAsync("update account set status = 2 where login = $1", user);
        await stage.Book.ExecuteAsync("delete from account_status_change w using account a where a.account_id = w.account_id and a.login = $1", user);

        Assert.Equal(RadiusCode.DisconnectRequest, Assert.Single(await nas.RequestsAsync(1)).Code);
    }

    [Fact]
    public async Task A_policy_that_is_due_in_mid_session_is_told_then_and_taken_back_when_units_are_bought()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        await AllowAsync(user, 30_000_000, Exhaustion.Limit, "64k/128k");
        var session = await nas.StartAsync(user, "p1");

        await nas.Gateway.ReportAsync(Status.Interim, user, "p1", new(60, 0, 30_000_000));
        var slow = Assert.Single(await nas.RequestsAsync(1));
        Assert.Equal((RadiusCode.CoaRequest, "64k/128k"), (slow.Code, slow.Text(Attributes.FilterId)));

        await nas.Gateway.ReportAsync(Status.Interim, user, "p1", new(120, 0, 31_000_000));
        await nas.RequestsAsync(1); // it is told already

        await AllowAsync(user, 50_000_000, Exhaustion.PayAsYouGo, null, "more");
        var ordinary = (await nas.RequestsAsync(2))[1];
        Assert.Equal((RadiusCode.CoaRequest, "ordinary"), (ordinary.Code, ordinary.Text(Attributes.FilterId)));

        Assert.Equal(["nothing limits it any more", "an allowance is used up"], (await nas.RecordsAsync(session)).Select(record => record.Reason));
        await nas.Gateway.ReportAsync(Status.Stop, user, "p1", new(180, 0, 40_000_000));
        await nas.RequestsAsync(2);
        Assert.Equal(9.99m, (await stage.Billing.BalanceAsync(user)).Posted); // the 31st MB was paid
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_balance_that_is_read_again_has_nothing_told_again()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        await AllowAsync(user, 1_000_000, Exhaustion.Limit, "64k/128k");
        var session = await nas.StartAsync(user, "r1");
        await nas.Gateway.ReportAsync(Status.Interim, user, "r1", new(60, 0, 1_000_000));
        await nas.RequestsAsync(1);

        await ForgetAsync(user);
        await nas.Gateway.ReportAsync(Status.Interim, user, "r1", new(120, 0, 2_000_000));
        await nas.RequestsAsync(1);
        Assert.Single(await nas.RecordsAsync(session));

        await ForgetAsync(user);
        await AllowAsync(user, 50_000_000, Exhaustion.PayAsYouGo, null, "more");
        Assert.Equal("ordinary", (await nas.RequestsAsync(2))[1].Text(Attributes.FilterId));
    }

    [Fact]
    public async Task A_policy_that_the_access_accept_told_is_not_told_again()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        await AllowAsync(user, 1_000_000, Exhaustion.Limit, "64k/128k");
        await nas.Gateway.ReportAsync(Status.Stop, user, "before", new(60, 0, 1_000_000));

        await nas.StartAsync(user, "q1");
        await nas.Gateway.ReportAsync(Status.Interim, user, "q1", new(60, 0, 5_000_000));

        await nas.RequestsAsync(0);
    }

    [Fact]
    public async Task A_session_that_was_never_authorised_is_told_its_policy_with_its_first_report()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        await AllowAsync(user, 1_000_000, Exhaustion.Limit, "64k/128k");
        await nas.Gateway.ReportAsync(Status.Stop, user, "before", new(60, 0, 1_000_000));

        await nas.Gateway.ReportAsync(Status.Start, user, "u1");

        Assert.Equal("64k/128k", Assert.Single(await nas.RequestsAsync(1)).Text(Attributes.FilterId));
    }

    [Fact]
    public async Task A_gateway_that_is_silent_delays_no_accounting_response()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        nas.Port.Answers = (_, _) => [];
        var user = await stage.AccountAsync(funds: 0.50m);
        var session = await nas.StartAsync(user, "s1");

        await nas.Gateway.ReportAsync(Status.Interim, user, "s1", new(60, 0, 60_000_000));
        await Eventually.IsAsync(() => !nas.Port.Requests.IsEmpty, "the first of the requests");
        await nas.Gateway.ReportAsync(Status.Interim, user, "s1", new(120, 0, 61_000_000));

        Assert.Null(Assert.Single(await nas.RecordsAsync(session)).Outcome); // it was answered while the gateway was still waited for
        await Eventually.IsAsync(async () => (await nas.RecordsAsync(session))[0].Outcome is ControlOutcome.NoAnswer, "given up");
        Assert.Equal(-0.11m, (await stage.Billing.BalanceAsync(user)).Available);
    }

    [Theory]
    [InlineData("generic", "no attributes that end a policy")]
    [InlineData("mikrotik", "disconnected instead: it ended the session")]
    public async Task What_cannot_be_told_ends_the_session_where_the_profile_says_so(string profile, string words)
    {
        using var nas = await ControlledGateway.OfAsync(stage, profile);
        var session = await nas.StartAsync(await stage.AccountAsync(), "i1");

        var reply = await nas.Control(session).ChangePolicyAsync(new("click", "admin", "testing", null));

        Assert.EndsWith(words, reply.Words, StringComparison.Ordinal);
        Assert.Equal(profile is "mikrotik" ? [RadiusCode.DisconnectRequest] : [], nas.Port.Requests.Select(request => (RadiusCode)request[0]));
    }

    [Theory]
    [InlineData("slow", 0u)] // no rate, so its Access-Accept could not say it either
    [InlineData("1M/2M", 503u)] // it is gone already
    public async Task A_session_is_not_ended_where_that_would_change_nothing(string policy, uint cause)
    {
        using var nas = await ControlledGateway.OfAsync(stage, "wispr");
        var session = await nas.StartAsync(await stage.AccountAsync(), "i3");
        nas.Port.Answers = (_, request) => [nas.Port.Nak(request, cause)];

        var reply = await nas.Control(session).ChangePolicyAsync(new("click", "admin", "testing", policy));

        Assert.NotEqual(ControlOutcome.Acknowledged, reply.Outcome);
        Assert.DoesNotContain(nas.Port.Requests, request => (RadiusCode)request[0] is RadiusCode.DisconnectRequest);
    }

    [Fact]
    public async Task A_policy_that_is_refused_ends_the_session_where_the_profile_says_so()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "mikrotik");
        var session = await nas.StartAsync(await stage.AccountAsync(), "i2");
        nas.Port.Answers = (_, request) => [(RadiusCode)request[0] is RadiusCode.CoaRequest ? nas.Port.Nak(request, 406) : nas.Port.Ack(request)];

        var reply = await nas.Control(session).ChangePolicyAsync(new("click", "admin", "testing", "1M/2M"));

        Assert.Equal(ControlOutcome.Acknowledged, reply.Outcome);
        var requests = await nas.RequestsAsync(2);
        Assert.Equal([RadiusCode.CoaRequest, RadiusCode.DisconnectRequest], requests.Select(request => request.Code));
        Assert.Equal("1M/2M", requests[0].Text(Attributes.MikroTik.RateLimit));
        Assert.Equal([ControlKind.Disconnect, ControlKind.ChangePolicy], (await nas.RecordsAsync(session)).Select(record => record.Kind));
    }

    [Theory]
    [InlineData(2, "the account is suspended")]
    [InlineData(3, "the account is closed")]
    public async Task Whoever_blocks_an_account_ends_its_sessions(int status, string reason)
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        var session = await nas.StartAsync(user, "b1");

        await stage.Book.ExecuteAsync("update account set status = $1 where login = $2", status, user);

        Assert.Equal(RadiusCode.DisconnectRequest, Assert.Single(await nas.RequestsAsync(1)).Code);
        Assert.Equal(("rule: status", reason), ((await nas.RecordsAsync(session))[0].By, (await nas.RecordsAsync(session))[0].Reason));
        Assert.Equal("the account is blocked", await nas.Gateway.IsRejectedAsync(user)); // at once, though it was let in a moment ago
        await Eventually.IsAsync(
            async () => await stage.QueryAsync<long>("select count(*) from account_status_change join account using (account_id) where login = $1", user) == 0,
            "nothing more is to be done");
        await nas.RequestsAsync(1);
    }

    [Fact]
    public async Task An_account_that_is_let_in_again_is_let_in_at_once()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        await stage.Book.ExecuteAsync("update account set status = 2 where login = $1", user);
        Assert.Equal("the account is blocked", await nas.Gateway.IsRejectedAsync(user));

        await stage.Book.ExecuteAsync("update account set status = 1 where login = $1", user);

        await Eventually.IsAsync(
            async () => (await nas.Gateway.AuthenticateAsync(user, "secret"))?.Code is RadiusCode.AccessAccept, "accepted again");
        await nas.RequestsAsync(0);
    }

    [Fact]
    public async Task Block_and_disconnect_is_one_order()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        var sessions = new[] { await nas.StartAsync(user, "o1"), await nas.StartAsync(user, "o2") };
        var account = stage.Billing.Grains.GetGrain<IAccountControlGrain>(await nas.AccountIdAsync(user));

        var reply = await account.BlockAsync(new("click-9", "admin", "stolen"));
        var again = await account.BlockAsync(new("click-9", "admin", "stolen"));

        Assert.Equal((true, Core.Accounts.AccountStatus.Suspended), (reply.IsFound, reply.Status));
        Assert.Equal(sessions.Order(), reply.Sessions.Select(session => session.SessionId).Order());
        Assert.All(reply.Sessions, session => Assert.Equal(ControlOutcome.Acknowledged, session.Reply.Outcome));
        Assert.All(again.Sessions, session => Assert.True(session.Reply.WasDoneBefore));
        Assert.Equal("the account is blocked", await nas.Gateway.IsRejectedAsync(user));
        await Eventually.IsAsync(
            async () => await stage.QueryAsync<long>("select count(*) from account_status_change join account using (account_id) where login = $1", user) == 0,
            "the rule has nothing to do");
        await nas.RequestsAsync(2);
    }

    [Fact]
    public async Task There_is_nothing_to_block_where_there_is_no_account() =>
        Assert.False((await stage.Billing.Grains.GetGrain<IAccountControlGrain>(long.MaxValue).BlockAsync(new("c", "admin", "x"))).IsFound);

    // The time of the order has come, once its answer is recorded.
    private Task DueAsync(Guid session) => Eventually.IsAsync(
        async () => await stage.Book.ExecuteAsync(
            "update session_control set again_at = now() where session_id = $1 and again_at is not null and outcome is not null", session) > 0,
        "an order is to be given again");

    private async Task<bool> HasNoMoreOrdersAsync(Guid session) => await stage.QueryAsync<long>(
        "select count(*) from session_control where session_id = $1 and (again_at is not null or outcome is null)", session) == 0;

    private async Task<double> SecondsAsync(Guid session) => await stage.QueryAsync<double>(
        "select coalesce(max(extract(epoch from again_at - answered_at)), 0)::float8 from session_control where session_id = $1", session);

    // By a gateway that knows no such session.
    private async Task GivenUpAsync(ControlledGateway nas, string user, Guid session, string id)
    {
        await nas.Gateway.ReportAsync(Status.Interim, user, id, new(60, 0, 50_400_000));

        for (var times = 1; times < 3; times++)
        {
            await nas.RequestsAsync(times);
            await DueAsync(session);
        }

        await nas.RequestsAsync(3);
        await Eventually.IsAsync(() => HasNoMoreOrdersAsync(session), "it is given up");
    }

    private Task<string> ToldAsync(Guid session) => stage.Book.ReadAsync<string>(
        """
        select coalesce(string_agg(concat_ws(' ', facts ->> 'gateway', facts ->> 'account', facts ->> 'session', facts ->> 'order', facts ->> 'times'), ' and '), '')
        from notification
        where key like 'order-not-obeyed/' || $1::uuid || '/%'
        """,
        session);

    private Task<IReadOnlyList<ControlRecord>> DisobeyedAsync() =>
        stage.Billing.Services.GetRequiredService<ISessionControlQuery>().DisobeyedAsync(1_000, TestContext.Current.CancellationToken);

    private Task<Contracts.Paging.Page<SessionRow>> OpenAsync(SessionFilter filter) => stage.Billing.Services.GetRequiredService<ISessionQuery>()
        .OpenAsync(Contracts.Scope.Everything, filter, new(), TestContext.Current.CancellationToken);

    private async Task ForgetAsync(string user) =>
        await (await BalanceAsync(user)).ReloadAsync();

    private async Task<IBalanceGrain> BalanceAsync(string user)
    {
        var account = await stage.Billing.Services.GetRequiredService<IAccountQuery>().ShowAsync(user, TestContext.Current.CancellationToken);

        return stage.Billing.Grains.GetGrain<IBalanceGrain>(account!.BalanceId);
    }

    private async Task AllowAsync(string user, decimal units, Exhaustion exhaustion, string? policy, string name = "included")
    {
        var reply = await (await BalanceAsync(user)).GiveAsync(new(
            $"give {name} {user}", name, AllowanceKind.Units, units, [new("data", null, null, 1)], null, 0, null, exhaustion, policy));
        Assert.Equal(OperationResult.Done, reply.Result);
    }
}
