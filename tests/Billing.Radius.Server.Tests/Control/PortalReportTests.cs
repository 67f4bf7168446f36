using Billing.Testing;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>What of a gateway's reports is of the time at the portal, where they come in another order, under another name or again.</summary>
public sealed class PortalReportTests(Stage stage)
{
    [Theory]
    [InlineData(true)] // so is the begin
    [InlineData(false)]
    public async Task Where_the_end_is_heard_before_the_acknowledgement_what_begins_anew_is_charged_from_zero(bool isBegunBefore)
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var isSilent = true;
        nas.Port.Answers = (_, request) => isSilent ? [] : [nas.Port.Ack(request)];
        var (user, classes) = await Portals.AtPortalAsync(stage, nas, "r1");
        await ReportAsync(nas, Status.Interim, user, "r1", classes, new(60, 0, 30_000_000));
        await Portals.PayAsync(stage, user, "paid", 1);
        await Eventually.IsAsync(() => !nas.Port.Requests.IsEmpty, "it is to be let out");

        await ReportAsync(nas, Status.Stop, user, "r1", classes, new(61, 0, 30_000_000));

        if (isBegunBefore)
        {
            await ReportAsync(nas, Status.Start, user, "r1-2", classes);
        }

        isSilent = false;
        var acknowledged = "select exists (select from session_control join portal_login p using (session_id) where outcome = 1 and p.user_name = $1)";
        await Eventually.IsAsync(() => stage.QueryAsync<bool>(acknowledged, user), "it is let out");

        if (!isBegunBefore)
        {
            await ReportAsync(nas, Status.Start, user, "r1-2", classes);
        }

        await Portals.BegunAsync(nas, "r1-2");
        await ReportAsync(nas, Status.Interim, user, "r1-2", classes, new(60, 0, 10_000_000));
        Assert.Equal(0.10m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await ReportAsync(nas, Status.Stop, user, "r1", classes, new(61, 0, 30_000_000)); // again
        await ReportAsync(nas, Status.Stop, user, "r1-2", classes, new(120, 0, 20_000_000));

        Assert.Equal((0.80m, 0), ((await stage.Billing.BalanceAsync(user)).Posted, (await stage.Billing.BalanceAsync(user)).OpenSessions));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Where_another_one_begins_at_the_portal_that_is_charged_whole_and_the_first_one_not_at_all()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var (user, classes) = await Portals.AtPortalAsync(stage, nas, "r2");
        await ReportAsync(nas, Status.Interim, user, "r2", classes, new(60, 0, 30_000_000));
        await ReportAsync(nas, Status.Start, user, "r2-2", classes, new(0, 0, 0));
        await Portals.PayAsync(stage, user, "paid", 1);
        await Portals.BegunAsync(nas, "r2-2");

        await ReportAsync(nas, Status.Stop, user, "r2", classes, new(61, 0, 31_000_000)); // late
        await ReportAsync(nas, Status.Stop, user, "r2-2", classes, new(60, 0, 20_000_000));

        Assert.Equal((0.80m, 0), ((await stage.Billing.BalanceAsync(user)).Posted, (await stage.Billing.BalanceAsync(user)).OpenSessions));
        Assert.Equal(20_000_000, Assert.Single(await stage.Billing.XdrsAsync(user)).UsedUnits);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task What_comes_late_of_the_time_at_the_portal_opens_nothing()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var (user, classes) = await Portals.AtPortalAsync(stage, nas, "r3");
        await ReportAsync(nas, Status.Interim, user, "r3", classes, new(60, 0, 30_000_000));
        await Portals.PayAsync(stage, user, "paid", 1);
        await Portals.BegunAsync(nas, "r3");
        await ReportAsync(nas, Status.Stop, user, "r3", classes, new(120, 0, 40_000_000));

        var late = new Usage(59, 0, 29_000_000) { EventAt = DateTimeOffset.UtcNow.AddSeconds(5) }; // by a clock that is ahead
        await ReportAsync(nas, Status.Interim, user, "r3", classes, late);

        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((0.90m, 0m, 0), (balance.Posted, balance.Held, balance.OpenSessions));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task What_a_process_of_the_version_before_answers_is_of_the_only_name_that_it_knows()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var (user, classes) = await Portals.AtPortalAsync(stage, nas, "r4");
        await ReportAsync(nas, Status.Interim, user, "r4", classes, new(60, 0, 30_000_000));
        await Portals.PayAsync(stage, user, "paid", 1);
        await Portals.BegunAsync(nas, "r4");
        await stage.Book.ExecuteAsync("update portal_login set acct_session_id = null where user_name = $1", user); // it says none

        await ReportAsync(nas, Status.Stop, user, "r4", classes, new(120, 0, 40_000_000));

        Assert.Equal(0.90m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)] // by our token, which is in Class
    [InlineData(false, true)] // by its own name for the session
    public async Task One_that_is_given_more_is_charged_since_it_was_let_out_whatever_it_names_the_session_by(bool saysClass, bool saysName)
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var id = $"r5{saysClass}{saysName}";
        var (user, classes) = await Portals.AtPortalAsync(stage, nas, id);
        await ReportAsync(nas, Status.Interim, user, id, classes, new(60, 0, 30_000_000));
        await Portals.PayAsync(stage, user, "paid", 1);
        await Portals.BegunAsync(nas, id);

