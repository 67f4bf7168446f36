using System.Net;
using Orleans.Messaging;
using Orleans.Runtime;

namespace Billing.AzureTables.Tests.Membership;

/// <summary>What Orleans' protocol of membership needs of every table, whoever made it: each fact runs on each of ours and on theirs.</summary>
public abstract class MembershipTableTests
{
    /// <summary>Not finer than a millisecond: that is what all tables keep.</summary>
    protected static readonly DateTime Now = new(2026, 11, 26, 9, 30, 15, 250, DateTimeKind.Utc);

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected string Cluster { get; } = "test-" + Guid.NewGuid().ToString("N")[..12];

    /// <summary>The table as one silo of the cluster sees it: each call is another silo's.</summary>
    protected abstract Task<IMembershipTable> OpenAsync(string cluster);

    protected abstract Task<IGatewayListProvider> GatewaysAsync(string cluster);

    [Fact]
    public async Task A_new_table_is_empty_and_a_second_silo_does_not_make_it_anew()
    {
        var table = await OpenAsync(Cluster);
        var empty = await table.ReadAllAsync(Cancel);
        Assert.Empty(empty.Members);
        Assert.Equal(0, empty.Version.Version);
        Assert.True(await table.InsertRowAsync(Silo(1), empty.Version.Next(), Cancel));

        var second = await OpenAsync(Cluster);

        Assert.Equal((1, 1), Shape(await second.ReadAllAsync(Cancel)));
    }

    [Fact]
    public async Task What_was_written_of_a_silo_is_read()
    {
        var table = await OpenAsync(Cluster);

        foreach (var silo in new[] { Silo(1), Silo(2, address: "2001:db8::7"), Silo(3, SiloStatus.Active, proxyPort: 30_003) })
        {
            silo.AddSuspector(Silo(8).SiloAddress, Now.AddSeconds(-7));
            silo.AddSuspector(Silo(9, address: "2001:db8::9").SiloAddress, Now.AddMilliseconds(-1));
            await MustAsync(table, silo);

            // A silo that joins is not suspected, and not every table stores who suspects it until it is.
            Assert.True(await UpdateAsync(table, silo));

            Same(silo, Assert.Single((await table.ReadRowAsync(silo.SiloAddress, Cancel)).Members).Item1);
            Same(silo, Assert.Single((await table.ReadAllAsync(Cancel)).Members, row => row.Item1.SiloAddress.Equals(silo.SiloAddress)).Item1);
        }
    }

    [Fact]
    public async Task A_silo_that_is_there_is_not_inserted_again_and_nothing_changes()
    {
        var table = await OpenAsync(Cluster);
        await MustAsync(table, Silo(1));
        var before = await table.ReadAllAsync(Cancel);

        Assert.False(await table.InsertRowAsync(Silo(1, SiloStatus.Active), before.Version.Next(), Cancel));

        var after = await table.ReadAllAsync(Cancel);
        Assert.Equal(before.Version, after.Version);
        Assert.Equal(SiloStatus.Joining, Assert.Single(after.Members).Item1.Status);
    }

    [Fact]
    public async Task A_version_that_is_not_the_newest_changes_nothing()
    {
        var table = await OpenAsync(Cluster);
        var old = await table.ReadAllAsync(Cancel);
        await MustAsync(table, Silo(1));
        var (silo, token) = Assert.Single((await table.ReadRowAsync(Silo(1).SiloAddress, Cancel)).Members);

        Assert.False(await table.InsertRowAsync(Silo(2), old.Version.Next(), Cancel));
        silo.Status = SiloStatus.Dead;
        Assert.False(await table.UpdateRowAsync(silo, token, old.Version.Next(), Cancel));
        Assert.False(await table.UpdateRowAsync(silo, old.Version.VersionEtag, old.Version.Next(), Cancel));

        var now = await table.ReadAllAsync(Cancel);
        Assert.Equal((1, 1), Shape(now));
        Assert.Equal(SiloStatus.Joining, Assert.Single(now.Members).Item1.Status);
    }

    [Fact]
    public async Task A_silo_that_is_not_there_is_not_updated_and_the_version_stays()
    {
        var table = await OpenAsync(Cluster);
        await MustAsync(table, Silo(1));
        var before = await table.ReadAllAsync(Cancel);

        Assert.False(await table.UpdateRowAsync(Silo(2), before.Version.VersionEtag, before.Version.Next(), Cancel));

        Assert.Equal(before.Version, (await table.ReadAllAsync(Cancel)).Version);
        var nobody = await table.ReadRowAsync(Silo(2).SiloAddress, Cancel);
        Assert.Empty(nobody.Members);
        Assert.Equal(before.Version, nobody.Version);
    }

