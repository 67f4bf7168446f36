using Billing.Host.Bench;
using Billing.Host.Tests.Crashes;

namespace Billing.Host.Tests.Clusters;

/// <summary>What gateways see while silos come, go, freeze and are cut off: nothing but the time that their repeats take.</summary>
[Collection(nameof(WholePrograms))]
public sealed partial class ClusterTests(ThreeSilos silos) : IClassFixture<ThreeSilos>
{
    // As the README states it, with room for a machine that is busy with other things.
    private static readonly TimeSpan Detection = TimeSpan.FromSeconds(5 * 4);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_is_replaced_under_load_and_no_request_is_lost()
    {
        var silo = silos.Cluster.Silos[0];
        var (load, replaced, problems) = await UnderLoadAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Cancel);

            return await RollingUpdate.RunAsync([silo], BillingProcess.Program, TimeSpan.FromSeconds(1), (_, _, _) => { }, Cancel);
        });

        Assert.Equal((0, 0, 0), (load.Losses, load.WrongAuthenticators, load.Malformed));
        Assert.All(replaced, one => Assert.Equal(0, one.ExitCode));
        Assert.True(load.Failovers > 0, "no gateway had to ask another silo");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.Matches(@"RADIUS drained in \S+; unanswered: 0\n", silo.Errors);
    }

    [Fact]
    public async Task A_silo_that_is_killed_is_missed_for_as_long_as_it_takes_to_notice()
    {
        var victim = silos.Cluster.Silos[0];
        var (load, noticed, problems) = await UnderLoadAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
            var before = await silos.DeadAsync(victim);
            await victim.KillAsync();
            var noticed = await silos.StruckOffAsync(victim, before);
            await victim.StartAsync(BillingProcess.Program, Cancel);

            return noticed;
        });

        Check(load, noticed, problems);
    }

    [Fact]
    public async Task A_silo_that_is_stopped_and_continued_ends_itself_and_takes_nothing_with_it()
    {
        var victim = silos.Cluster.Silos[1];
        var (load, noticed, problems) = await UnderLoadAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
            var before = await silos.DeadAsync(victim);
            victim.Process.Signal(BillingProcess.SigStop);
            var noticed = await silos.StruckOffAsync(victim, before);
            await Task.Delay(TimeSpan.FromSeconds(1), Cancel); // others have its balances by now
            victim.Process.Signal(BillingProcess.SigContinue);
            await victim.Process.ExitAsync(Cancel);
            Assert.Equal(1, victim.Process.ExitCode);
            Assert.Contains("this silo cannot go on and ends", victim.Errors, StringComparison.Ordinal);
            await victim.StartAsync(BillingProcess.Program, Cancel);

            return noticed;
        });

        Check(load, noticed, problems);
    }

    private static void Check(RadiusLoadResult load, TimeSpan noticed, IReadOnlyList<string> problems)
    {
        TestContext.Current.SendDiagnosticMessage(
            FormattableString.Invariant($"struck off after {noticed.TotalSeconds:0.0} s; the longest wait for an answer {load.AccountingLatency.Maximum.TotalSeconds:0.0} s; {load.Failovers} failed over"));
        Assert.InRange(noticed, TimeSpan.Zero, Detection);
        Assert.Equal((0, 0, 0), (load.Losses, load.WrongAuthenticators, load.Malformed));
        Assert.True(load.Failovers > 0, "no gateway had to ask another silo");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private Task<(RadiusLoadResult Load, T Work, IReadOnlyList<string> Problems)> UnderLoadAsync<T>(Func<Task<T>> work) =>
        RollingUpdate.UnderLoadAsync(silos.Cluster, silos.Load, work, all: null, Cancel);
}
