using System.Collections.Concurrent;
using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Tariffs;
using Billing.Postgres.Tariffs;
using Billing.Testing;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Tests.Tariffs;

public sealed class TariffPublisherTests(MigratedPostgres postgres)
{
    private const string Heads = "prefix;price;effective from;interval 1;interval n;connect fee;surcharge;maximum;effective to;status";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_has_what_it_adds_and_leaves_what_it_keeps_untouched()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await PublishAsync(stores, ImportMode.Add, "44;0.1;2026-01-01;60;6;0;;;;", "49;0.2;2026-01-01;1;1;0;;;;");
        var before = await RowsAsync(stores);

        var publication = await PublishAsync(stores, ImportMode.Add, "44;0.1;2026-01-01;60;6;0;;;;", "49;0.3;2026-01-01;1;1;0;;;;", "33;0.4;2026-01-01;1;1;0.0000012345;7.1234567891;9;2027-01-01;hidden");

        var after = await RowsAsync(stores);
        Assert.Equal((3, 4), (publication.Version, publication.Rates));
        Assert.Equal(["* 1 -", "33 3 -", "44 2 -", "49 2 3", "49 3 -"], after.Select(row => row.Text));
        Assert.Equal(before.Single(row => row.Text == "44 2 -"), after.Single(row => row.Text == "44 2 -"));
        var rate = (await LoadAsync(stores)).RatesOf("33").ToArray().Single();
        Assert.Equal((0.0000012345m, 7.1234567891m, 9m, RateStatus.Hidden), (rate.ConnectFee, rate.SurchargePercent, rate.MaximumCharge, rate.Status));
        Assert.Equal(Instant.FromUtc(2027, 1, 1, 0, 0), rate.EffectiveTo);
    }

    [Fact]
    public async Task Replacing_ends_what_the_list_does_not_have_and_sessions_still_find_their_rates()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await PublishAsync(stores, ImportMode.Add, "44;0.1;2026-01-01;60;6;;;;;");
        var pinned = (await LoadAsync(stores)).Find("44", Stores.Noon)!.Value.Rate;

        await PublishAsync(stores, ImportMode.Replace, "49;0.2;2026-01-01;1;1;;;;;");

        Assert.Equal(["49"], (await LoadAsync(stores)).Rates.Select(rate => rate.Destination));
        Assert.Equal(pinned.Ladder, (await stores.Get<ITariffStore>().LoadRateAsync(pinned.RateId))?.Ladder);
    }

    [Fact]
    public async Task What_a_silo_makes_of_the_changes_is_what_it_would_read_whole()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await PublishAsync(stores, ImportMode.Add, "44;0.1;2026-01-01;60;6;;;;;", "49;0.2;2026-01-01;1;1;;;;;");
        var known = await LoadAsync(stores);
        await PublishAsync(stores, ImportMode.Add, "44;0.2;2026-01-01;60;6;;;;;", "447;0.3;2026-01-01;1;1;;;;;");
        await PublishAsync(stores, ImportMode.Add, "49;0.2;2026-02-01;1;1;;;;;", "447;0.4;2026-01-01;1;1;;;;;");

        var store = stores.Get<ITariffStore>();
        var next = await store.LoadAsync(stores.TariffId, known);
        var whole = await store.LoadAsync(stores.TariffId);

        Assert.Equal((4, 5), (next!.Version, next.Rates.Count));
        Assert.Equal(whole!.Rates.Select(rate => rate.RateId), next.Rates.Select(rate => rate.RateId));
        Assert.Same(next, await store.LoadAsync(stores.TariffId, next));
    }

    [Fact]
    public async Task What_a_silo_makes_of_a_list_that_was_replaced_is_the_new_list_and_of_one_in_part_what_stays_too()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await PublishAsync(stores, ImportMode.Replace, "44;0.1;2026-01-01;60;6;;;;;", "49;0.2;2026-01-01;1;1;;;;;");
        var known = await LoadAsync(stores);
        var store = stores.Get<ITariffStore>();

        await PublishAsync(stores, ImportMode.Replace, "44;0.1;2026-01-01;60;6;;;;;", "33;0.2;2026-01-01;1;1;;;;;");
        Assert.Equal(["33", "44"], (await store.LoadAsync(stores.TariffId, known))!.Rates.Select(rate => rate.Destination));

        // Of what was known nothing is left, and of what came meanwhile not all.
        await PublishAsync(stores, ImportMode.Replace, "55;0.1;2026-01-01;60;6;;;;;", "66;0.1;2026-01-01;60;6;;;;;");
        await PublishAsync(stores, ImportMode.Replace, "66;0.1;2026-01-01;60;6;;;;;");
        var next = await store.LoadAsync(stores.TariffId, known);
        Assert.Equal((5, "66"), (next!.Version, Assert.Single(next.Rates).Destination));
    }

    [Fact]
    public async Task A_list_that_changes_nothing_makes_no_version()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await PublishAsync(stores, ImportMode.Replace, "44;0.1;2026-01-01;60;6;;;;;");

        Assert.Equal(2, (await PublishAsync(stores, ImportMode.Replace, "44;0.10;2026-01-01;60;6;0;0;;;active")).Version);
        Assert.Equal(2, (await LoadAsync(stores)).Version);
    }

    [Fact]
    public async Task A_failure_on_the_way_leaves_the_tariff_as_it_was()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var known = await LoadAsync(stores);
        var list = List("44;0.1;2026-01-01;60;6;;;;;");

        // The rates are in the database by then, and are taken back.
        await Assert.ThrowsAsync<IOException>(() => stores.Get<TariffPublisher>().PublishAsync(
            known, newest => RateChanges.Between(newest, list, ImportMode.Replace, Stores.Noon), (_, _, _) => throw new IOException(), Cancel));

        Assert.Equal(1, (await LoadAsync(stores)).Version);
        Assert.Equal(["* 1 -"], (await RowsAsync(stores)).Select(row => row.Text));
    }

    [Fact]
    public async Task Two_at_once_follow_each_other_and_neither_is_lost()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());

        var versions = await Task.WhenAll(Enumerable.Range(0, 4).Select(async n =>
            (await PublishAsync(stores, ImportMode.Add, $"4{n};0.1;2026-01-01;60;6;;;;;", "49;0.2;2026-01-01;1;1;;;;;")).Version));

        Assert.Equal([2, 3, 4, 5], versions.Order());
        Assert.Equal(["40", "41", "42", "43", "49", "*"], (await LoadAsync(stores)).Rates.Select(rate => rate.Destination));
    }

    [Fact]
    public async Task A_second_one_is_told_that_it_waits()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await using var connection = await stores.Get<Database>().Journal.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var command = connection.Command("select from tariff where tariff_id = $1 for no key update", stores.TariffId);
        await command.ExecuteNonQueryAsync(Cancel);
        var told = new TaskCompletionSource<string>();
        var known = await LoadAsync(stores);
        var list = List("44;0.1;2026-01-01;60;6;;;;;");

        var second = stores.Get<TariffPublisher>().PublishAsync(
            known, newest => RateChanges.Between(newest, list, ImportMode.Add, Stores.Noon), (stage, _, _) => told.TrySetResult(stage), Cancel);

        Assert.Equal("waiting for another import of this tariff", await told.Task);
        Assert.False(second.IsCompleted);
        await transaction.CommitAsync(Cancel);
        Assert.Equal(2, (await second).Version);
    }

    [Fact]
    public async Task A_tariff_is_made_once()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var publisher = stores.Get<TariffPublisher>();
        var empty = Assert.IsType<TariffOutcome.Built>(new TariffBuilder(0, 0, "New", Currency.Eur, Unit.Second).Build()).Tariff;
        var list = List("44;0.1;2026-01-01;60;6;;;;;");
        RateChanges Decide(Tariff newest) => RateChanges.Between(newest, list, ImportMode.Add, Stores.Noon);

        await publisher.PublishAsync(empty, Decide, (_, _, _) => { }, Cancel);

        var made = await publisher.FindAsync("New", Cancel);
        Assert.Equal((1, 1, "EUR"), (made!.Version, made.Rates.Count, made.Currency.Code));
        await Assert.ThrowsAsync<TariffTakenException>(() => publisher.PublishAsync(empty, Decide, (_, _, _) => { }, Cancel));
        Assert.Null(await publisher.FindAsync("Newer", Cancel));
    }

    [Fact]
    public async Task A_version_is_announced_when_it_is_committed_and_not_when_it_is_taken_back()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var heard = new BlockingCollection<(long, int)>();
        var listening = stores.Get<ITariffNews>().ListenAsync(
            (tariffId, version) => heard.Add((tariffId, version), CancellationToken.None), (_, _) => Task.CompletedTask, end.Token);
        await ListenersAsync(stores);
        var known = await LoadAsync(stores);
        var list = List("44;0.1;2026-01-01;60;6;;;;;");

        await Assert.ThrowsAsync<IOException>(() => stores.Get<TariffPublisher>().PublishAsync(
            known, newest => RateChanges.Between(newest, list, ImportMode.Add, Stores.Noon), (_, _, _) => throw new IOException(), Cancel));
        await PublishAsync(stores, ImportMode.Add, "44;0.1;2026-01-01;60;6;;;;;");
        await PublishAsync(stores, ImportMode.Add, "44;0.2;2026-01-01;60;6;;;;;");

        Assert.Equal((stores.TariffId, 2), heard.Take(Cancel));
        Assert.Equal((stores.TariffId, 3), heard.Take(Cancel));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task A_tariff_has_one_rate_of_a_destination_and_date_whoever_writes_it()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await stores.Book.AddRateAsync(stores.TariffId, "onnet", 60, 1);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => stores.Book.AddRateAsync(stores.TariffId, "ONNET", 60, 2));

        Assert.Equal("rate_once", refused.ConstraintName);
    }

    private static async Task ListenersAsync(Stores stores)
    {
        while (await stores.Book.ReadAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and query like 'listen %' and state = 'idle'") == 0)
        {
            await Task.Delay(10, Cancel);
        }
    }

    private static async Task<Publication> PublishAsync(Stores stores, ImportMode mode, params string[] lines)
    {
        var list = List(lines);

        return await stores.Get<TariffPublisher>().PublishAsync(
            await LoadAsync(stores), newest => RateChanges.Between(newest, list, mode, Stores.Noon), (_, _, _) => { }, Cancel);
    }

    private static PriceList List(params string[] lines)
    {
        var terms = new ImportTerms { Currency = Currency.Usd, Unit = Unit.Second, EffectiveFrom = Stores.Noon };
        Assert.True(ColumnMap.TryCreate(Heads.Split(';'), terms, out var map, out _));
        var list = new PriceList(terms, map);
        Assert.All(lines, line => Assert.Empty(list.Add(2, line.Split(';'))));

        return list;
    }

    private static async Task<Tariff> LoadAsync(Stores stores) => (await stores.Get<ITariffStore>().LoadAsync(stores.TariffId))!;

    // Destination, the version that it came in, the one that it went in; and where the row lies, which no change leaves alone.
    private static async Task<List<(string Text, long RateId, string Place)>> RowsAsync(Stores stores)
    {
        await using var command = stores.Get<Database>().Read.Command(
            """
            select destination || ' ' || added_in || ' ' || coalesce(removed_in::text, '-'), rate_id, ctid::text || xmin::text
            from rate where tariff_id = $1 order by destination collate "C", added_in
            """,
            stores.TariffId);
        await using var row = await command.ExecuteReaderAsync(Cancel);
        var rows = new List<(string, long, string)>();

        while (await row.ReadAsync(Cancel))
        {
            rows.Add((row.GetString(0), row.GetInt64(1), row.GetString(2)));
        }

        return rows;
    }
}
