using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using NodaTime;

namespace Billing.Grains.Tests.Sessions;

/// <summary>Which login a report is of, whose gateway returns no Class.</summary>
public sealed partial class PortalLoginTests
{
    [Theory]
    [InlineData(ReportKind.Interim)]
    [InlineData(ReportKind.Stop)]
    public async Task What_was_used_at_the_portal_and_is_said_again_is_not_charged_to_the_next_login(ReportKind again)
    {
        var line = await LineAsync();
        await SayAsync(line.Report(ReportKind.Start, 0, 0));
        await SayAsync(line.Report(ReportKind.Stop, 300, 20_000_000));
        var hold = await LetInAsync(line);

        await SayAsync(line.Report(again, 300, 20_000_000));
        await SayAsync(Of("p2", line.Report(ReportKind.Start, 0, 0)));
        await SayAsync(line.Report(again, 300, 20_000_000)); // and later
        await SayAsync(Of("p2", line.Report(ReportKind.Stop, 90, 10_000_000)));

        Assert.Equal(9.90m, await silos.Book.PostedAsync(line.BalanceId));
        Assert.Equal("p2", await silos.Book.ReadAsync<string>("select acct_session_id from session where session_id = $1", hold));
        Assert.Equal(1, await SessionsAsync(line));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_begins_under_its_name_after_its_gateway_restarted_is_the_next_logins()
    {
        var line = await LineAsync();
        await SayAsync(line.Report(ReportKind.Start, 0, 0));
        await silos.Grains.GetGrain<Contracts.Nodes.INodeGrain>(line.NodeId).RestartedAsync(Now, Now);
        await LetInAsync(line);

        await SayAsync(line.Report(ReportKind.Start, 0, 0));
        await SayAsync(line.Report(ReportKind.Stop, 90, 10_000_000));

        Assert.Equal(9.90m, await silos.Book.PostedAsync(line.BalanceId));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("02-00-00-00-00-01", "02-00-00-00-00-02")]
    public async Task Two_devices_of_an_account_at_the_portal_are_charged_for_nothing_and_not_mistaken(string? first, string? second)
    {
        var line = await LineAsync(first);
        var other = line with { Id = Guid.CreateVersion7() };
        await other.Login.BeginAsync(new(line.Name, line.NodeId, "data", second, ComesBack: true, 300));

        await SayAsync(Of("p1", line.Report(ReportKind.Start, 0, 0)) with { CallingParty = first });
        await SayAsync(Of("p2", line.Report(ReportKind.Start, 0, 0)) with { CallingParty = second });
        await SayAsync(Of("p1", line.Report(ReportKind.Stop, 90, 10_000_000)) with { CallingParty = first });
        await SayAsync(Of("p2", line.Report(ReportKind.Stop, 90, 10_000_000)) with { CallingParty = second });

        Assert.Equal(0, await SessionsAsync(line));
        Assert.Equal(2, await silos.Book.ReadAsync<long>(
            "select count(*) from portal_login where account_id = $1 and ended_at is not null", line.AccountId));

        if (first is not null)
        {
            Assert.Equal("p1", (await Store.LoadAsync(line.Id))!.AcctSessionId);
            Assert.Equal("p2", (await Store.LoadAsync(other.Id))!.AcctSessionId);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // it was let out, and its session has ended
    public async Task A_name_that_is_given_again_at_the_portal_is_the_next_logins(bool isLifted)
    {
        var line = await LineAsync();
        var before = Now - Duration.FromMinutes(10);
        await SayAsync(At(before, line.Report(ReportKind.Start, 0, 0)));

        if (isLifted)
        {
            await Store.LiftedAsync(line.Id, new(0, 0, 0), before);
        }

        await SayAsync(At(before + Duration.FromMinutes(2), line.Report(ReportKind.Stop, 120, 0)));
        var next = line with { Id = Guid.CreateVersion7() };
        await next.Login.BeginAsync(new(line.Name, line.NodeId, "data", null, ComesBack: true, 300));
        var sessions = await SessionsAsync(line);

        await SayAsync(At(Now, line.Report(ReportKind.Start, 0, 0)));
        await SayAsync(At(Now, line.Report(ReportKind.Interim, 0, 10_000_000)));

        Assert.Equal("p1", (await Store.LoadAsync(next.Id))!.AcctSessionId);
        Assert.Equal(10_000_000, (await Store.LoadAsync(next.Id))!.Used.OutputOctets);
        Assert.Equal((10m, sessions), (await silos.Book.PostedAsync(line.BalanceId), await SessionsAsync(line)));
    }

    private static UsageReport Of(string name, UsageReport report) => report with { AcctSessionId = name };

    private static UsageReport At(Instant eventAt, UsageReport report) => report with { EventAt = eventAt, HasEventTimestamp = true };

    private async Task SayAsync(UsageReport report) => Assert.Equal(
        ReportReply.Recorded, await silos.Grains.GetGrain<ISessionNameGrain>($"{report.NodeId}/{report.AcctSessionId}").ReportAsync(report));

    private Task<long> SessionsAsync(Line line) =>
        silos.Book.ReadAsync<long>("select count(*) from session where balance_id = $1", line.BalanceId);

    private async Task<Guid> LetInAsync(Line line)
    {
        var hold = Guid.CreateVersion7();
        var reply = await silos.Grains.GetGrain<IAccountGrain>(line.AccountId).AuthorizeAsync(new(
            new(line.Name, null, null, IsTrusted: true), hold, "data", line.NodeId, null, null, ["data"], Now));
        Assert.Equal(AccessResult.Granted, reply.Result);

        return hold;
    }
}
