using Billing.Host.Bench;
using Billing.Host.Chaos;
using Billing.Radius;
using Npgsql;

namespace Billing.Host.Tests.Clusters;

/// <summary>The same with gateways that may go on where nothing can be committed.</summary>
public sealed partial class ClusterTests
{
    private const string Password = "pass000000";

    [Fact]
    public async Task Without_the_database_trusted_gateways_go_on_though_a_silo_dies_and_all_of_it_is_charged_once()
    {
        var (victim, others) = (silos.Cluster.Silos[0], silos.Cluster.Silos.Skip(1).ToArray());
        var (load, _, problems) = await OnTrustAsync("outage", silos.Trusted, async () =>
        {
            await silos.KnownAsync();
            await silos.Cluster.Database.KillAsync();
            var coming = Task.CompletedTask;

            try
            {
                await ThreeSilos.SpooledAsync([victim, .. others]);
                await victim.KillAsync();
                coming = victim.StartAsync(BillingProcess.Program, Cancel);
                var waits = await ThreeSilos.NotReadyAsync(victim);
                Assert.Equal("not ready: waiting for the database; reports of gateways that may go on without it are kept", waits);
                await ThreeSilos.KeptAsync(victim);
                Assert.False(coming.IsCompleted);
            }
            finally
            {
                await silos.Cluster.Database.StartAsync(Cancel); // the other tests want it too
            }

            await coming;
            await silos.ChargedAsync();

            return true;
        });

        Assert.Equal((0, 0, 0), (load.Losses, load.WrongAuthenticators, load.Malformed));
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public async Task A_silo_whose_migration_waits_keeps_reports_when_no_other_charges_them_and_charges_them_afterwards()
    {
        const long Megabytes = 5_000_000;
        const string Waits = "not ready: waiting for the database's migration";
        var silo = silos.Cluster.Silos[1];
        var others = silos.Cluster.Silos.Where(other => other != silo).ToArray();
        var login = (await silos.Book.AddAccountsAsync("migrating", 1, 10, Cancel))[0];
        await silo.StopAsync(Cancel);

        await using (var another = new NpgsqlConnection(silos.Cluster.ConnectionString + ";Pooling=false"))
        {
            await another.OpenAsync(Cancel);
            await using var migrates = new NpgsqlCommand("select pg_advisory_lock(7310520412)", another);
            await migrates.ExecuteNonQueryAsync(Cancel);
            silo.Begin(BillingProcess.Program);
            Assert.Equal(Waits, await ThreeSilos.NotReadyAsync(silo)); // its gateways ask the others
            await Task.WhenAll(others.Select(other => other.StopAsync(Cancel)));
            await ThreeSilos.UntilAsync(
                async () => await ThreeSilos.NotReadyAsync(silo) == $"{Waits}; reports of gateways that may go on without it are kept",
                "it keeps no reports though nobody else charges");

            using var gateway = new ChaosGateway(silos.TrustedGateway, [silo.Server], new Random(1));
            Assert.True(await gateway.AccountAsync(
                (ref RadiusPacketWriter writer) =>
                {
                    writer.AddUInt32(Attributes.AcctStatusType, 2);
                    writer.AddString(Attributes.UserName, login);
                    writer.AddString(Attributes.AcctSessionId, "migrating-1");
                    writer.AddUInt32(Attributes.AcctSessionTime, 60);
                    writer.AddUInt32(Attributes.AcctOutputOctets, (uint)Megabytes);
                },
                TimeSpan.FromMinutes(1),
                Cancel));
            Assert.Contains("the migration waits for another process that migrates", silo.Errors, StringComparison.Ordinal);
        }

        await silo.ReadyAsync(Cancel);
        await Task.WhenAll(others.Select(other => other.StartAsync(BillingProcess.Program, Cancel)));
        await silos.ChargedAsync();
        Assert.Equal((ulong)Megabytes, await silos.Book.OctetsAsync(login, Cancel));
    }

    [Fact]
    public async Task A_silo_that_is_cut_off_serves_trusted_gateways_alone_and_ends_itself_when_the_cable_is_back()
    {
        Assert.SkipWhen(silos.Network is null, "no network namespace can be made here: that needs root, and the command ip");
        var (victim, cable) = (silos.Cluster.Silos[2], silos.Network!);
        var (load, (noticed, trusted), problems) = await UnderLoadAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
            var (trusted, noticed, problems) = await OnTrustAsync("cut", silos.Trusted with { Rate = 100 }, async () =>
            {
                await silos.KnownAsync();
                var before = await silos.DeadAsync(victim);
                cable.Cut();
                var noticed = await silos.StruckOffAsync(victim, before);
                await ThreeSilos.SpooledAsync(victim);
                await ThreeSilos.StoodInAsync(victim);
                cable.Mend();
                await victim.Process.ExitAsync(Cancel);
                Assert.Equal(1, victim.Process.ExitCode);
                await victim.StartAsync(BillingProcess.Program, Cancel);
                await silos.ChargedAsync();

                return noticed;
            });
            Assert.True(problems.Count == 0, string.Join('\n', problems));

            return (noticed, trusted);
        });

        Check(load, noticed, problems);
        Assert.Equal((0, 0, 0), (trusted.Losses, trusted.WrongAuthenticators, trusted.Malformed));
    }

    /// <summary>Gateways that may go on, some of whose accounts have little money, which they may overspend by what is given on trust.</summary>
    private async Task<(RadiusLoadResult Load, T Work, IReadOnlyList<string> Problems)> OnTrustAsync<T>(
        string name, RadiusLoadOptions load, Func<Task<T>> work)
    {
        var poor = await silos.Book.AddAccountsAsync(name, 6, 1.50m, Cancel);
        var servers = silos.Cluster.Silos.Select(silo => silo.Server).ToArray();
        using PrepaidGateway gateway = new(silos.TrustedGateway, servers, poor, Password, seed: 1);
        var (result, done, problems) = await RollingUpdate.UnderLoadAsync(
            silos.Cluster,
            load,
            async () =>
            {
                using var ending = new CancellationTokenSource();
                var playing = gateway.RunAsync(ending.Token, Cancel);

                try
                {
                    return await work();
                }
                finally
                {
                    await ending.CancelAsync();
                    await playing;
                }
            },
            played => [.. played, .. gateway.Sessions],
            Cancel);

        Assert.NotEmpty(gateway.Sessions);

        // One silo at most ended with an account in it, and gave its limit once more.
        return (result, done, [.. problems, .. await silos.Book.OverspentAsync(name, Cancel, 2 * ThreeSilos.Trust)]);
    }
}
