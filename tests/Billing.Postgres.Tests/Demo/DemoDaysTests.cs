using Billing.Postgres.Demo;
using Billing.Postgres.Migrations;
using Billing.Testing;
using Npgsql;

namespace Billing.Postgres.Tests.Demo;

/// <summary>What a made-up operator has on whatever day of a month it is made.</summary>
public sealed class DemoDaysTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2027-03-01T00:05Z")]
    [InlineData("2027-03-02T23:50Z")]
    [InlineData("2027-03-03T09:00Z")]
    [InlineData("2027-02-28T09:00Z")]
    [InlineData("2028-02-29T09:00Z")]
    [InlineData("2027-08-31T09:00Z")]
    [InlineData("2027-09-01T09:00Z")]
    [InlineData("2027-10-31T23:59Z")]
    public async Task Some_are_in_dunning_and_one_is_parked(string at)
    {
        var now = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        var database = await postgres.CreateDatabaseAsync();
        await Migrator.MigrateAsync(database, now, Cancel);
        await using var reader = new Reader(database, new Standing(now));
        await reader.Get<DemoSeed>().LoadAsync(Cancel);
        Assert.True(await reader.Get<DemoOperator>().MakeAsync(DemoSize.Small, (_, _, _) => { }, Cancel));
        Assert.True(await reader.Get<DemoBooks>().MakeAsync((_, _, _) => { }, Cancel));

        await using var source = NpgsqlDataSource.Create(database);
        Assert.InRange(await CountAsync("invoice"), 50, 300);
        Assert.InRange(await CountAsync("payer where dunning_since is not null"), 5, 24);
        Assert.InRange(await CountAsync("payer where dunning_level is not null"), 1, 8);
        Assert.Equal(1, await CountAsync("payer where parked is not null"));
        Assert.Equal(0, await CountAsync($"dunning_action where done_at > '{now:O}'"));
        Assert.Empty((await reader.Book.AuditAsync()).Differences);

        async Task<long> CountAsync(string what)
        {
            await using var count = source.CreateCommand($"select count(*) from {what}");

            return (long)(await count.ExecuteScalarAsync(Cancel))!;
        }
    }

    private sealed class Standing(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
