using System.Collections.Concurrent;
using System.Diagnostics;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Service;
using Billing.Core.Sessions;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>What is known afterwards of what happened to a session: its last requests, and its trace.</summary>
public sealed class StoryTests(Stage stage)
{
    [Fact]
    public async Task The_process_remembers_each_request_with_what_came_of_it()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync(funds: 0.8m);
        var accept = await gateway.LogInAsync(user);
        var mark = accept.Find(Attributes.Class);
        await gateway.ReportAsync(Status.Start, user, "s1", Usage.None with { Class = mark });
        await gateway.ReportAsync(Status.Interim, user, "s1", new(60, 0, 40_000_000) { Class = mark });
        await gateway.ReportAsync(Status.Interim, user, "s1", new(90, 0, 80_000_000) { Class = mark });
        await gateway.ReportAsync(Status.Stop, user, "s1", new(91, 0, 80_000_000) { Class = mark });
        var (session, balance) = await FindAsync(gateway, user);

        var recent = await stage.Billing.Grains.GetGrain<IBalanceMemoryGrain>(balance).RecentAsync(session);

        Assert.Equal(
            [
                (SessionState.Authorized, 0, 0m, 0.5m, false),
                (SessionState.Running, 0, 0m, 0.5m, false),
                (SessionState.Running, 40_000_000, 0.4m, 0.4m, false),
                (SessionState.Running, 80_000_000, 0.8m, 0m, true),
                (SessionState.Ended, 80_000_000, 0.8m, 0m, false),
            ],
            recent.Steps.Select(step => (step.State, step.UsedUnits, step.Charged, step.Held, step.IsUsedUp)));
        Assert.Equal(recent.Steps.OrderBy(step => step.At), recent.Steps);
        Assert.True(recent.Since <= recent.Steps[0].At);
        Assert.Empty((await stage.Billing.Grains.GetGrain<IBalanceMemoryGrain>(balance).RecentAsync(Guid.NewGuid())).Steps);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_session_is_one_trace_with_its_id_from_the_packet_to_the_commit()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SessionTrace.Source,
            Sample = (ref options) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var accept = await gateway.LogInAsync(user);
        await gateway.ReportAsync(Status.Stop, user, "t1", new(60, 0, 1_000_000) { Class = accept.Find(Attributes.Class) });
        var (session, _) = await FindAsync(gateway, user);
        var trace = SessionTrace.IdOf(session);

        await Eventually.IsAsync(() => spans.Count(span => Of(span, trace)) == 7, "all spans have ended");
        var ours = spans.Where(span => Of(span, trace)).ToDictionary(span => span.SpanId);

        string Told(Activity span) => ours.TryGetValue(span.ParentSpanId, out var parent) ? $"{Told(parent)} > {span.OperationName}" : span.OperationName;
        Assert.Equal(
            [
                "radius Access-Request",
                "radius Access-Request > account authorize",
                "radius Access-Request > account authorize > balance authorize",
                "radius Access-Request > account authorize > balance authorize > journal commit",
                "radius Accounting-Request",
                "radius Accounting-Request > balance report",
                "radius Accounting-Request > balance report > journal commit",
            ],
            ours.Values.Select(Told).Order(StringComparer.Ordinal));
        var packet = ours.Values.Single(span => span.OperationName == "radius Accounting-Request");
        Assert.Equal(
            ("t1", "accounted", gateway.Name), (packet.GetTagItem("radius.acct_session_id"), packet.GetTagItem("radius.outcome"), packet.GetTagItem("radius.gateway")));
    }

    private static bool Of(Activity span, string trace) => span.TraceId.ToString() == trace;

    private async Task<(Guid SessionId, long BalanceId)> FindAsync(TestGateway gateway, string user)
    {
        var account = await stage.Billing.Services.GetRequiredService<IAccountQuery>().ShowAsync(user, TestContext.Current.CancellationToken);
        var session = await stage.QueryAsync<Guid>(
            "select s.session_id from session s join node n on n.node_id = s.node_id where n.name = $1 and s.balance_id = $2", gateway.Name, account!.BalanceId);

        return (session, account.BalanceId);
    }
}
