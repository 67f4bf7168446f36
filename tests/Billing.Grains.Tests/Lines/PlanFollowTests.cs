using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Grains.Lines;
using Billing.Grains.Payers;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Lines;

/// <summary>Whoever changes a plan, the account's products follow, wherever that is interrupted.</summary>
public sealed class PlanFollowTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    private IPayerStore Store => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IPayerStore>();

    [Fact]
    public async Task A_change_at_the_desk_brings_the_product_of_the_new_plan()
    {
        var line = await LineAsync();

        Assert.Null((await line.Payer.ChangeAsync(new(line.Subscription, SubscriptionVerb.ChangePlan, line.Large.PlanId, By: Office.Anna))).Problem);

        Assert.Equal(line.Large.Details.ProductId, (await _office.ViewAsync(line.AccountId)).ProductId);
        Assert.Equal(("change products of", "billing"), Told(await _office.LastAsync(EntityKinds.Account, line.AccountId)));
        Assert.Null((await line.Payer.ChangeAsync(new(line.Subscription, SubscriptionVerb.ChangePlan, line.Small.PlanId, By: Office.Anna))).Problem);
        Assert.Equal(line.Small.Details.ProductId, (await _office.ViewAsync(line.AccountId)).ProductId);
    }

    [Fact]
    public async Task A_change_that_was_committed_and_not_followed_is_followed_by_the_next_look_and_once()
    {
        var line = await LineAsync();
        var books = await NotFollowedAsync(line);

        await line.Payer.AdvanceAsync();

        Assert.Equal(line.Large.Details.ProductId, (await _office.ViewAsync(line.AccountId)).ProductId);
        var followed = (await Store.LoadAsync(line.BalanceId))!;
        Assert.Equal(2, followed.Payer.Subscriptions[0].ProductsOf);
        Assert.NotEqual(books.Version, followed.Version);
        var version = (await _office.ViewAsync(line.AccountId)).Version;

        // Done and not noted.
        await CommitAsync(followed, followed.Payer.With(followed.Payer.Subscriptions[0] with { ProductsOf = 1 }), line.Payer);
        await line.Payer.AdvanceAsync();

        Assert.Equal(version, (await _office.ViewAsync(line.AccountId)).Version);
        Assert.Equal(2, (await Store.LoadAsync(line.BalanceId))!.Payer.Subscriptions[0].ProductsOf);
    }

    [Fact]
    public async Task A_change_that_was_ordered_for_later_is_not_followed_before()
    {
        var line = await LineAsync();

        Assert.Null((await line.Payer.ChangeAsync(new(line.Subscription, SubscriptionVerb.ChangePlan, line.Large.PlanId, At: Now() + Duration.FromDays(1)))).Problem);
        await line.Payer.AdvanceAsync();

        Assert.Equal(line.Small.Details.ProductId, (await _office.ViewAsync(line.AccountId)).ProductId);
    }

    [Fact]
    public async Task A_product_that_is_refused_is_told_and_keeps_nothing_waiting()
    {
        var line = await LineAsync();
        await silos.Book.ExecuteAsync("update product set is_retired = true where product_id = $1", line.Large.Details.ProductId);

        Assert.Null((await line.Payer.ChangeAsync(new(line.Subscription, SubscriptionVerb.ChangePlan, line.Large.PlanId, By: Office.Anna))).Problem);

        Assert.Equal(line.Small.Details.ProductId, (await _office.ViewAsync(line.AccountId)).ProductId);
        Assert.Equal(("products-not-followed", "billing"), Told(await _office.LastAsync(EntityKinds.Balance, line.BalanceId)));
        Assert.True((await line.Payer.AdvanceAsync()).NextAt > Now());
    }

    [Theory]
    //          plan before    plan now         the line has   then
    [InlineData("10", "plan", "11", "plan", "10", "11")]
    [InlineData("10", "", "11", "", "10:20", "11:20")]
    [InlineData("10", "plan", "", "plan", "10:20", "10:20")]
    [InlineData("20", "add-on", "21", "add-on", "10:20,22", "10:21,22")]
    [InlineData("20", "", "21", "", "10:20,22", "10:21,22")]
    [InlineData("20", "add-on", "22", "add-on", "10:20,22", "10:22")]
    [InlineData("", "add-on", "21", "add-on", "10", "10:21")]
    [InlineData("", "", "21", "add-on", "10", "10:21")]
    [InlineData("", "", "11", "plan", "10:11", "11")]
    [InlineData("20", "add-on", "21", "add-on", "10:22", "10:22,21")]
    [InlineData("20", "add-on", "10", "add-on", "10:20", "10")]
    [InlineData("20", "", "21", "plan", "10:20", "10:21")]
    [InlineData("20", "add-on", "21", "plan", "10:20", "10:21")]
    [InlineData("10", "plan", "11", "add-on", "10:20", "11:20")]
    public void The_product_takes_the_place_of_the_one_before(string old, string oldRole, string @new, string newRole, string has, string then)
    {
        var made = Of(has).Follow(Role(old, oldRole), Role(@new, newRole));

        Assert.Equal(then, Text(made));
        Assert.Equal(then, Text(made.Follow(Role(old, oldRole), Role(@new, newRole))));
    }

    private static (long?, PlanOffer) Role(string product, string role) =>
        (product.Length == 0 ? null : Number(product), role switch { "plan" => PlanOffer.AsPlan, "add-on" => PlanOffer.AsAddOn, _ => default });

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static ProductChange Of(string text)
    {
        var parts = text.Split(':');

        return new(Number(parts[0]), parts.Length == 1 ? [] : [.. parts[1].Split(',').Select(Number)], null);
    }

    private static string Text(ProductChange change) =>
        FormattableString.Invariant($"{change.ProductId}{(change.AddOns.IsEmpty ? "" : ":")}{string.Join(',', change.AddOns)}");

    private static (string, string) Told(AuditRecord record) => (record.Action, record.By);

    // The change is durable, and whoever ordered it died then.
    private async Task<Books> NotFollowedAsync(Line line)
    {
        var books = (await Store.LoadAsync(line.BalanceId))!;
        var one = books.Payer.Subscriptions[0];
        var terms = (await Store.PlanAsync(line.Large.PlanId))!.Value.Terms;
        var now = Now();
        var changed = Assert.IsType<SubscriptionOutcome.Changed>(SubscriptionOrders.ChangePlan(one, line.Large.PlanId, terms, 1, null, now, now)).Subscription;
        await CommitAsync(books, books.Payer.With(changed), line.Payer);

        return (await Store.LoadAsync(line.BalanceId))!;
    }

    private async Task CommitAsync(Books books, Payer payer, IPayerGrain grain)
    {
        await Store.CommitAsync(new(books, books with { Payer = payer }, Now()) { NextAt = Now() });
        await silos.Cluster.DeactivateAsync(grain);
    }

    private async Task<Line> LineAsync()
    {
        var name = Office.Unique("class");
        Office.Done(await _office.Creation().CreateClassAsync(ClassDetails.Of(name, new()), Office.Anna));
        var customerId = Office.Done(await _office.Creation().CreateCustomerAsync(new("Line", Class: name), Office.Anna));
        var (small, large) = (await PlanAsync(5), await PlanAsync(9));
        var (accountId, _, _) = await _office.AccountAsync(customerId, small.Details.ProductId!.Value);
        var balanceId = (await _office.ViewAsync(accountId)).BalanceId;
        await _office.FundAsync(balanceId, 100);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.Null((await payer.OpenAsync(new(name, false, null))).Problem);
        var made = await payer.SubscribeAsync(new(name, small.PlanId, accountId));
        Assert.Null(made.Problem);

        return new(balanceId, accountId, payer, made.Id, small, large);
    }

    private async Task<PlanView> PlanAsync(decimal fee)
    {
        var id = Office.Done(await _office.Creation().CreatePlanAsync(
            new(Office.Unique("plan"), "USD", await _office.ProductAsync(1), fee, PeriodKind.MonthlyAnniversary), Office.Anna));

        return (await silos.Grains.GetGrain<IPlanGrain>(id).GetAsync())!;
    }

    private static Instant Now() => SystemClock.Instance.GetCurrentInstant();

    private sealed record Line(long BalanceId, long AccountId, IPayerGrain Payer, long Subscription, PlanView Small, PlanView Large);
}
