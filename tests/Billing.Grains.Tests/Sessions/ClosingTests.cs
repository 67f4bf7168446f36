using Billing.Contracts.Nodes;
using Billing.Contracts.Sessions;
using Billing.Grains.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Billing.Grains.Tests.Sessions;

public sealed class ClosingTests(TwoSilos silos)
{
    [Fact]
    public async Task Silent_sessions_end_at_their_last_report_once_they_could_have_been_heard()
    {
        var caller = await silos.CallerAsync(funds: 100);
        var (silent, speaking) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await caller.AuthorizeAsync(silent, at: -2_000);
        await caller.ReportAsync(ReportKind.Interim, 100, silent, "silent", begin: -2_000);
        await caller.AuthorizeAsync(speaking, at: -1_998);
        await caller.ReportAsync(ReportKind.Interim, 2_598, speaking, "speaking", begin: -1_998); // and for ten minutes from now on
        await silos.Book.ExecuteAsync("alter table node drop constraint if exists node_interim_interval_seconds_check");
        await silos.Book.ExecuteAsync("update node set interim_interval_seconds = 60 where node_id = $1", caller.NodeId);
        var sweeper = silos.Grains.GetGrain<ISilenceGrain>(0);
        var options = Enumerable.Range(0, 2)
            .Select(silo => silos.Cluster.Silos[silo].ServiceProvider.GetRequiredService<IOptions<SessionOptions>>().Value)
            .ToList();
        var interval = options[0].SweepInterval;
        options.ForEach(one => one.SweepInterval = TimeSpan.Zero);

        Assert.Equal(0, await sweeper.SweepAsync()); // before that there was nobody who could hear it
        Assert.Equal(0, await sweeper.SweepAsync());
        await silos.Book.ExecuteAsync("update node set interim_interval_seconds = 1 where node_id = $1", caller.NodeId);

        await Office.UntilAsync( // it finds what other tests left, too
            async () =>
            {
                await sweeper.SweepAsync();

                return await silos.Book.ReadAsync<bool>("select ended_at is not null from session where session_id = $1", silent);
            },
            "the silent one is closed");

        options.ForEach(one => one.SweepInterval = interval);
        Assert.Equal(["2 2598 44", "4 100 2"], (await caller.SessionsAsync()).Order(StringComparer.Ordinal)); // let in in one instant
        Assert.True(await silos.Book.ReadAsync<bool>( // it says it was before it was let in here
            "select ended_at = authorized_at and reported_at = ended_at from session where session_id = $1", silent));
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from xdr where balance_id = $1", caller.BalanceId));
        await caller.CheckAsync(98, available: 98 - 44 - 3);
    }

    [Fact]
    public async Task A_session_that_was_heard_of_meanwhile_is_not_closed()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Interim, 60, token);

        Assert.False(await silos.Grains.GetGrain<ISessionGrain>(token).CloseAsync(
            new(ClosingReason.Silence, caller.Start, caller.Start + Duration.FromSeconds(60))));

        Assert.Equal(["2 60 1"], await caller.SessionsAsync());
        await caller.ReportAsync(ReportKind.Stop, 60, token);
        await caller.CheckAsync(9);
    }

    [Fact]
    public async Task A_gateway_that_restarts_ends_its_sessions_and_no_other_s()
    {
        var (caller, other) = (await silos.CallerAsync(funds: 1_000), await silos.CallerAsync());
        var tokens = Enumerable.Range(0, 70).Select(_ => Guid.CreateVersion7()).ToArray();
        await Task.WhenAll(tokens.Select(token => caller.AuthorizeAsync(token)));
        await Task.WhenAll(tokens[..60].Select((token, i) => caller.ReportAsync(ReportKind.Interim, 60, token, $"r{i}")));
        var elsewhere = Guid.CreateVersion7();
        await other.AuthorizeAsync(elsewhere);
        await other.ReportAsync(ReportKind.Interim, 60, elsewhere);
        var at = caller.Start + Duration.FromSeconds(90);

        Assert.Equal(70, await silos.Grains.GetGrain<INodeGrain>(caller.NodeId).RestartedAsync(at, at));
        Assert.Equal(0, await silos.Grains.GetGrain<INodeGrain>(caller.NodeId).RestartedAsync(at, at));

        await caller.CheckAsync(1_000 - 60);
        Assert.Equal(60, await silos.Book.ReadAsync<long>(
            "select count(*) from session where balance_id = $1 and state = 4 and terminate_cause = 'NAS-Reboot'", caller.BalanceId));
        Assert.Equal(["2 60 1"], await other.SessionsAsync());
        await other.CheckAsync(10, available: 6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // the silo that takes the report was not told yet; another one had heard it
    public async Task After_a_restart_a_name_that_is_given_again_is_another_session_even_without_times(bool isTold)
    {
        var caller = await silos.CallerAsync();
        await caller.ReportAsync(ReportKind.Interim, 60, timed: false);
        var at = caller.Start + Duration.FromSeconds(90);
        await silos.Grains.GetGrain<INodeGrain>(caller.NodeId).RestartedAsync(at, at);

        foreach (var (kind, seconds) in new[] { (ReportKind.Start, 0), (ReportKind.Stop, 60) })
        {
            await caller.ReportAsync(caller.Report(kind, seconds, begin: 200, timed: false) with { NodeRestartedAt = isTold ? at : null });
        }

        await caller.CheckAsync(8);
        Assert.Equal(["4 60 1", "3 60 1"], await caller.SessionsAsync());
    }
}
