using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Tariffs;
using Billing.Postgres.Tariffs;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Billing.Grains.Tests.Tariffs;

/// <summary>A tariff's next version while calls run; two silos.</summary>
public sealed class NewVersionTests(TwoSilos silos)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_call_keeps_its_rate_and_new_ones_on_every_silo_get_the_new_one()
    {
        var tariffId = await silos.Book.AddTariffAsync("Imported", Unit.Second, 60, 1);
        Caller[] callers = [await CallerOnAsync(0, tariffId), await CallerOnAsync(1, tariffId)];
        Guid[] running = [Guid.CreateVersion7(), Guid.CreateVersion7()];

        foreach (var (caller, token) in callers.Zip(running))
        {
            Assert.Equal(AccessResult.Granted, (await caller.AuthorizeAsync(token)).Result);
            await caller.ReportAsync(ReportKind.Start, 0, token, "running");
        }

        await ImportAsync(tariffId, "*;2.00;2020-01-01", "900;;2020-01-01");
        await Task.WhenAll(ServesAsync(0, tariffId, 2), ServesAsync(1, tariffId, 2));

        foreach (var (caller, token) in callers.Zip(running))
        {
            var next = Guid.CreateVersion7();
            Assert.Equal(AccessResult.Granted, (await caller.AuthorizeAsync(next)).Result);
            await caller.ReportAsync(ReportKind.Stop, 60, next, "next");
            await caller.ReportAsync(ReportKind.Stop, 120, token, "running");

            Assert.Equal(["3 120 2", "3 60 2"], await caller.SessionsAsync());
            await caller.CheckAsync(6);
            Assert.Equal(AccessResult.Forbidden, (await caller.AuthorizeAsync(Guid.CreateVersion7(), called: "900123")).Result);
        }
    }

    [Fact]
    public async Task A_tariff_tells_what_it_serves()
    {
        var tariffId = await silos.Book.AddTariffAsync("Told", Unit.Second, 60, 1);
        await ImportAsync(tariffId, "44;0.10;2026-01-01");
        await Task.WhenAll(ServesAsync(0, tariffId, 2), ServesAsync(1, tariffId, 2));
        var tariff = silos.Grains.GetGrain<ITariffGrain>(tariffId);
        var now = NodaTime.SystemClock.Instance.GetCurrentInstant();

        Assert.Equal(new TariffView(tariffId, 2, "Told", "USD", "second", 2), await tariff.ShowAsync());
        var rate = await tariff.FindAsync("447700", now);
        Assert.Equal(("44", "active", "60/60 at 0.10", 60, 2), (rate!.Destination, rate.Status, rate.Prices, rate.PriceUnitSize, rate.TariffVersion));
        Assert.Equal("*", (await tariff.FindAsync("49", now))?.Destination);
        Assert.Null(await tariff.FindAsync("44", NodaTime.Instant.FromUtc(2019, 1, 1, 0, 0)));
        Assert.Null(await silos.Grains.GetGrain<ITariffGrain>(999_999).ShowAsync());
    }

    // The account's grain, which pins the rate, is on that silo.
    private async Task<Caller> CallerOnAsync(int silo, long tariffId)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silos.Cluster.Silos[silo].SiloAddress);
        var caller = await silos.CallerAsync(tariffId: tariffId);
        var management = silos.Grains.GetGrain<IManagementGrain>(0);
        var account = silos.Grains.GetGrain<IAccountGrain>(caller.Account.AccountId);
        Assert.Equal(silos.Cluster.Silos[silo].SiloAddress, await management.GetActivationAddress(account));

        return caller;
    }

    private async Task ServesAsync(int silo, long tariffId, int version)
    {
        var catalog = silos.Cluster.Silos[silo].ServiceProvider.GetRequiredService<TariffCatalog>();

        while ((await catalog.GetAsync(tariffId))?.Version != version)
        {
            await Task.Delay(10, Cancel);
        }
    }

    private async Task ImportAsync(long tariffId, params string[] lines)
    {
        var services = silos.Cluster.Silos[0].ServiceProvider;
        var known = (await services.GetRequiredService<ITariffStore>().LoadAsync(tariffId))!;
        var terms = new ImportTerms { Currency = known.Currency, Unit = known.Unit, EffectiveFrom = NodaTime.Instant.MinValue };
        Assert.True(ColumnMap.TryCreate(["prefix", "price", "effective date", "blocked"], terms, out var map, out _));
        var list = new PriceList(terms, map);

        foreach (var line in lines)
        {
            var cells = line.Split(';');
            Assert.Empty(list.Add(2, [.. cells, cells[1].Length == 0 ? "yes" : ""]));
        }

        await services.GetRequiredService<TariffPublisher>().PublishAsync(
            known, newest => RateChanges.Between(newest, list, ImportMode.Add, default), (_, _, _) => { }, Cancel);
    }
}
