using System.Net;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Billing.Postgres.Tests.Migrations;

/// <summary>Orleans' own AdoNet providers, taken from a running silo, over our statements.</summary>
public sealed class OrleansContractTests(MigratedPostgres postgres)
{
    private static readonly GrainId Grain = GrainId.Create("test.grain", "one");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stored_state_is_written_only_over_the_state_that_was_read()
    {
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync());
        var storage = billing.Services.GetRequiredKeyedService<IGrainStorage>("Default");

        foreach (var grain in new[] { Grain, GrainId.Create("test.grain", "0000000000000000000000000000000a+extension") })
        {
            var mine = new GrainState<List<int>>([]);
            await storage.ReadStateAsync("progress", grain, mine);
            Assert.False(mine.RecordExists);
            mine.State = [1];
            await storage.WriteStateAsync("progress", grain, mine);
            mine.State = [2];
            await storage.WriteStateAsync("progress", grain, mine);

            var theirs = new GrainState<List<int>>([]);
            await storage.ReadStateAsync("progress", grain, theirs);
            Assert.Equal((2, mine.ETag), (theirs.State![0], theirs.ETag));
            theirs.State = [3];
            await storage.WriteStateAsync("progress", grain, theirs);
            mine.State = [99];
            await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("progress", grain, mine));
            await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("progress", grain, mine));

            var first = new GrainState<List<int>>([98]);
            await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("progress", grain, first));

            await storage.ReadStateAsync("progress", grain, mine);
            Assert.Equal(3, mine.State![0]);
            await storage.ClearStateAsync("progress", grain, mine);
            await storage.ReadStateAsync("progress", grain, theirs);
            Assert.False(theirs.RecordExists);
            theirs.State = [4];
            await storage.WriteStateAsync("progress", grain, theirs);
            await storage.ReadStateAsync("progress", grain, mine);
            Assert.Equal(4, mine.State![0]);
        }
    }

    [Fact]
    public async Task Two_first_writers_make_one_state()
    {
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync());
        var storage = billing.Services.GetRequiredKeyedService<IGrainStorage>("Default");

        var written = await Task.WhenAll(Enumerable.Range(1, 8).Select(async n =>
        {
            try
            {
                await storage.WriteStateAsync("progress", Grain, new GrainState<List<int>>([n]));

                return n;
            }
            catch (InconsistentStateException)
            {
                return 0;
            }
        }));

        var winner = Assert.Single(written, n => n > 0);
        var state = new GrainState<List<int>>([]);
        await storage.ReadStateAsync("progress", Grain, state);
        Assert.Equal(winner, state.State![0]);
    }

    [Fact]
    public async Task Reminders_are_found_on_their_part_of_the_ring_also_where_it_wraps()
    {
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync());
        var table = billing.Services.GetRequiredService<IReminderTable>();
        var grains = Enumerable.Range(0, 40).Select(n => GrainId.Create("test.grain", $"r{n}")).OrderBy(grain => grain.GetUniformHashCode()).ToArray();

        foreach (var grain in grains)
        {
            await table.UpsertRow(Reminder(grain, TimeSpan.FromMinutes(5)), Cancel);
        }

        var (low, high) = (grains[9].GetUniformHashCode(), grains[29].GetUniformHashCode());
        Assert.Equal(grains.Skip(10).Take(20), Sorted(await table.ReadRows(low, high, Cancel)));
        Assert.Equal(grains[..10].Concat(grains[30..]), Sorted(await table.ReadRows(high, low, Cancel)));
        Assert.Equal(grains, Sorted(await table.ReadRows(0, uint.MaxValue, Cancel)));
        Assert.Equal([grains[3]], Sorted(await table.ReadRows(grains[3], Cancel)));
    }

    [Fact]
    public async Task A_reminder_is_removed_only_as_it_was_read()
    {
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync());
        var table = billing.Services.GetRequiredService<IReminderTable>();

        var first = await table.UpsertRow(Reminder(Grain, TimeSpan.FromMinutes(5)), Cancel);
        var second = await table.UpsertRow(Reminder(Grain, TimeSpan.FromMinutes(7)), Cancel);

        Assert.NotEqual(first, second);
        Assert.False(await table.RemoveRow(Grain, "close", first!, Cancel));
        var read = await table.ReadRow(Grain, "close", Cancel);
        Assert.Equal((TimeSpan.FromMinutes(7), second), (read!.Period, read.ETag));
        Assert.True(await table.RemoveRow(Grain, "close", second!, Cancel));
        Assert.Null(await table.ReadRow(Grain, "close", Cancel));
    }

    [Fact]
    public async Task Members_change_only_from_the_version_that_was_read()
    {
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync());
        var table = billing.Services.GetRequiredService<IMembershipTable>();
        var read = await table.ReadAllAsync(Cancel);
        Assert.Single(read.Members);
        var member = Member(1_111, SiloStatus.Joining);

        Assert.True(await table.InsertRowAsync(member, read.Version.Next(), Cancel));
        Assert.False(await table.InsertRowAsync(Member(2_222, SiloStatus.Joining), read.Version.Next(), Cancel)); // the version is old
        var second = await table.ReadAllAsync(Cancel);
        Assert.Equal(read.Version.Version + 1, second.Version.Version);
        Assert.False(await table.InsertRowAsync(member, second.Version.Next(), Cancel)); // it is there
        Assert.Equal((2, second.Version.Version), ((await table.ReadAllAsync(Cancel)).Members.Count, (await table.ReadAllAsync(Cancel)).Version.Version));

        var (entry, etag) = Assert.Single((await table.ReadRowAsync(member.SiloAddress, Cancel)).Members);
        Assert.Equal((SiloStatus.Joining, "somewhere"), (entry.Status, entry.HostName));
        entry.Status = SiloStatus.Dead;
        entry.AddSuspector(member.SiloAddress, DateTime.UtcNow);
        Assert.False(await table.UpdateRowAsync(entry, etag, read.Version.Next(), Cancel));
        Assert.True(await table.UpdateRowAsync(entry, etag, second.Version.Next(), Cancel));
        var (dead, _) = Assert.Single((await table.ReadRowAsync(member.SiloAddress, Cancel)).Members);
        Assert.Equal(SiloStatus.Dead, dead.Status);
        Assert.Single(dead.SuspectTimes!);

        var third = (await table.ReadAllAsync(Cancel)).Version.Version;
        dead.IAmAliveTime = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await table.UpdateIAmAliveAsync(dead, Cancel);
        Assert.Equal(third, (await table.ReadAllAsync(Cancel)).Version.Version);
        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero), Cancel);
        Assert.Empty((await table.ReadRowAsync(member.SiloAddress, Cancel)).Members);
        Assert.Single((await table.ReadAllAsync(Cancel)).Members); // the living silo stays
    }

    private static GrainId[] Sorted(ReminderTableData rows) =>
        [.. rows.Reminders.Select(row => row.GrainId).OrderBy(grain => grain.GetUniformHashCode())];

    private static ReminderEntry Reminder(GrainId grain, TimeSpan period) => new()
    {
        GrainId = grain,
        ReminderName = "close",
        StartAt = DateTime.UtcNow.AddHours(1),
        Period = period,
    };

    private static MembershipEntry Member(int generation, SiloStatus status) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Parse("192.0.2.7"), 11_111, generation),
        SiloName = "other",
        HostName = "somewhere",
        Status = status,
        ProxyPort = 0,
        StartTime = DateTime.UtcNow,
        IAmAliveTime = DateTime.UtcNow,
        SuspectTimes = [],
    };
}