    [Fact]
    public async Task Of_silos_that_insert_themselves_at_the_same_version_exactly_one_wins()
    {
        var silos = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync(Cluster)));
        var read = (await silos[0].ReadAllAsync(Cancel)).Version;

        var won = await Task.WhenAll(silos.Select((table, n) => table.InsertRowAsync(Silo(n), read.Next(), Cancel)));

        Assert.Single(won, yes => yes);
        Assert.Equal((1, 1), Shape(await silos[0].ReadAllAsync(Cancel)));
    }

    [Fact]
    public async Task Of_silos_that_update_the_same_version_exactly_one_wins_and_all_come_through_who_read_again()
    {
        const int Silos = 6;
        var silos = await Task.WhenAll(Enumerable.Range(0, Silos).Select(_ => OpenAsync(Cluster)));
        await MustAsync(silos[0], Silo(0));
        var read = await silos[0].ReadRowAsync(Silo(0).SiloAddress, Cancel);
        var token = Assert.Single(read.Members).Item2;

        var won = await Task.WhenAll(silos.Select((table, n) =>
            table.UpdateRowAsync(Silo(0, aliveAfter: n), token, read.Version.Next(), Cancel)));

        Assert.Single(won, yes => yes);
        var after = await silos[0].ReadAllAsync(Cancel);
        Assert.Equal((1, 2), Shape(after));
        Assert.Equal(Now.AddSeconds(Array.IndexOf(won, true)), Assert.Single(after.Members).Item1.IAmAliveTime);

        // As they vote about a silo: each reads, adds itself, and begins again when it was not the first.
        await Task.WhenAll(silos.Select(async (table, n) =>
        {
            while (true)
            {
                var newest = await table.ReadRowAsync(Silo(0).SiloAddress, Cancel);
                var (silo, etag) = Assert.Single(newest.Members);
                silo.AddSuspector(Silo(100 + n).SiloAddress, Now);

                if (await table.UpdateRowAsync(silo, etag, newest.Version.Next(), Cancel))
                {
                    return;
                }
            }
        }));
        after = await silos[0].ReadAllAsync(Cancel);
        Assert.Equal((1, 2 + Silos), Shape(after));
        Assert.Equal(Silos, Assert.Single(after.Members).Item1.SuspectTimes!.Select(vote => vote.Item1).Distinct().Count());
    }

    [Fact]
    public async Task Whoever_reads_during_updates_sees_rows_of_one_version()
    {
        const int Changes = 40;
        var (writer, reader) = (await OpenAsync(Cluster), await OpenAsync(Cluster));
        await MustAsync(writer, Silo(0));
        await MustAsync(writer, Silo(1));
        var writing = Task.Run(
            async () =>
            {
                // The silos take turns, and each tells the version that it was changed in.
                for (var n = 0; n < Changes; n++)
                {
                    var read = await writer.ReadAllAsync(Cancel);
                    var (silo, etag) = read.TryGet(Silo(n % 2).SiloAddress)!;
                    silo.IAmAliveTime = Now.AddSeconds(read.Version.Version + 1);
                    Assert.True(await writer.UpdateRowAsync(silo, etag, read.Version.Next(), Cancel));
                }
            },
            Cancel);

        var seen = 0;

        while (seen < 2 + Changes)
        {
            var read = await reader.ReadAllAsync(Cancel);
            Assert.True(read.Version.Version >= seen, "the version went back");
            seen = read.Version.Version;

            if (seen > 2)
            {
                Assert.Equal(Now.AddSeconds(seen), read.Members.Max(row => row.Item1.IAmAliveTime));
            }
        }

        await writing;
    }

    [Fact]
    public async Task A_heartbeat_tells_the_time_and_changes_no_version_nor_spoils_an_update()
    {
        var table = await OpenAsync(Cluster);
        await MustAsync(table, Silo(1, SiloStatus.Active, proxyPort: 30_001));
        var before = await table.ReadAllAsync(Cancel);
        var beat = Silo(1, SiloStatus.Dead);
        beat.IAmAliveTime = Now.AddMinutes(5);

        await table.UpdateIAmAliveAsync(beat, Cancel);

        var after = await table.ReadAllAsync(Cancel);
        Assert.Equal(before.Version, after.Version);
        var read = Assert.Single(after.Members).Item1;
        Assert.Equal((SiloStatus.Active, 30_001, Now.AddMinutes(5)), (read.Status, read.ProxyPort, read.IAmAliveTime));
        var (silo, etag) = Assert.Single(before.Members);
        silo.Status = SiloStatus.ShuttingDown;
        Assert.True(await table.UpdateRowAsync(silo, etag, before.Version.Next(), Cancel));
    }

    [Fact]
    public async Task A_heartbeat_of_a_silo_that_was_removed_does_not_bring_it_back()
    {
        var table = await OpenAsync(Cluster);
        await MustAsync(table, Silo(1, SiloStatus.Dead));
        await table.CleanupDefunctSiloEntriesAsync(Now.AddDays(1), Cancel);

        await Record.ExceptionAsync(() => table.UpdateIAmAliveAsync(Silo(1), Cancel));

        Assert.Empty((await table.ReadAllAsync(Cancel)).Members);
    }

    [Fact]
    public async Task The_dead_are_forgotten_once_they_are_long_dead_and_the_version_stays()
    {
        var table = await OpenAsync(Cluster);
        SiloStatus[] states = [SiloStatus.Active, SiloStatus.Dead, SiloStatus.Dead, SiloStatus.Active];

        for (var n = 0; n < states.Length; n++)
        {
            var silo = Silo(n, states[n]);
            silo.StartTime = silo.IAmAliveTime = Now.AddDays(n < 2 ? -10 : 0);
            await MustAsync(table, silo);
        }

        var before = await table.ReadAllAsync(Cancel);

        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Now.AddDays(-7)), Cancel);

        var after = await table.ReadAllAsync(Cancel);
        Assert.Equal(before.Version, after.Version);
        Assert.Equal([0, 2, 3], after.Members.Select(row => row.Item1.SiloAddress.Generation).Order());
        Assert.True(await table.InsertRowAsync(Silo(5), after.Version.Next(), Cancel));
    }

    [Fact]
    public async Task A_cluster_is_deleted_whole_and_another_one_is_not_touched()
    {
        var (mine, theirs) = (await OpenAsync(Cluster), await OpenAsync(Cluster + "-other"));
        await MustAsync(mine, Silo(1));
        await MustAsync(mine, Silo(2));
        await MustAsync(theirs, Silo(1));
        await MustAsync(theirs, Silo(3));

        await mine.DeleteMembershipTableEntriesAsync(Cluster, Cancel);

        Assert.Equal([1, 3], (await theirs.ReadAllAsync(Cancel)).Members.Select(row => row.Item1.SiloAddress.Generation).Order());
        Assert.Equal((0, 0), Shape(await (await OpenAsync(Cluster)).ReadAllAsync(Cancel)));
    }

    [Fact]
    public async Task Clients_are_told_the_active_silos_that_have_a_port_for_them()
    {
        var table = await OpenAsync(Cluster);
        await MustAsync(table, Silo(1, SiloStatus.Active, proxyPort: 30_001));
        await MustAsync(table, Silo(2, SiloStatus.Active, proxyPort: 0));
        await MustAsync(table, Silo(3, SiloStatus.Joining, proxyPort: 30_003));
        await MustAsync(table, Silo(4, SiloStatus.Active, proxyPort: 30_004, address: "2001:db8::4"));
        await MustAsync(await OpenAsync(Cluster + "-other"), Silo(5, SiloStatus.Active, proxyPort: 30_005));
        var gateways = await GatewaysAsync(Cluster);

        // Not every provider tells a client the generation of a silo: the endpoint is what it calls.
        Assert.Equal(["192.0.2.7:30001", "[2001:db8::4]:30004"], await EndpointsAsync(gateways));
        Assert.True(await UpdateAsync(table, Silo(1, SiloStatus.Dead, proxyPort: 30_001)));
        Assert.Equal(["[2001:db8::4]:30004"], await EndpointsAsync(gateways));
    }

    protected static MembershipEntry Silo(
        int generation, SiloStatus status = SiloStatus.Joining, int proxyPort = 0, string address = "192.0.2.7", int aliveAfter = 0) => new()
        {
            SiloAddress = SiloAddress.New(IPAddress.Parse(address), 11_111, generation),
            SiloName = $"silo-{generation}",
            HostName = "somewhere",
            RoleName = "billing",
            Status = status,
            ProxyPort = proxyPort,
            StartTime = Now.AddHours(-1),
            IAmAliveTime = Now.AddSeconds(aliveAfter),
            SuspectTimes = [],
        };

    protected static async Task MustAsync(IMembershipTable table, MembershipEntry silo) =>
        Assert.True(await table.InsertRowAsync(silo, (await table.ReadAllAsync(Cancel)).Version.Next(), Cancel));

    protected static async Task<bool> UpdateAsync(IMembershipTable table, MembershipEntry silo)
    {
        var read = await table.ReadRowAsync(silo.SiloAddress, Cancel);

        return await table.UpdateRowAsync(silo, Assert.Single(read.Members).Item2, read.Version.Next(), Cancel);
    }

    protected static (int Silos, int Version) Shape(MembershipTableData data) => (data.Members.Count, data.Version.Version);

    protected static void Same(MembershipEntry expected, MembershipEntry read)
    {
        Assert.Equal(
            (expected.SiloAddress, expected.SiloName, expected.HostName, expected.Status, expected.ProxyPort, expected.StartTime, expected.IAmAliveTime),
            (read.SiloAddress, read.SiloName, read.HostName, read.Status, read.ProxyPort, read.StartTime, read.IAmAliveTime));
        Assert.Equal(expected.SuspectTimes, read.SuspectTimes);
    }

    private static async Task<IEnumerable<string>> EndpointsAsync(IGatewayListProvider gateways) =>
        (await gateways.GetGatewaysAsync(Cancel)).Select(uri => uri.ToGatewayAddress()!.Endpoint.ToString()).Order(StringComparer.Ordinal);
}
