using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Postgres.Tariffs;
using Billing.Testing;
using CsCheck;
using NodaTime;

namespace Billing.Postgres.Tests.Tariffs;

public sealed class RatesInForceTests(MigratedPostgres postgres, MadeUpOperators operators)
{
    private static readonly string[] Prefixes = ["", "3", "353", "39000", "x"];

    private static readonly Instant June = Instant.FromUtc(2026, 6, 1, 0, 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_destinations_rates_the_newest_effective_one_is_in_force_and_the_next_is_told()
    {
        await using var reader = new Reader(await postgres.CreateDatabaseAsync());
        var tariff = await reader.Book.AddTariffAsync("Minutes", Unit.Second, 60, 1);
        await reader.Book.ExecuteAsync("delete from rate");
        await RateAsync(reader, tariff, "44", "2026-01-01", null, 0.10m);
        await RateAsync(reader, tariff, "44", "2026-05-01", null, 0.20m);
        await RateAsync(reader, tariff, "44", "2026-07-01", null, 0.30m);
        await RateAsync(reader, tariff, "45", "2026-01-01", "2026-08-01", 0.15m);
        await RateAsync(reader, tariff, "46", "2026-01-01", null, 0.16m);
        await RateAsync(reader, tariff, "46", "2026-02-01", null, 0m, RateStatus.Discontinued);
        await RateAsync(reader, tariff, "47", "2026-01-01", "2026-02-01", 0.17m);
        await RateAsync(reader, tariff, "48", "2026-06-02", null, 0.18m);
        await RateAsync(reader, tariff, "49", "2026-01-01", null, 0.19m);
        await RateAsync(reader, tariff, "49", "2026-03-01", "2026-04-01", 0.99m);
        await reader.Book.ExecuteAsync("insert into destination (prefix, country, description) values ('4', 'XX', 'Fours')");

        var rates = await reader.Get<ITariffQuery>().RatesAsync(tariff, June, new(), 0, 50, Cancel);

        Assert.Equal(3, rates.Total);
        Assert.Equal([("44", 0.20m), ("45", 0.15m), ("49", 0.19m)], rates.Rows.Select(row => (row.Destination, row.Price!.Value)));
        Assert.Equal((60, 60, "60/60 at 0.20", "Fours"), (rates.Rows[0].First, rates.Rows[0].Next, rates.Rows[0].Prices, rates.Rows[0].DestinationName));
        Assert.Equal(new NextRate(Instant.FromUtc(2026, 7, 1, 0, 0), RateStatus.Active, 0.30m, "60/60 at 0.30", false), rates.Rows[0].Then);
        Assert.Equal((Instant.FromUtc(2026, 8, 1, 0, 0), true), (rates.Rows[1].Then!.From, rates.Rows[1].Then!.IsEnd));
        Assert.Null(rates.Rows[2].Then);
        Assert.Equal(3, (await reader.Get<ITariffQuery>().HistoryAsync(tariff, "44", Cancel)).Count);
        Assert.Equal(
            [("Minutes", 6, 1), ("Minutes", 7, 1)],
            (await reader.Get<ITariffQuery>().PlannedAsync(June, Instant.FromUtc(2026, 7, 30, 0, 0), Cancel))
                .Select(one => (one.Tariff, one.From.InUtc().Month, one.Rates)));
    }

    [Fact]
    public async Task A_new_version_is_seen_at_once()
    {
        await using var reader = new Reader(await postgres.CreateDatabaseAsync());
        var tariff = await reader.Book.AddTariffAsync("Minutes", Unit.Second, 60, 1);
        Assert.Equal(1, (await reader.Get<ITariffQuery>().RatesAsync(tariff, June, new(), 0, 50, Cancel)).Total);

        await RateAsync(reader, tariff, "44", "2026-01-01", null, 0.10m);
        await reader.Book.ExecuteAsync("update tariff set version = version + 1");

        Assert.Equal(2, (await reader.Get<ITariffQuery>().RatesAsync(tariff, June, new(), 0, 50, Cancel)).Total);
    }

    // Each for itself would take the connections that the pages wait for.
    [Fact]
    public async Task Looks_at_several_times_at_once_note_the_rates_once()
    {
        await using var reader = new Reader(await postgres.CreateDatabaseAsync());
        var tariff = await reader.Book.AddTariffAsync("Minutes", Unit.Second, 60, 1);

        var known = await Task.WhenAll(Enumerable.Range(0, 8).Select(async minute =>
            await await reader.Get<Milestones>().FindAsync(tariff, June + Duration.FromMinutes(minute), "", Cancel)));

        Assert.All(known, one => Assert.Same(known[0], one));
    }

    [Fact]
    public async Task A_window_at_any_place_is_that_part_of_the_list()
    {
        await using var reader = await operators.SmallAsync();
        var query = reader.Get<ITariffQuery>();
        var tariff = (await query.ListAsync(new("wholesale"), new(), Cancel)).Rows[0];
        var now = SystemClock.Instance.GetCurrentInstant();
        var all = await reader.Book.ReadAsync<string[]>(
            "select array_agg(destination order by destination) from rate where tariff_id = $1 and effective_from <= now()", tariff.TariffId);
        Assert.Equal(2_000, all.Length);

        await Gen.Select(Gen.Int[0, 2_100], Gen.Int[1, 200], Gen.Int[0, 4].Select(i => Prefixes[i])).SampleAsync(
            async (offset, count, prefix) =>
            {
                var window = await query.RatesAsync(tariff.TariffId, now, new(prefix), offset, count, Cancel);
                var expected = all.Where(one => one.StartsWith(prefix, StringComparison.Ordinal)).ToList();

                Assert.Equal(expected.Skip(offset).Take(count), window.Rows.Select(row => row.Destination));
                Assert.Equal((offset, expected.Count), (window.Offset, window.Total));
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public async Task A_few_rates_are_sorted_by_price_and_name_and_many_say_that_they_are_not()
    {
        await using var reader = new Reader(await postgres.CreateDatabaseAsync());
        var query = reader.Get<ITariffQuery>();
        var tariff = await reader.Book.AddTariffAsync("Minutes", Unit.Second, 60, 1);
        await reader.Book.ExecuteAsync("delete from rate");
        await RateAsync(reader, tariff, "44", "2026-01-01", null, 0.10m);
        await RateAsync(reader, tariff, "44", "2026-05-01", null, 0.30m);
        await RateAsync(reader, tariff, "45", "2026-01-01", null, 0.20m);
        await RateAsync(reader, tariff, "46", "2026-01-01", null, 0m, RateStatus.Forbidden);
        await RateAsync(reader, tariff, "47", "2026-01-01", null, 0.10m);
        await reader.Book.ExecuteAsync("insert into destination (prefix, country, description) values ('44', 'XX', 'a'), ('45', 'XX', 'C'), ('46', 'XX', 'b')");

        Assert.Equal("47 45 44 46", await SortedAsync(RateSort.Price, false));
        Assert.Equal("44 45 47 46", await SortedAsync(RateSort.Price, true));
        Assert.Equal("44 46 45 47", await SortedAsync(RateSort.Name, false));
        Assert.Equal("45 44", await SortedAsync(RateSort.Price, false, offset: 1, count: 2));
        Assert.Equal("44", await SortedAsync(RateSort.Price, false, new(Text: "A")));

        await reader.Book.ExecuteAsync(
            """
            insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
            select $1, 1, '3' || (10000 + n), '2026-01-01', 0, 0, 60, '[{"length": 60, "price": 1}]' from generate_series(1, 5000) n
            """,
            tariff);
        var many = await query.SortedRatesAsync(tariff, June, new(), RateSort.Price, true, 0, 2, Cancel);
        Assert.True(many.IsUnordered);
        Assert.Equal(["310001", "310002"], many.Rows.Select(row => row.Destination));
        Assert.Equal("44 45 47 46", await SortedAsync(RateSort.Price, true, new(Prefix: "4")));

        async Task<string> SortedAsync(RateSort sort, bool isDescending, RateFilter? filter = null, int offset = 0, int count = 50)
        {
            var window = await query.SortedRatesAsync(tariff, June, filter ?? new(), sort, isDescending, offset, count, Cancel);
            Assert.False(window.IsUnordered);

            return string.Join(' ', window.Rows.Select(row => row.Destination));
        }
    }

    [Fact]
    public async Task Rates_are_found_by_what_their_destination_is_called()
    {
        await using var reader = await operators.SmallAsync();
        var query = reader.Get<ITariffQuery>();
        var tariff = (await query.ListAsync(new("wholesale"), new(), Cancel)).Rows[0];

        var found = await query.RatesAsync(tariff.TariffId, SystemClock.Instance.GetCurrentInstant(), new(Text: "GERMANY"), 20, 40, Cancel);

        Assert.Equal(125, found.Total);
        Assert.Equal(40, found.Rows.Count);
        Assert.All(found.Rows, row => Assert.StartsWith("49", row.Destination, StringComparison.Ordinal));
        Assert.Equal("Germany", found.Rows[0].DestinationName);
    }

    private static async Task RateAsync(
        Reader reader, long tariff, string destination, string from, string? to, decimal price, RateStatus status = RateStatus.Active) =>
        await reader.Book.ExecuteAsync(
            $"""
            insert into rate (tariff_id, added_in, destination, effective_from, effective_to, status, direction, price_unit_size, ladders)
            values ($1, 1, $2, '{from}', {(to is null ? "null" : $"'{to}'")}, $3, 0, 60,
                    jsonb_build_array(jsonb_build_object('length', 60, 'price', $4::numeric)))
            """,
            tariff,
            destination,
            (int)status,
            price);
}
