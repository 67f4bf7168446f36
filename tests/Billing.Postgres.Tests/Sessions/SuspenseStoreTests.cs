using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Grains.Sessions;
using Billing.Testing;
using NodaTime;

namespace Billing.Postgres.Tests.Sessions;

public sealed class SuspenseStoreTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Reports_of_one_session_are_one_row_with_the_highest_totals()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var store = stores.Get<ISuspenseStore>();

        await store.RecordAsync(Report("nobody", 0, null, null), "no account");
        await store.RecordAsync(Report("nobody", 120, 5, 1), "no account");
        await store.RecordAsync(Report("nobody", 60, 900, null), "no account");
        await store.RecordAsync(Report("somebody else", 1, null, null), "no account");

        Assert.Equal(
            "3 120 4294967301 no account",
            await stores.Book.ReadAsync<string>(
                "select concat_ws(' ', reports, duration_seconds, input_octets, reason) from suspense_usage where user_name = 'nobody'"));
        Assert.Equal(
            60.0,
            await stores.Book.ReadAsync<double>(
                "select extract(epoch from last_heard_at - first_heard_at)::float8 from suspense_usage where user_name = 'nobody'") / 2);
        Assert.Equal(2, await stores.Book.ReadAsync<long>("select count(*) from suspense_usage"));
    }

    // Pages and lists add both directions up.
    [Theory]
    [InlineData(uint.MaxValue, 0x7fff_ffffu, 2 * UsageCounters.MaxOctets)]
    [InlineData(4_294_967_000u, uint.MaxValue, 0L)] // counted below zero
    public async Task Octets_that_cannot_be_have_room_all_the_same(uint low, uint high, long octets)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());

        await stores.Get<ISuspenseStore>().RecordAsync(
            Report("nobody", 60, low, high) with { OutputOctets = low, OutputGigawords = high }, "no account");

        Assert.Equal(octets, await stores.Book.ReadAsync<long>("select input_octets + output_octets from suspense_usage"));
    }

    private static UsageReport Report(string user, long seconds, uint? low, uint? high) => new()
    {
        Kind = ReportKind.Interim,
        NodeId = 1,
        AcctSessionId = "s1",
        UserName = user,
        DurationSeconds = seconds,
        InputOctets = low,
        InputGigawords = high,
        EventAt = Stores.Noon,
        HasEventTimestamp = true,
        ArrivedAt = Stores.Noon + Duration.FromSeconds(seconds),
    };
}
