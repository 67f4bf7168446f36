using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Tariffs;
using Billing.Postgres.Tariffs;
using Billing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Billing.Postgres.Tests.Tariffs;

public sealed class RateDraftTests(MigratedPostgres postgres)
{
    private const int Many = 20_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_change_is_compiled_before_it_is_committed_and_is_what_would_be_read()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await PublishAsync(stores, ImportMode.Add, List("0.1", 3));
        await using var silo = await SiloAsync(stores);
        var before = silo.Known;

        var publication = await PublishAsync(stores, ImportMode.Add, List("0.2", Many));

        var draft = silo.Draft;
        Assert.NotNull(draft);
        Assert.Same(draft.Tariff, await silo.Store.LoadAsync(stores.TariffId, before, draft));
        var read = (await silo.Store.LoadAsync(stores.TariffId))!;
        Assert.Equal((publication.Version, publication.Rates), (draft.Tariff.Version, draft.Tariff.Rates.Count));
        Assert.Equal(
            read.Rates.Select(rate => (rate.RateId, rate.Destination, rate.Ladder)), draft.Tariff.Rates.Select(rate => (rate.RateId, rate.Destination, rate.Ladder)));
        Assert.Equal(0L, await stores.Book.ReadAsync<long>("select (select count(*) from rate_draft) + (select count(*) from rate_draft_head)"));
    }

    [Fact]
    public async Task A_list_that_replaces_all_is_compiled_too()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await PublishAsync(stores, ImportMode.Replace, List("0.1", 3));
        await using var silo = await SiloAsync(stores);

        await PublishAsync(stores, ImportMode.Replace, List("0.2", Many));

        Assert.Equal(Many, silo.Draft!.Tariff.Rates.Count);
        Assert.Same(silo.Draft.Tariff, await silo.Store.LoadAsync(stores.TariffId, silo.Known, silo.Draft));
    }

    [Fact]
    public async Task A_draft_that_is_taken_back_is_told_so_and_serves_for_no_other_version()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await PublishAsync(stores, ImportMode.Add, List("0.1", 3));
        await using var silo = await SiloAsync(stores);
        var list = List("0.2", Many);

        await Assert.ThrowsAsync<IOException>(() => stores.Get<TariffPublisher>().PublishAsync(
            silo.Known,
            newest => RateChanges.Between(newest, list, ImportMode.Add, Stores.Noon),
            (stage, _, _) => _ = stage == "waiting for the silos" ? throw new IOException() : 0,
            Cancel));
        await silo.TakenBack.WaitAsync(Cancel);
        var small = await PublishAsync(stores, ImportMode.Add, List("0.3", 3));

        Assert.Equal(silo.Draft!.Tariff.Version, small.Version);
        Assert.Equal(small.Rates, (await silo.Store.LoadAsync(stores.TariffId, silo.Known, silo.Draft))!.Rates.Count);
        Assert.NotEqual(small.Rates, silo.Draft.Tariff.Rates.Count);
    }

    [Fact]
    public async Task A_catalog_serves_what_was_drafted_only_when_it_is_committed()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await PublishAsync(stores, ImportMode.Add, List("0.1", 3));
        var catalog = new TariffCatalog(stores.Get<ITariffStore>(), TimeProvider.System, NullLogger<TariffCatalog>.Instance);
        var old = await catalog.GetAsync(stores.TariffId);
        await using var silo = await SiloAsync(stores, catalog.PrepareAsync);
        var list = List("0.2", Many);
        Tariff? servedMeanwhile = null;

        var publication = await stores.Get<TariffPublisher>().PublishAsync(
            silo.Known,
            newest => RateChanges.Between(newest, list, ImportMode.Add, Stores.Noon),
            (stage, _, _) => servedMeanwhile = stage == "waiting for the silos" ? catalog.UpdateAsync(stores.TariffId, old!.Version).GetAwaiter().GetResult() : servedMeanwhile,
            Cancel);

        Assert.Same(old, servedMeanwhile);
        Assert.Equal(publication.Rates, (await catalog.UpdateAsync(stores.TariffId, publication.Version))!.Rates.Count);
    }

    private static async Task<Silo> SiloAsync(Stores stores, Func<long, Guid, Task>? prepare = null)
    {
        var store = stores.Get<ITariffStore>();
        var silo = new Silo(stores, store, (await store.LoadAsync(stores.TariffId))!, prepare);

        while (await stores.Book.ReadAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and query like 'listen %' and state = 'idle'") == 0)
        {
            await Task.Delay(10, Cancel);
        }

        return silo;
    }

    private static async Task<Publication> PublishAsync(Stores stores, ImportMode mode, PriceList list) => await stores.Get<TariffPublisher>().PublishAsync(
        (await stores.Get<ITariffStore>().LoadAsync(stores.TariffId))!,
        newest => RateChanges.Between(newest, list, mode, Stores.Noon),
        (_, _, _) => { },
        Cancel);

    private static PriceList List(string price, int count)
    {
        var terms = new ImportTerms { Currency = Currency.Usd, Unit = Unit.Second, EffectiveFrom = Stores.Noon };
        Assert.True(ColumnMap.TryCreate(["prefix", "price"], terms, out var map, out _));
        var list = new PriceList(terms, map);

        for (var i = 0; i < count; i++)
        {
            Assert.Empty(list.Add(i + 2, [$"4{i:00000}", price]));
        }

        return list;
    }

    /// <summary>Hears of drafts as a silo does, and compiles them.</summary>
    private sealed class Silo : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly TaskCompletionSource _takenBack = new();
        private readonly Task _listening;

        public Silo(Stores stores, ITariffStore store, Tariff known, Func<long, Guid, Task>? prepare)
        {
            (Store, Known) = (store, known);
            _listening = stores.Get<ITariffNews>().ListenAsync((_, _) => { }, prepare ?? PrepareAsync, _end.Token);
        }

        public ITariffStore Store { get; }

        public Tariff Known { get; }

        public TariffDraft? Draft { get; private set; }

        public Task TakenBack => _takenBack.Task;

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _listening);
            _end.Dispose();
        }

        private async Task PrepareAsync(long tariffId, Guid draftId)
        {
            if (draftId == Guid.Empty)
            {
                _takenBack.SetResult();
            }
            else
            {
                Draft = await Store.LoadDraftAsync(draftId, Known);
            }
        }
    }
}
