using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Tariffs;
using Billing.Grains.Sessions;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;

namespace Billing.Grains.Tests.Sessions;

/// <summary>A login at a captive portal whose grain lives twice for a moment, or whose process is lost: nothing that is answered is left uncharged.</summary>
public sealed partial class PortalLoginTests(TwoSilos silos)
{
    [Theory]
    [InlineData(ReportKind.Interim)]
    [InlineData(ReportKind.Stop)]
    public async Task A_report_that_is_heard_while_another_lets_it_out_is_the_sessions(ReportKind kind)
    {
        var line = await LineAsync();
        await line.Login.HearAsync(line.Report(ReportKind.Start, 0, 0));

        // This one has read that it is at the portal; the other has let it out before this one writes.
        silos.Faults.Meanwhile(line.Id, () => Store.LiftedAsync(line.Id, new(60, 1_000, 2_000), Now));
        var reply = await line.Login.HearAsync(line.Report(kind, 120, 9_000_000));

        Assert.Equal(new PortalReply(line.BalanceId, new(60, 1_000, 2_000), "p1"), reply);
    }

    [Theory]
    [InlineData(ReportKind.Interim)]
    [InlineData(ReportKind.Stop)]
    public async Task One_that_was_let_out_before_its_process_was_lost_is_charged_from_its_next_report_on(ReportKind kind)
    {
        var line = await LineAsync();
        await line.Login.HearAsync(line.Report(ReportKind.Interim, 60, 3_000_000));
        await AcknowledgedAsync(line);

        var reply = await line.Login.HearAsync(line.Report(kind, 600, 13_000_000));

        Assert.Equal((line.BalanceId, 0L, 3_000_000L, "p1"), (reply.BalanceId, reply.Used.InputOctets, reply.Used.OutputOctets, reply.AcctSessionId));
        Assert.Equal(2, await silos.Book.ReadAsync<int>("select state from session where session_id = $1 and acct_session_id = 'p1'", line.Id));
        await EndAsync(line, 10_000_000);
        Assert.Equal(9.90m, await silos.Book.PostedAsync(line.BalanceId));
    }

