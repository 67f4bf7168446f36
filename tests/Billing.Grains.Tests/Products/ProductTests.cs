using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Core.Tariffs;

namespace Billing.Grains.Tests.Products;

public sealed class ProductTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    [Fact]
    public async Task Another_tariff_counts_for_accounts_that_are_in_memory()
    {
        var productId = await _office.ProductAsync(1);
        var (accountId, login, password) = await _office.AccountAsync(await _office.CustomerAsync(), productId);
        await _office.FundAsync((await _office.ViewAsync(accountId)).BalanceId, 1);
        Assert.Equal(60, (await _office.CallAsync(accountId, login, password)).GrantedUnits);

        var product = _office.Grains.GetGrain<IProductGrain>(productId);
        var view = (await product.GetAsync())!;
        var cheap = view.Details with { Services = [view.Details.Services[0] with { TariffId = await _office.TariffAsync(0.1m), SliceUnits = 600 }] };
        Office.Done(await product.EditAsync(cheap, new(Office.Anna, view.Version)));
        Assert.Equal(ChangeResult.Conflict, (await product.EditAsync(view.Details, new(Office.Anna, view.Version))).Result);

        await Office.UntilAsync(
            async () =>
            {
                await _office.FundAsync((await _office.ViewAsync(accountId)).BalanceId, 1); // each call holds all there is

                return (await _office.CallAsync(accountId, login, password)).GrantedUnits == 600;
            },
            "ten minutes for 1.00");
        var line = await _office.LastAsync(EntityKinds.Product, productId);
        Assert.Equal(("edit", "services"), (line.Action, line.Sentence.Split(": ")[^1]));
    }

    [Fact]
    public async Task What_does_not_fit_is_named()
    {
        var tariffId = await _office.TariffAsync(1);
        var name = Office.Unique("Product");
        var good = Office.Voice(name, tariffId);
        var service = good.Services[0];
        var productId = Office.Done(await _office.Creation().CreateProductAsync(good, Office.Anna));

        foreach (var (details, field) in new[]
        {
            (good, "Name"),
            (good with { Name = name + "2", Services = [] }, "Services"),
            (good with { Name = name + "2", Services = [service, service] }, "Services"),
            (good with { Name = name + "2", Services = [service with { Service = "Voice" }] }, "Services[0].Service"),
            (good with { Name = name + "2", Services = [service with { LongestUnits = 0 }] }, "Services[0].LongestUnits"),
            (good with { Name = name + "2", Services = [service with { TariffId = 999_999 }] }, "Services[0].TariffId"),
            (good with { Name = name + "2", Services = [service with { Unit = Unit.Byte }] }, "Services[0].TariffId"),
            (good with { Name = name + "2", Rating = [new("voice", null, null, tariffId)] }, "Rating[0].AccessCode"),
            (good with { Name = name + "2", Rating = [new("voice", null, "ROAM", 999_999)] }, "Rating"),
            (good with { Name = name + "2", Rating = [new("voice", null, "ROAM", tariffId), new("voice", null, "ROAM", tariffId)] }, "Rating"),
        })
        {
            Office.IsRefused(await _office.Creation().CreateProductAsync(details, Office.Anna), field);
        }

        await _office.AccountAsync(await _office.CustomerAsync(), productId);
        var euros = good with { Services = [service with { TariffId = await _office.TariffAsync(1, "EUR") }] };
        Office.IsRefused(await _office.Grains.GetGrain<IProductGrain>(productId).EditAsync(euros, new(Office.Anna, 1)), "Services");
    }

    [Fact]
    public async Task A_rating_table_comes_back_as_it_was_entered()
    {
        var tariffId = await _office.TariffAsync(1);
        var groupId = (int)Office.Done(await _office.Creation().CreateNodeGroupAsync(new(Office.Unique("Europe"), []), Office.Anna));
        var details = Office.Voice(Office.Unique("Product"), tariffId) with
        {
            Rating = [new("voice", groupId, "INCOMING", tariffId), new("voice", null, "ROAM", tariffId), new("voice", groupId, null, tariffId)],
        };
        var productId = Office.Done(await _office.Creation().CreateProductAsync(details, Office.Anna));
        var view = (await _office.Grains.GetGrain<IProductGrain>(productId).GetAsync())!;

        Assert.Equal(details.Name, view.Details.Name);
        Assert.Equal(details.Services.AsEnumerable(), view.Details.Services);
        Assert.Equal(details.Rating.ToHashSet(), view.Details.Rating.ToHashSet());
    }
}