        var more = await MoreAsync(120, 40_000_000);
        Assert.Equal(RadiusCode.AccessAccept, more?.Code);
        Assert.Equal(0.10m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await MoreAsync(120, 40_000_000); // again
        Assert.Equal(RadiusCode.AccessAccept, (await MoreAsync(130, 45_000_000))?.Code);
        Assert.Equal(0.15m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        var both = saysClass ? more!.All(Attributes.Class) : [.. more!.All(Attributes.Class), .. classes];
        await ReportAsync(nas, Status.Stop, user, id, both, new(180, 0, 50_000_000));

        Assert.Equal(0.80m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();

        Task<Answer?> MoreAsync(uint seconds, uint octets) => nas.Gateway.AskAuthAsync(nas.Gateway.Access((ref writer, _) =>
        {
            writer.ReserveMessageAuthenticator();
            writer.AddString(Attributes.UserName, user);
            writer.AddUInt32(Attributes.ServiceType, 17);
            writer.AddUInt32(Attributes.AcctSessionTime, seconds);
            writer.AddUInt32(Attributes.AcctOutputOctets, octets);

            if (saysName)
            {
                writer.AddString(Attributes.AcctSessionId, id);
            }

            foreach (var one in saysClass ? classes : [])
            {
                writer.Add(Attributes.Class, one);
            }
        }));
    }

    [Fact]
    public async Task Who_is_at_the_portal_when_the_profile_loses_it_is_charged_for_nothing_still()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        await gateway.ReportAsync(Status.Stop, user, "r6", new(60, 0, 5_000_000) { Class = [.. "billing hotline"u8] });

        Assert.Equal(10m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Empty(await stage.Billing.XdrsAsync(user));
    }

    [Theory]
    [InlineData("test-tool", "9.95")] // nobody is sent to a portal by it: none is looked for
    [InlineData("mikrotik-hotline", "10")]
    public async Task A_report_without_Class_is_of_a_login_at_the_portal_only_where_the_profile_has_one(string profile, string posted)
    {
        using var gateway = await stage.GatewayAsync(profile);
        var user = await stage.AccountAsync();
        await stage.Book.ExecuteAsync(
            """
            insert into portal_login (session_id, account_id, balance_id, node_id, user_name, comes_back, expires_at)
            select gen_random_uuid(), a.account_id, a.balance_id, n.node_id, l.alias, true, now() + interval '1 hour'
            from account_alias l join account a using (account_id), node n
            where l.alias = $1 and n.name = $2
            """,
            user,
            gateway.Name);

        await gateway.ReportAsync(Status.Stop, user, "r7", new(60, 0, 5_000_000));

        Assert.Equal(decimal.Parse(posted, System.Globalization.CultureInfo.InvariantCulture), (await stage.Billing.BalanceAsync(user)).Posted);
    }

    private static Task ReportAsync(ControlledGateway nas, uint status, string user, string id, IReadOnlyList<byte[]> classes, Usage? usage = null) =>
        Portals.ReportAsync(nas, status, user, id, classes, usage);
}
