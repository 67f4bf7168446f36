using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Tariffs;
using NodaTime;
using Npgsql;

namespace Billing.Grains.Tests.Products;

/// <summary>Allowances, discounts and the policy of a product are changed by its draft, with the rest of it.</summary>
public sealed class ProductBenefitsDraftTests(TwoSilos silos)
{
    private static readonly ProductPolicy Fast = new("20M/20M");

    private readonly Office _office = new(silos);

    private static Instant Now => SystemClock.Instance.GetCurrentInstant();

    [Fact]
    public async Task All_of_it_is_published_together_once()
    {
        var (product, view, kept) = await ProductAsync();
        var (accountId, login, password) = await _office.AccountAsync(await _office.CustomerAsync(), view.ProductId);
        var balanceId = (await _office.ViewAsync(accountId)).BalanceId;
        await _office.FundAsync(balanceId, 1);
        await _office.CallAsync(accountId, login, password);
        Assert.Equal(["Kept", "Old"], await GivenAsync(balanceId));

        var saved = await product.SaveDraftAsync(view.Details, Changed(kept), 0, Office.Anna);
        Office.Done(saved);
        await SilentAsync(product, view);
        Office.Done(await product.PublishDraftAsync(saved.Version, null, new(Office.Anna, view.Version)));
        Assert.Equal(ChangeResult.Conflict, (await product.PublishDraftAsync(saved.Version, null, new(Office.Anna, view.Version + 1))).Result);

        await IsPublishedAsync(product);
        await Office.UntilAsync(async () => (await GivenAsync(balanceId)) is ["Kept", "New"], "the allowances of a balance in use");
        var line = await _office.LastAsync(EntityKinds.Product, view.ProductId);
        Assert.Equal(("edit", Office.Anna), (line.Action, line.By));
        Assert.EndsWith(": policy, discounts, allowances", line.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("20M/20M", line.OldJson, StringComparison.Ordinal);
        Assert.Contains("20M/20M", line.NewJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_published_by_itself_when_its_time_has_come_however_often_that_is_asked()
    {
        var (product, view, kept) = await ProductAsync();
        var saved = await product.SaveDraftAsync(view.Details, Changed(kept), 0, Office.Anna);
        Office.Done(await product.PublishDraftAsync(saved.Version, Now + Duration.FromSeconds(5), new(Office.Anna, view.Version)));
        var planned = await _office.LastAsync(EntityKinds.Product, view.ProductId);
        Assert.Equal("plan change of", planned.Action);
        Assert.Contains("20M/20M", planned.NewJson, StringComparison.Ordinal);
        Assert.Null(await product.PolicyAsync());

        await Office.UntilAsync(
            async () =>
            {
                await Task.WhenAll(product.ApplyDueDraftAsync(), product.ApplyDueDraftAsync());

                return await product.DraftAsync() is null;
            },
            "the change that was planned");
        await product.ApplyDueDraftAsync();
        await IsPublishedAsync(product);
        Assert.Equal("do due change of", (await _office.LastAsync(EntityKinds.Product, view.ProductId)).Action);
    }

    [Fact]
    public async Task What_is_taken_back_leaves_nothing()
    {
        var (product, view, kept) = await ProductAsync();
        var saved = await product.SaveDraftAsync(view.Details, Changed(kept), 0, Office.Anna);
        Office.Done(await product.DropDraftAsync(saved.Version, new(Office.Anna, view.Version)));

        Assert.Null(await product.DraftAsync());
        await SilentAsync(product, view);
        saved = await product.SaveDraftAsync(view.Details, 0, Office.Anna);
        Assert.Null((await product.DraftAsync())!.Benefits); // of the one before nothing is left
        Office.Done(await product.DropDraftAsync(saved.Version, new(Office.Anna, view.Version)));
    }

    [Fact]
    public async Task What_was_given_or_withdrawn_meanwhile_is_looked_at_again()
    {
        var (product, view, kept) = await ProductAsync();
        var saved = await product.SaveDraftAsync(view.Details, Changed(kept), 0, Office.Anna);
        Office.Done(await product.PublishDraftAsync(saved.Version, Now + Duration.FromSeconds(5), new(Office.Anna, view.Version)));
        Office.Done(await product.WithdrawAsync(DefinedKind.Plan, kept, new(Office.Anna, view.Version + 1)));

        await Office.UntilAsync(
            async () =>
            {
                await product.ApplyDueDraftAsync();

                return (await product.DraftAsync())!.Problem is not null;
            },
            "what is wrong with the plan");
        var draft = (await product.DraftAsync())!;
        var version = (await product.GetAsync())!.Version;
        Office.IsRefused(await product.PublishDraftAsync(draft.Version, null, new(Office.Anna, version)), "Plans");
        Assert.Equal(["Old"], (await product.FundsAsync())!.Given().Plans.Select(plan => plan.Terms.Name));
        Assert.Null(await product.PolicyAsync());
    }

    [Fact]
    public async Task What_does_not_fit_is_named_by_its_place()
    {
        var (product, view, kept) = await ProductAsync();
        var good = Changed(kept);

        foreach (var (wrong, field) in new[]
        {
            (good with { Policy = new("") }, "Ordinary"),
            (good with { Funds = good.Funds with { Plans = [good.Funds.Plans[0], new(0, Minutes("New", 0), false)] } }, "Plans[1].amount"),
            (good with { Funds = good.Funds with { Plans = [new(kept + 999_999, Minutes("New", 60), false)] } }, "Plans[0].Number"),
            (good with { Funds = good.Funds with { Discounts = [new(0, Half with { Name = "" }, false)] } }, "Discounts[0].name"),
        })
        {
            Office.IsRefused(await product.SaveDraftAsync(view.Details, wrong, 0, Office.Anna), field);
        }

        Assert.Null(await product.DraftAsync());
    }

    // A program of before knows the draft's row alone: it saves services beside the rest, and cannot publish a half.
    [Fact]
    public async Task Who_knows_nothing_of_it_neither_loses_nor_halves_it()
    {
        var (product, view, kept) = await ProductAsync();
        var saved = await product.SaveDraftAsync(view.Details, Changed(kept), 0, Office.Anna);
        saved = await product.SaveDraftAsync(view.Details with { Name = Office.Unique("Other") }, saved.Version, Office.Anna);
        Assert.Equal(Fast.Ordinary, (await product.DraftAsync())!.Benefits!.Policy!.Ordinary);

        await Assert.ThrowsAsync<PostgresException>(() => silos.Book.ExecuteAsync("delete from product_draft where product_id = $1", view.ProductId));
        Office.Done(await product.PublishDraftAsync(saved.Version, null, new(Office.Anna, view.Version)));
        await IsPublishedAsync(product);
    }

    // What an account has left differs by the day: it is supposed to have used nothing, whatever it has.
    [Fact]
    public async Task The_rating_cases_are_asked_with_what_the_draft_gives()
    {
        var (product, view, kept) = await ProductAsync();
        var (_, login, _) = await _office.AccountAsync(await _office.CustomerAsync(), view.ProductId);
        var cases = _office.Grains.GetGrain<IRatingCasesGrain>(0);
        var name = Office.Unique("case");
        Office.Done(await cases.SaveAsync(name, new(login, "voice", CalledParty: "1212", StartAt: Now - Duration.FromDays(3), Units: 240), Office.Anna));
        Office.Done(await product.SaveDraftAsync(view.Details, Changed(kept), 0, Office.Anna));

        var report = (await product.TryDraftAsync(null))!;
        Assert.True(report.IsWithBenefits);
        var found = Assert.Single(report.Changed, one => one.Name == name);
        Assert.Equal((4m, 4m), (found.Before!.Amount, found.After!.Amount)); // the rate is the same
        Assert.Equal(["Kept 60 0", "Old 30 0", " 150 2.5"], Told(found.PaidBefore!));
        Assert.Equal(["Kept 60 0", "New 120 0", "Half 60 0.5"], Told(found.PaidAfter!));
        Assert.Equal(0.5m, found.PaidAfter!.Price.Amount);
        Assert.True(found.PaidAfter.Price.GrantedUnits >= 240); // not the first slice
        Assert.Contains("50 % off", found.PaidAfter.Why.Single(step => step.Asked == "discounts").Found, StringComparison.Ordinal);
        Assert.Contains("New pays for 120 s", found.PaidAfter.Why.Single(step => step.Asked == "allowances").Found, StringComparison.Ordinal);
        await SilentAsync(product, view);

        Office.Done(await cases.AcceptAsync([found], Office.Anna));
        Assert.True((await cases.ListAsync()).Single(one => one.Name == name).Question.StartAt < Now - Duration.FromDays(2)); // it expects its rate, as before

        // The longest session is a part of it: what is not granted is said.
        var draft = (await product.DraftAsync())!;
        var shorter = view.Details with { Services = [view.Details.Services[0] with { SliceUnits = null, LongestUnits = 180 }] };
        Office.Done(await product.SaveDraftAsync(shorter, draft.Benefits!, draft.Version, Office.Anna));
        Assert.Equal(180, (await product.TryDraftAsync(null))!.Changed.Single(one => one.Name == name).PaidAfter!.Price.GrantedUnits);
    }

    [Fact]
    public async Task The_rating_cases_are_asked_what_blocks_and_which_policy_is_in_force()
    {
        var tariffId = Office.Done(await _office.Creation().CreateTariffAsync(new(Office.Unique("Data"), "USD", Unit.Byte), Office.Anna));
        Office.Done(await _office.Grains.GetGrain<ITariffGrain>(tariffId).SetRatesAsync([Office.Rate("*", 1, intervals: "1/1")], new(Office.Anna, 1)));
        var details = new ProductDetails(Office.Unique("Data"), [new("data", Unit.Byte, tariffId, 100, 100_000, null)], []);
        var product = _office.Grains.GetGrain<IProductGrain>(Office.Done(await _office.Creation().CreateProductAsync(details, Office.Anna)));
        var (_, login, _) = await _office.AccountAsync(await _office.CustomerAsync(), product.GetPrimaryKeyLong());
        var name = Office.Unique("case");
        Office.Done(await _office.Grains.GetGrain<IRatingCasesGrain>(0).SaveAsync(
            name, new(login, "data", StartAt: Now - Duration.FromDays(3), Units: 1_500), Office.Anna));

        // Used beyond what is sold: the grant ends with the allowance, at the product's speed from the beginning.
        var blocked = await TryAsync(new(new([new(0, Data(Exhaustion.Block), false)], []), Fast), 0);
        Assert.Equal((null, null, null, 100_000), Told(blocked!.PaidBefore!.Price));
        Assert.Equal(("Data", "20M/20M", null, 1_000), Told(blocked.PaidAfter!.Price));

        var slowed = await TryAsync(new(new([new(0, Data(Exhaustion.Limit) with { Policy = "64k/64k" }, false)], []), Fast), 1);
        Assert.Equal((null, "20M/20M", "64k/64k", 100_000), Told(slowed!.PaidAfter!.Price));

        // Of another speed alone it is told, though nothing costs another price.
        var faster = await TryAsync(new(new([], []), Fast), 2);
        Assert.Equal((null, "20M/20M", "20M/20M", 100_000), Told(faster!.PaidAfter!.Price));
        Assert.Equal(faster.PaidBefore!.Price.Amount, faster.PaidAfter.Price.Amount);
        Assert.Null(await TryAsync(new(new([], []), null), 3));

        async Task<RatingCaseChange?> TryAsync(ProductBenefits benefits, int earlier)
        {
            var seen = earlier == 0 ? 0 : (await product.DraftAsync())!.Version;
            Office.Done(await product.SaveDraftAsync(details, benefits, seen, Office.Anna));

            return (await product.TryDraftAsync(null))!.Changed.SingleOrDefault(one => one.Name == name);
        }

        static (string?, string?, string?, long) Told(RatingPrice price) => (price.BlockedBy, price.Policy, price.PolicyAfter, price.GrantedUnits);

        static ProductPlan Data(Exhaustion exhaustion) =>
            new("Data", AllowanceKind.Units, 1_000, [new("data", null, null, 1)], PeriodKind.Monthly, Exhaustion: exhaustion);
    }

    [Fact]
    public async Task A_new_product_is_made_with_what_it_gives_at_once()
    {
        var details = Office.Voice(Office.Unique("Whole"), await _office.TariffAsync(1));
        ProductBenefits benefits = new(new([new(0, Minutes("New", 120), false)], [new(0, Half, false)]), Fast);
        var operation = Office.Unique("op");
        Office.IsRefused(
            await _office.Creation(operation).CreateProductAsync(
                details, benefits with { Funds = benefits.Funds with { Plans = [new(0, Minutes("New", 0), false)] } }, Office.Anna),
            "Plans[0].amount");
        Office.IsRefused(
            await _office.Creation(operation).CreateProductAsync(
                details, benefits with { Funds = benefits.Funds with { Plans = [new(7, Minutes("New", 1), false)] } }, Office.Anna),
            "Plans[0].Number"); // another product's
        var made = await _office.Creation(operation).CreateProductAsync(details, benefits, Office.Anna);
        Office.Done(made);
        Assert.Equal((made.Id, true), (await _office.Creation(operation).CreateProductAsync(details, benefits, Office.Anna)) is var again ? (again.Id, again.WasDoneBefore) : default);
        Assert.NotEqual(ChangeResult.Done, (await _office.Creation(operation).CreateProductAsync(details, benefits with { Policy = null }, Office.Anna)).Result);

        var product = _office.Grains.GetGrain<IProductGrain>(made.Id);
        Assert.Equal(("New", 120m), (await product.FundsAsync())!.Plans is [var plan] ? (plan.Terms.Name, plan.Terms.Amount) : default);
        Assert.Equal("Half", Assert.Single((await product.FundsAsync())!.Discounts).Terms.Name);
        Assert.Equal(Fast.Ordinary, (await product.PolicyAsync())!.Ordinary);
        var line = await _office.LastAsync(EntityKinds.Product, made.Id);
        Assert.Equal("create", line.Action);
        Assert.Contains("20M/20M", line.NewJson, StringComparison.Ordinal);
    }

    private static string[] Told(RatingCasePrice paid) =>
        [.. paid.Price.Parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Payer} {part.Units} {part.Amount:0.###}"))];

    private static ProductPlan Minutes(string name, decimal seconds) =>
        new(name, AllowanceKind.Units, seconds, [new("voice", null, null, 1)], PeriodKind.Monthly);

    private static ProductDiscount Half => new("Half", new("voice", null, null, 1), CounterMeasure.Units, PeriodKind.Monthly, [new(0, 50)]);

    private static ProductBenefits Changed(long kept) => new(
        new([new(kept, Minutes("no matter", 1), false), new(0, Minutes("New", 120), false)], [new(0, Half, false)]), Fast);

    private static async Task SilentAsync(IProductGrain product, ProductView view)
    {
        Assert.Equal(["Kept", "Old"], (await product.FundsAsync())!.Given().Plans.Select(plan => plan.Terms.Name));
        Assert.Empty((await product.FundsAsync())!.Discounts);
        Assert.Null(await product.PolicyAsync());
        Assert.Equal(view.Version, (await product.GetAsync())!.Version);
    }

    private static async Task IsPublishedAsync(IProductGrain product)
    {
        var funds = (await product.FundsAsync())!;
        Assert.Equal([("Kept", 60m, false), ("New", 120m, false), ("Old", 30m, true)], funds.Plans.Select(plan => (plan.Terms.Name, plan.Terms.Amount, plan.IsWithdrawn)));
        Assert.Equal("Half", Assert.Single(funds.Discounts).Terms.Name);
        Assert.Equal(Fast.Ordinary, (await product.PolicyAsync())!.Ordinary);
        Assert.Null(await product.DraftAsync());
    }

    /// <summary>With the allowances Kept, whose number comes back, and Old.</summary>
    private async Task<(IProductGrain Product, ProductView View, long Kept)> ProductAsync()
    {
        var product = _office.Grains.GetGrain<IProductGrain>(await _office.ProductAsync(1));
        Office.Done(await product.AddPlanAsync(Minutes("Kept", 60), new(Office.Anna, 1)));
        Office.Done(await product.AddPlanAsync(Minutes("Old", 30), new(Office.Anna, 2)));

        return (product, (await product.GetAsync())!, (await product.FundsAsync())!.Plans[0].Number);
    }

    /// <summary>The plans that a balance has, those that have ended left out.</summary>
    private Task<string[]> GivenAsync(long balanceId) => silos.Book.ReadAsync<string[]>(
        "select array(select name from allowance_plan where balance_id = $1 and (ends_at is null or ends_at > now()) order by name)", balanceId);
}
