using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using NodaTime;

namespace Billing.Grains.Tests.Products;

public sealed class ProductDraftTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    private static Instant Now => SystemClock.Instance.GetCurrentInstant();

    [Fact]
    public async Task A_draft_is_nobodys_terms_before_it_is_published()
    {
        var (product, view) = await ProductAsync();
        var other = await ChangedAsync(view);
        var saved = await product.SaveDraftAsync(other, 0, Office.Anna);
        Office.Done(saved);
        Assert.Equal(ChangeResult.Conflict, (await product.SaveDraftAsync(other, 0, Office.Anna)).Result); // somebody has one already
        Office.IsRefused(await product.SaveDraftAsync(other with { Services = [] }, saved.Version, Office.Anna), "Services");
        Assert.Equal(view.Details.Services[0], (await product.GetAsync())!.Details.Services[0]);
        Assert.Equal(view.Version, (await product.GetAsync())!.Version);

        var draft = (await product.DraftAsync())!;
        Assert.Equal((Office.Anna, null, other.Services[0]), (draft.By, draft.PlannedFor, draft.Details.Services[0]));
        Assert.Equal(ChangeResult.Conflict, (await product.PublishDraftAsync(draft.Version + 1, null, new(Office.Anna, view.Version))).Result);
        Assert.Equal(ChangeResult.Conflict, (await product.PublishDraftAsync(draft.Version, null, new(Office.Anna, view.Version + 1))).Result);
        Office.Done(await product.PublishDraftAsync(draft.Version, null, new(Office.Anna, view.Version)));

        Assert.Null(await product.DraftAsync());
        Assert.Equal(other.Services[0], (await product.GetAsync())!.Details.Services[0]);
        var line = await _office.LastAsync(EntityKinds.Product, view.ProductId);
        Assert.Equal(("edit", Office.Anna), (line.Action, line.By));
    }

    [Fact]
    public async Task A_planned_draft_is_published_when_its_time_has_come()
    {
        var (product, view) = await ProductAsync();
        var other = await ChangedAsync(view);
        var saved = await product.SaveDraftAsync(other, 0, Office.Anna);
        Office.Done(await product.PublishDraftAsync(saved.Version, Now + Duration.FromSeconds(5), new(Office.Anna, view.Version)));
        Assert.Equal("plan change of", (await _office.LastAsync(EntityKinds.Product, view.ProductId)).Action);
        Assert.Equal(view.Details.Services[0], (await product.GetAsync())!.Details.Services[0]);

        await Office.UntilAsync(
            async () =>
            {
                await product.ApplyDueDraftAsync();

                return (await product.GetAsync())!.Details.Services[0] == other.Services[0];
            },
            "the change that was planned");
        Assert.Null(await product.DraftAsync());
        Assert.Equal(("do due change of", Office.Anna), (await _office.LastAsync(EntityKinds.Product, view.ProductId)) is var line ? (line.Action, line.By) : default);
    }

    [Fact]
    public async Task What_was_planned_for_another_product_waits_for_a_person()
    {
        var (product, view) = await ProductAsync();
        var saved = await product.SaveDraftAsync(await ChangedAsync(view), 0, Office.Anna);
        Office.Done(await product.PublishDraftAsync(saved.Version, Now + Duration.FromSeconds(5), new(Office.Anna, view.Version)));
        var renamed = view.Details with { Name = Office.Unique("Renamed") };
        Office.Done(await product.EditAsync(renamed, new(Office.Anna, view.Version + 1)));

        await Office.UntilAsync(
            async () =>
            {
                await product.ApplyDueDraftAsync();

                return (await product.DraftAsync())!.Problem is not null;
            },
            "what is wrong with the plan");
        Assert.Equal(renamed.Name, (await product.GetAsync())!.Details.Name);
        var draft = (await product.DraftAsync())!;
        Office.Done(await product.DropDraftAsync(draft.Version, new(Office.Anna, (await product.GetAsync())!.Version)));
        Assert.Null(await product.DraftAsync());
    }

    [Fact]
    public async Task A_copy_gives_what_the_product_gives()
    {
        var (product, view) = await ProductAsync();
        Office.Done(await product.AddPlanAsync(
            new("Minutes", Core.Allowances.AllowanceKind.Units, 600, [], Core.BillingPeriods.PeriodKind.Monthly), new(Office.Anna, view.Version)));
        var copyId = Office.Done(await _office.Creation().CloneProductAsync(view.Details with { Name = Office.Unique("Copy") }, view.ProductId, Office.Anna));

        var copy = _office.Grains.GetGrain<IProductGrain>(copyId);
        Assert.Equal(view.Details.Services[0], (await copy.GetAsync())!.Details.Services[0]);
        Assert.Equal(("Minutes", 600m), (await copy.FundsAsync())!.Plans is [var plan] ? (plan.Terms.Name, plan.Terms.Amount) : default);
    }

    // A case of the past is asked of the same hour of a later week: a change that begins later is seen by it.
    [Fact]
    public async Task The_rating_cases_say_what_a_change_would_make_of_them_before_it_is_made()
    {
        var (product, view) = await ProductAsync();
        var (_, login, _) = await _office.AccountAsync(await _office.CustomerAsync(), view.ProductId);
        var cases = _office.Grains.GetGrain<IRatingCasesGrain>(0);
        var name = Office.Unique("case");
        Office.Done(await cases.SaveAsync(name, new(login, "voice", CalledParty: "1212", StartAt: Now - Duration.FromDays(3), Units: 60), Office.Anna));
        var tariff = _office.Grains.GetGrain<ITariffGrain>(view.Details.Services[0].TariffId);
        var change = new BulkChange(50, null, null, Now + Duration.FromDays(30));

        var rates = (await tariff.TryBulkAsync(change))!;
        var found = Assert.Single(rates.Changed, one => one.Name == name);
        Assert.Equal((1m, 1.5m), (found.Before!.Amount, found.After!.Amount));
        Assert.Equal((Now - Duration.FromDays(3)).InUtc().DayOfWeek, found.Question.StartAt!.Value.InUtc().DayOfWeek);
        Assert.True(rates.Run >= 1);
        Assert.DoesNotContain((await tariff.TryBulkAsync(change with { Prefix = "49" }))!.Changed, one => one.Name == name);

        Office.Done(await product.SaveDraftAsync(await ChangedAsync(view), 0, Office.Anna));
        var published = Assert.Single((await product.TryDraftAsync(null))!.Changed, one => one.Name == name);
        Assert.Equal((1m, 0.1m), (published.Before!.Amount, published.After!.Amount));
        Assert.Equal(view.Version, (await product.GetAsync())!.Version); // nothing was written

        Office.Done(await cases.AcceptAsync([published], Office.Anna));
        var kept = (await cases.ListAsync()).Single(one => one.Name == name);
        Assert.Equal(published.After, kept.Expected);
        Office.Done(await cases.RemoveAsync(kept.CaseId, Office.Anna));
    }

    private async Task<(IProductGrain Product, ProductView View)> ProductAsync()
    {
        var product = _office.Grains.GetGrain<IProductGrain>(await _office.ProductAsync(1));

        return (product, (await product.GetAsync())!);
    }

    private async Task<ProductDetails> ChangedAsync(ProductView view) =>
        view.Details with { Services = [view.Details.Services[0] with { TariffId = await _office.TariffAsync(0.1m) }] };
}