    [Fact]
    public async Task One_that_ended_at_the_portal_before_its_session_began_begins_none()
    {
        var line = await LineAsync();
        await line.Login.HearAsync(line.Report(ReportKind.Start, 0, 0));
        silos.Faults.Meanwhile(line.Id, () => Store.EndAsync(line.Id, "p1"));

        await line.Login.LiftedAsync();

        Assert.Equal(new PortalReply(), await line.Login.HearAsync(line.Report(ReportKind.Stop, 60, 3_000_000)));
        Assert.Equal(1, await silos.Book.ReadAsync<int>("select state from session where session_id = $1", line.Id)); // its hold is given back as any
        Assert.Equal(10m, await silos.Book.PostedAsync(line.BalanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_gateways_restart_ends_what_it_had_before_it_and_not_what_came_after()
    {
        var (before, after) = (await LineAsync(), await LineAsync());
        await silos.Book.ExecuteAsync("update portal_login set node_id = $2 where session_id = $1", after.Id, before.NodeId);
        await silos.Book.ExecuteAsync("update portal_login set created_at = now() - interval '1 hour' where node_id = $1", before.NodeId);
        await after.Login.HearAsync(after.Report(ReportKind.Interim, 60, 0));

        await silos.Grains.GetGrain<Contracts.Nodes.INodeGrain>(before.NodeId).RestartedAsync(Now - Duration.FromMinutes(10), Now);

        Assert.False(await IsThereAsync(before));
        Assert.True(await IsThereAsync(after));

        // One of several gateways behind an address restarted, and this is not of that one.
        await before.Login.HearAsync(before.Report(ReportKind.Interim, 120, 0));
        Assert.True(await IsThereAsync(before));
    }

    [Fact]
    public async Task A_gateways_restart_that_is_heard_while_one_is_let_out_does_not_keep_its_session_from_beginning()
    {
        var line = await LineAsync();
        await line.Login.HearAsync(line.Report(ReportKind.Interim, 60, 3_000_000));
        await silos.Grains.GetGrain<Contracts.Nodes.INodeGrain>(line.NodeId).RestartedAsync(Now, Now);
        await AcknowledgedAsync(line);

        await line.Login.LiftedAsync();

        Assert.Equal(2, await silos.Book.ReadAsync<int>("select state from session where session_id = $1 and acct_session_id = 'p1'", line.Id));
        await EndAsync(line, 10_000_000);
    }

    [Fact]
    public async Task One_whose_end_is_heard_before_its_gateways_acknowledgement_goes_on_under_another_name_only()
    {
        var line = await LineAsync();
        await line.Login.HearAsync(line.Report(ReportKind.Interim, 60, 3_000_000));
        await line.Login.HearAsync(line.Report(ReportKind.Stop, 61, 3_000_000));
        await AcknowledgedAsync(line);

        await line.Login.LiftedAsync();
        Assert.Equal(new PortalReply(), await line.Login.HearAsync(line.Report(ReportKind.Interim, 60, 3_000_000))); // late
        Assert.Equal(new PortalReply(), await line.Login.HearAsync(line.Report(ReportKind.Stop, 61, 3_000_000))); // again
        Assert.Equal(0, await silos.Book.ReadAsync<long>("select count(*) from session where session_id = $1", line.Id));

        var reply = await line.Login.HearAsync(line.Report(ReportKind.Stop, 600, 10_000_000) with { AcctSessionId = "p2" });

        Assert.Equal(new PortalReply(line.BalanceId, default, "p2"), reply);
        Assert.Equal(new PortalReply(), await line.Login.HearAsync(line.Report(ReportKind.Stop, 61, 3_000_000))); // again, later
        Assert.Equal(2, await silos.Book.ReadAsync<int>("select state from session where session_id = $1 and acct_session_id = 'p2'", line.Id));
    }

    [Fact]
    public async Task One_whose_end_is_heard_at_the_portal_ends_whatever_name_it_has()
    {
        var line = await LineAsync();
        await line.Login.HearAsync(line.Report(ReportKind.Start, 0, 0));
        await line.Login.HearAsync(line.Report(ReportKind.Stop, 61, 3_000_000));

        Assert.Equal(new PortalReply(), await line.Login.HearAsync(line.Report(ReportKind.Stop, 61, 3_000_000) with { AcctSessionId = "p0" }));

        Assert.False(await IsThereAsync(line));
        Assert.NotNull((await Store.LoadAsync(line.Id))!.EndedAt);
    }

    [Fact]
    public async Task One_that_was_let_out_without_funds_is_opened_by_its_next_report_where_the_process_was_lost()
    {
        var line = await LineAsync();
        await line.Login.HearAsync(line.Report(ReportKind.Interim, 60, 3_000_000));
        Assert.True(await Store.LiftedAsync(line.Id, new(60, 0, 3_000_000), Now)); // and no more

        await line.Login.HearAsync(line.Report(ReportKind.Interim, 120, 4_000_000));

        Assert.Equal(2, await silos.Book.ReadAsync<int>("select state from session where session_id = $1 and acct_session_id = 'p1'", line.Id));
        await EndAsync(line, 10_000_000);
        Assert.Equal(9.90m, await silos.Book.PostedAsync(line.BalanceId));
    }

    [Fact]
    public async Task A_process_that_knows_no_ends_begins_no_session_of_one_that_has_ended()
    {
        var line = await LineAsync();
        await line.Login.HearAsync(line.Report(ReportKind.Interim, 60, 3_000_000));
        await line.Login.HearAsync(line.Report(ReportKind.Stop, 61, 3_000_000));
        var ended = await Store.LoadAsync(line.Id);

        // The statements of the version before ends were kept.
        await silos.Book.ExecuteAsync(
            """
            update portal_login
            set acct_session_id = 'p1', duration_seconds = 90, heard_at = now(), expires_at = greatest(expires_at, now() + interval '3 minutes')
            where session_id = $1 and lifted_at is null
            """,
            line.Id);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => silos.Book.ExecuteAsync(
            "update portal_login set lifted_at = now() where session_id = $1 and lifted_at is null", line.Id));

        Assert.Equal($"login {line.Id} at a portal has ended: no session begins of it", refused.MessageText);
        Assert.Equal(ended! with { EarlierIds = [] }, (await Store.LoadAsync(line.Id))! with { EarlierIds = [] });
        Assert.False(await IsThereAsync(line));

        // What knows them goes on.
        await line.Login.HearAsync(line.Report(ReportKind.Interim, 10, 1_000) with { AcctSessionId = "p2" });
        Assert.True(await IsThereAsync(line));
        Assert.True(await Store.LiftedAsync(line.Id, default, Now));
    }

    [Fact]
    public async Task The_names_that_it_had_are_known_and_not_their_counters()
    {
        var line = await LineAsync();

        for (var name = 1; name <= 10; name++)
        {
            await line.Login.HearAsync(line.Report(ReportKind.Interim, 600, 9_000_000) with { AcctSessionId = $"n{name}" });
        }

        await line.Login.HearAsync(line.Report(ReportKind.Interim, 30, 1_000) with { AcctSessionId = "n11" });
        await line.Login.HearAsync(line.Report(ReportKind.Interim, 900, 99_000_000) with { AcctSessionId = "n10" }); // late

        var login = (await Store.LoadAsync(line.Id))!;
        Assert.Equal(("n11", new PortalUsage(30, 0, 1_000)), (login.AcctSessionId, login.Used));
        Assert.Equal(["n10", "n9", "n8", "n7", "n6", "n5", "n4", "n3"], login.EarlierIds);
    }

    [Theory]
    //          late  counted  at the portal
    [InlineData(0, 0, 60)] // a Start again
    [InlineData(0, 90, 90)]
    [InlineData(30, 45, 75)] // by its Event-Timestamp or Acct-Delay-Time
    [InlineData(3600, 0, 60)] // its clock is wrong, or it is of long ago
    [InlineData(-30, 70, 70)]
    public async Task Its_time_at_the_portal_goes_on_since_it_was_last_heard_of(int late, uint counted, long seconds)
    {
        var line = await LineAsync();
        await line.Login.HearAsync(line.Report(ReportKind.Start, 0, 0));
        await silos.Book.ExecuteAsync("update portal_login set heard_at = heard_at - interval '1 minute' where session_id = $1", line.Id);
        var report = line.Report(ReportKind.Interim, counted, 0);

        await line.Login.HearAsync(report with { EventAt = report.ArrivedAt - Duration.FromSeconds(late) });

        Assert.InRange((await Store.LoadAsync(line.Id))!.Used.DurationSeconds, seconds, seconds + 20); // a slow machine
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the grain that knows the name is another one by then
    public async Task Whose_gateway_returns_no_Class_is_charged_since_it_was_let_out(bool isReadAgain)
    {
        var line = await LineAsync();
        var name = silos.Grains.GetGrain<ISessionNameGrain>($"{line.NodeId}/p1");
        Assert.Equal(ReportReply.Recorded, await name.ReportAsync(line.Report(ReportKind.Start, 0, 0)));
        Assert.Equal(ReportReply.Recorded, await name.ReportAsync(line.Report(ReportKind.Interim, 60, 3_000_000)));
        Assert.Equal(0, await silos.Book.ReadAsync<long>("select count(*) from session where balance_id = $1", line.BalanceId));
        await AcknowledgedAsync(line);
        await line.Login.LiftedAsync();

        if (isReadAgain)
        {
            await silos.Cluster.DeactivateAsync(name).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        await name.ReportAsync(line.Report(ReportKind.Interim, 30, 1_000_000)); // late
        await name.ReportAsync(line.Report(ReportKind.Interim, 600, 8_000_000));
        await name.ReportAsync(line.Report(ReportKind.Stop, 900, 13_000_000));
        await name.ReportAsync(line.Report(ReportKind.Stop, 900, 13_000_000)); // again

        Assert.Equal(9.90m, await silos.Book.PostedAsync(line.BalanceId));
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from session where balance_id = $1", line.BalanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData(false, "10")]
    [InlineData(true, "9.90")] // of a login that was let out: this one is of a request that was repeated, and nobody is there
    public async Task What_nobody_has_been_heard_at_is_looked_for_only_by_reports_without_our_mark(bool isMarked, string posted)
    {
        var line = await LineAsync();

        await silos.Grains.GetGrain<ISessionNameGrain>($"{line.NodeId}/p2").ReportAsync(
            line.Report(ReportKind.Stop, 90, 10_000_000) with { AcctSessionId = "p2", IsMarked = isMarked });

        Assert.Equal(decimal.Parse(posted, System.Globalization.CultureInfo.InvariantCulture), await silos.Book.PostedAsync(line.BalanceId));
    }

    [Fact]
    public async Task Where_nobody_is_sent_to_a_portal_no_login_is_looked_for()
    {
        var line = await LineAsync();

        await silos.Grains.GetGrain<ISessionNameGrain>($"{line.NodeId}/p1").ReportAsync(
            line.Report(ReportKind.Stop, 90, 10_000_000) with { IsOfNoPortal = true });

        Assert.Equal(9.90m, await silos.Book.PostedAsync(line.BalanceId));
        Assert.Null((await Store.LoadAsync(line.Id))!.HeardAt);
    }

    [Theory]
    //          let out  days ago  posted
    [InlineData(false, 0.9, "10")]
    [InlineData(false, 1.1, "9.90")] // it ended at the portal, and began nothing anew
    [InlineData(true, 30.0, "10")]
    [InlineData(true, 32.0, "9.90")] // no report is believed to be older
    public async Task A_name_that_a_gateway_gives_again_is_another_ones_after_a_time(bool isLetOut, double days, string posted)
    {
        var line = await LineAsync();
        await line.Login.HearAsync(line.Report(ReportKind.Start, 0, 0));
        await line.Login.HearAsync(line.Report(ReportKind.Stop, 61, 3_000_000));
        await silos.Book.ExecuteAsync("update portal_login set ended_at = null where session_id = $1", line.Id);

        // Where it was let out, its session had another name, and is not in the way.
        await silos.Book.ExecuteAsync(
            isLetOut
                ? "update portal_login set lifted_at = now() - $2, acct_session_id = 'p0', earlier_ids = '{p1}' where session_id = $1"
                : "update portal_login set ended_at = now() - $2, expires_at = now() - $2 where session_id = $1",
            line.Id,
            TimeSpan.FromDays(days));
        await silos.Cluster.DeactivateAsync(line.Login).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await silos.Grains.GetGrain<ISessionNameGrain>($"{line.NodeId}/p1").ReportAsync(line.Report(ReportKind.Stop, 90, 10_000_000));

        Assert.Equal(decimal.Parse(posted, System.Globalization.CultureInfo.InvariantCulture), await silos.Book.PostedAsync(line.BalanceId));
    }

    [Fact]
    public async Task Who_was_at_the_portal_and_is_let_in_by_another_login_is_charged_whole()
    {
        var line = await LineAsync();
        var name = silos.Grains.GetGrain<ISessionNameGrain>($"{line.NodeId}/p1");
        await name.ReportAsync(line.Report(ReportKind.Start, 0, 0));
        await name.ReportAsync(line.Report(ReportKind.Stop, 60, 3_000_000));
        await silos.Grains.GetGrain<Contracts.Accounts.IAccountGrain>(line.AccountId).AuthorizeAsync(new(
            new(line.Name, null, null, IsTrusted: true), Guid.CreateVersion7(), "data", line.NodeId, null, null, ["data"], Now));

        await name.ReportAsync(line.Report(ReportKind.Start, 0, 0)); // of the same name
        await name.ReportAsync(line.Report(ReportKind.Stop, 90, 10_000_000));

        Assert.Equal(9.90m, await silos.Book.PostedAsync(line.BalanceId));
    }

    private static Instant Now => SystemClock.Instance.GetCurrentInstant();

    private IPortalStore Store => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IPortalStore>();

    private Task<bool> IsThereAsync(Line line) =>
        silos.Book.ReadAsync<bool>("select expires_at > now() from portal_login where session_id = $1", line.Id);

    private async Task AcknowledgedAsync(Line line)
    {
        var orders = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<ISessionControlStore>();
        var claim = await orders.ClaimAsync(new(
            line.Id, line.AccountId, line.NodeId, "p1", "portal", ControlKind.ChangePolicy, null, Rules.Funds, "there are funds again"));
        await orders.AnsweredAsync(claim.ControlId, new(ControlOutcome.Acknowledged, "done"), isFinal: true);
    }

    private static async Task EndAsync(Line line, uint octets) =>
        Assert.Equal(ReportReply.Recorded, await line.Balance.TakeAsync(line.Id, line.Report(ReportKind.Stop, 540, octets)));

    private async Task<Line> LineAsync(string? callingParty = null)
    {
        var caller = await silos.CallerAsync();
        var name = $"data-{Guid.NewGuid():N}";
        var tariff = await silos.Book.AddTariffAsync(name, Unit.Byte, 1_000_000, 0.01m);
        var accountId = await silos.Book.AddAccountAsync(name, caller.BalanceId, tariff, "data", Unit.Byte, slice: 50_000_000, longest: 10_000_000_000);
        var line = new Line(silos, Guid.CreateVersion7(), accountId, caller.BalanceId, caller.NodeId, name);
        await line.Login.BeginAsync(new(name, caller.NodeId, "data", callingParty, ComesBack: true, 300));

        return line;
    }

    private sealed record Line(TwoSilos Silos, Guid Id, long AccountId, long BalanceId, int NodeId, string Name)
    {
        public IPortalGrain Login => Silos.Grains.GetGrain<IPortalGrain>(Id);

        public IBalanceGrain Balance => Silos.Grains.GetGrain<IBalanceGrain>(BalanceId);

        public UsageReport Report(ReportKind kind, uint seconds, uint octets) => new()
        {
            Kind = kind,
            NodeId = NodeId,
            AcctSessionId = "p1",
            UserName = Name,
            Service = "data",
            DurationSeconds = seconds,
            InputOctets = 0,
            OutputOctets = octets,
            EventAt = Now,
            HasEventTimestamp = false,
            ArrivedAt = Now,
            ComesBack = true,
        };
    }
}
