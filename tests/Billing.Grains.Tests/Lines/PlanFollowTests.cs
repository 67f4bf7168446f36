using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Lines;
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
    public async Task A_plan_brings_its_product_and_its_end_gives_back_what_the_account_had()
    {
        var line = await LineAsync(await _office.ProductAsync(2));

        Assert.Equal(line.Small.Details.ProductId, (await _office.ViewAsync(line.AccountId)).ProductId);
        Assert.Null((await line.Payer.ChangeAsync(new(line.Subscription, SubscriptionVerb.ChangePlan, line.Large.PlanId, By: Office.Anna))).Problem);
        Assert.Equal(line.Large.Details.ProductId, (await _office.ViewAsync(line.AccountId)).ProductId);
        Assert.Null((await line.Payer.ChangeAsync(new(line.Subscription, SubscriptionVerb.Cancel, By: Office.Anna))).Problem);

        Assert.Equal(line.ProductId, (await _office.ViewAsync(line.AccountId)).ProductId);
        Assert.Empty((await Store.LoadAsync(line.BalanceId))!.Payer.Subscriptions); // it is over, and followed
    }

    [Fact]
    public async Task A_start_that_was_committed_and_not_followed_is_followed_once_and_its_end_too()
    {
        var line = await LineAsync(await _office.ProductAsync(2));
        var books = (await Store.LoadAsync(line.BalanceId))!;
        var one = books.Payer.Subscriptions[0];
        Assert.Equal((1, line.ProductId), (one.ProductsOf, one.ProductBefore));
        var version = (await _office.ViewAsync(line.AccountId)).Version;

        // Done and not noted.
        await CommitAsync(books, books.Payer.With(one with { ProductsOf = 0 }), line.Payer);
        await line.Payer.AdvanceAsync();
        Assert.Equal(version, (await _office.ViewAsync(line.AccountId)).Version);
        Assert.Equal((1, line.ProductId), await NotedAsync(line));

        var now = Now();
        books = (await Store.LoadAsync(line.BalanceId))!;
        var ended = Assert.IsType<SubscriptionOutcome.Changed>(SubscriptionOrders.Cancel(books.Payer.Subscriptions[0], false, now, now)).Subscription;
        await CommitAsync(books, books.Payer.With(ended), line.Payer);
        Assert.Single((await Store.LoadAsync(line.BalanceId))!.Payer.Subscriptions); // it is over, and not followed
        await line.Payer.AdvanceAsync();

        Assert.Equal(line.ProductId, (await _office.ViewAsync(line.AccountId)).ProductId);
        Assert.Empty((await Store.LoadAsync(line.BalanceId))!.Payer.Subscriptions);
    }

    // A payer's years of plans that are over would be read with it each time.
    [Theory]
    //          state  products of  follows ends  is read
    [InlineData(6, 2, true, false)]  // over, and the account has followed
    [InlineData(6, 1, true, true)]   // over, and it has not
    [InlineData(6, 1, false, false)] // written before ends were followed
    [InlineData(6, 0, true, false)]  // its start was never followed, so there is nothing to give back
    [InlineData(3, 2, true, true)]   // its last charge is still to be made
    public async Task What_has_ended_is_read_as_long_as_something_is_to_be_done_for_it(int state, int productsOf, bool followsEnd, bool isRead)
    {
        var line = await LineAsync();
        Assert.Null((await line.Payer.ChangeAsync(new(line.Subscription, SubscriptionVerb.Cancel))).Problem);

        await silos.Book.ExecuteAsync(
            """
            update subscription
            set state = $2,
                history = jsonb_set(case when $4 then history else history - 'followsEnd' end, '{productsOf}', to_jsonb($3))
            where subscription_id = $1
            """,
            line.Subscription, state, productsOf, followsEnd);

        Assert.Equal(isRead ? [line.Subscription] : [], (await Store.LoadAsync(line.BalanceId))!.Payer.Subscriptions.Select(one => one.SubscriptionId));
    }

    [Fact]
    public async Task A_start_and_an_end_that_are_to_come_change_nothing_yet()
    {
        var line = await LineAsync();
        var later = Now() + Duration.FromDays(1);

        Assert.Null((await line.Payer.SubscribeAsync(new(Office.Unique("later"), line.Large.PlanId, line.AccountId, At: later))).Problem);
        Assert.Null((await line.Payer.ChangeAsync(new(line.Subscription, SubscriptionVerb.Cancel, At: later + Duration.FromDays(1)))).Problem);
        await line.Payer.AdvanceAsync();

        Assert.Equal(line.Small.Details.ProductId, (await _office.ViewAsync(line.AccountId)).ProductId);
        Assert.InRange((await line.Payer.AdvanceAsync()).NextAt!.Value, Now(), later);
    }

    [Fact]
    public async Task An_add_on_goes_with_the_last_plan_that_carries_it()
    {
        var line = await LineAsync();
        var extra = await PlanAsync(1, PlanOffer.AsAddOn);
        var (first, second) = (await SubscribeAsync(line, extra), await SubscribeAsync(line, extra));

        Assert.Equal([extra.Details.ProductId!.Value], (await _office.ViewAsync(line.AccountId)).AddOns);
        Assert.Null((await line.Payer.ChangeAsync(new(first, SubscriptionVerb.Cancel))).Problem);
        Assert.Equal([extra.Details.ProductId!.Value], (await _office.ViewAsync(line.AccountId)).AddOns);
        Assert.Null((await line.Payer.ChangeAsync(new(second, SubscriptionVerb.Cancel))).Problem);

        Assert.Empty((await _office.ViewAsync(line.AccountId)).AddOns);
    }

    [Fact]
    public async Task A_change_for_the_next_period_that_a_subscriber_ordered_is_withdrawn_at_the_desk_with_its_product()
    {
        var line = await LineAsync();
        var next = await PlanAsync(8, PlanOffer.AsPlan);
        var owner = new LineOwner((await _office.ViewAsync(line.AccountId)).CustomerId, null);
        var self = silos.Grains.GetGrain<ILinePlanGrain>(line.AccountId);
        var ordered = await self.OrderAsync(new(Office.Unique("order"), LineVerb.Change, next.PlanId, null, AtRenewal: true, owner, "somebody"));
        Assert.Equal(LineProblem.None, ordered.Problem);
        Assert.Equal(ordered.EffectiveAt, (await self.ShowAsync(owner))!.Plan!.NextAt);
        Assert.Equal(ordered.EffectiveAt, ProductMoves.Next((await Store.LoadAsync(line.BalanceId))!.Payer.Subscriptions)!.At);

        Assert.Null((await line.Payer.ChangeAsync(new(line.Subscription, SubscriptionVerb.Withdraw, By: Office.Anna))).Problem);

        var view = await _office.ViewAsync(line.AccountId);
        Assert.Equal(line.Small.Details.ProductId, view.ProductId);
        Assert.Null(view.Next);
        Assert.Null(ProductMoves.Next((await Store.LoadAsync(line.BalanceId))!.Payer.Subscriptions));
    }

    [Theory]
    //          plan           the line has   then    when it ends
    [InlineData("11", "plan", "10:20", "11:20", "10:20")]
    [InlineData("11", "", "10:20", "11:20", "10:20")]
    [InlineData("11", "plan", "10:11", "11", "10")]
    [InlineData("21", "add-on", "10:20", "10:20,21", "10:20")]
    [InlineData("20", "", "10:20,21", "10:20,21", "10:21")]
    [InlineData("10", "plan", "10:20", "10:20", "10:20")]
    [InlineData("10", "add-on", "10", "10", "10")]
    public void The_product_comes_with_the_start_and_goes_with_the_end(string plan, string role, string has, string then, string after)
    {
        var before = Of(has);
        var started = before.Start(Role(plan, role));
        var ended = started.End(Number(plan), before.ProductId);

        Assert.Equal((then, after), (Text(started), Text(ended)));
        Assert.Equal((then, after), (Text(started.Start(Role(plan, role))), Text(ended.End(Number(plan), before.ProductId))));
        Assert.Equal(started.ProductId, started.End(Number(plan), null).ProductId);
    }

    [Fact]
    public async Task An_end_that_is_dated_back_leaves_the_product_to_a_plan_that_began_since()
    {
        var line = await LineAsync(await _office.ProductAsync(2));
        var between = Now();
        await SubscribeAsync(line, line.Small);

        Assert.Null((await line.Payer.ChangeAsync(new(line.Subscription, SubscriptionVerb.Cancel, At: between, IsBackdated: true))).Problem);

        Assert.Equal(line.Small.Details.ProductId, (await _office.ViewAsync(line.AccountId)).ProductId);
    }

    // Their number is limited; an order that is dated back asks for the last of them.
    [Fact]
    public async Task Of_a_months_days_that_nobody_paid_for_the_last_ones_are_kept()
    {
        var line = await LineAsync();
        var books = (await Store.LoadAsync(line.BalanceId))!;
        var month = new LocalDate(2026, 1, 1);
        var days = Enumerable.Range(1, 31).Select(day => new ChargeKey(line.Subscription, month, FormattableString.Invariant($"day.2026-01-{day:00}.1"))).ToArray();

        await CommitAsync(books, books.Payer.With(books.Payer.Subscriptions[0] with { Lapsed = [.. days] }), line.Payer);

        Assert.Equal(days[^24..], (await Store.LoadAsync(line.BalanceId))!.Payer.Subscriptions[0].Lapsed.OrderBy(key => key.Part));
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

    private async Task<(int, long?)> NotedAsync(Line line) =>
        (await Store.LoadAsync(line.BalanceId))!.Payer.Subscriptions[0] is var one ? (one.ProductsOf, one.ProductBefore) : default;

    private static async Task<long> SubscribeAsync(Line line, PlanView plan)
    {
        var made = await line.Payer.SubscribeAsync(new(Office.Unique("more"), plan.PlanId, line.AccountId));
        Assert.Null(made.Problem);

        return made.Id;
    }

    /// <param name="productId">What the account has before it subscribes; null: its plan's.</param>
    private async Task<Line> LineAsync(long? productId = null)
    {
        var name = Office.Unique("class");
        Office.Done(await _office.Creation().CreateClassAsync(ClassDetails.Of(name, new()), Office.Anna));
        var customerId = Office.Done(await _office.Creation().CreateCustomerAsync(new("Line", Class: name), Office.Anna));
        var (small, large) = (await PlanAsync(5), await PlanAsync(9));
        var has = productId ?? small.Details.ProductId!.Value;
        var (accountId, _, _) = await _office.AccountAsync(customerId, has);
        var balanceId = (await _office.ViewAsync(accountId)).BalanceId;
        await _office.FundAsync(balanceId, 100);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.Null((await payer.OpenAsync(new(name, false, null))).Problem);
        var made = await payer.SubscribeAsync(new(name, small.PlanId, accountId));
        Assert.Null(made.Problem);

        return new(balanceId, accountId, has, payer, made.Id, small, large);
    }

    private async Task<PlanView> PlanAsync(decimal fee, PlanOffer offer = PlanOffer.No)
    {
        var id = Office.Done(await _office.Creation().CreatePlanAsync(
            new(Office.Unique("plan"), "USD", await _office.ProductAsync(1), fee, PeriodKind.MonthlyAnniversary, Offer: offer), Office.Anna));

        return (await silos.Grains.GetGrain<IPlanGrain>(id).GetAsync())!;
    }

    private static Instant Now() => SystemClock.Instance.GetCurrentInstant();

    private sealed record Line(long BalanceId, long AccountId, long ProductId, IPayerGrain Payer, long Subscription, PlanView Small, PlanView Large);
}
