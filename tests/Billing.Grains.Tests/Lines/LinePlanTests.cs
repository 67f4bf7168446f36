using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Lines;
using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using Billing.Grains.Lines;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Lines;

/// <summary>Orders of subscribers: products and fee both, or neither, wherever they are interrupted.</summary>
public sealed class LinePlanTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    private ILineStore Store => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<ILineStore>();

    [Fact]
    public async Task An_order_that_was_interrupted_is_gone_on_with_and_done_once()
    {
        var line = await LineAsync();
        var plan = await PlanAsync(line);
        var step = new LineStep(LineVerb.Change, line.BalanceId, plan.PlanId, null, plan.Details.ProductId, null, line.Class, IsNow: true, "somebody");
        var name = Office.Unique("order");
        await Store.BeginAsync(new(name, line.AccountId, step, new(line.ProductId, [], null), Now()), Now() - Duration.FromMinutes(5));
        Assert.Contains((line.AccountId, name), await Store.InterruptedAsync(Now() - Duration.FromMinutes(1), 100));

        await Grain(line).ResumeAsync(name);
        await Grain(line).ResumeAsync(name);

        Assert.Equal(plan.Details.ProductId, (await Account(line).ViewAsync())!.ProductId);
        Assert.Equal(93, await silos.Book.PostedAsync(line.BalanceId));
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from subscription where balance_id = $1", line.BalanceId));
        Assert.Equal(
            [("subscribe", "somebody"), ("begin-billing", "somebody")],
            (await _office.LogOfAsync(EntityKinds.Balance, line.BalanceId)).Select(one => (one.Action, one.By)));
        Assert.DoesNotContain((line.AccountId, name), await Store.InterruptedAsync(Now(), 100));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_fee_that_is_refused_takes_the_products_back()
    {
        var line = await LineAsync();
        var plan = await PlanAsync(line);
        var head = silos.Grains.GetGrain<IPlanGrain>(plan.PlanHeadId);
        Office.Done(await head.RetireAsync(true, new(Office.Anna, plan.Version)));
        var step = new LineStep(LineVerb.Change, line.BalanceId, plan.PlanId, null, plan.Details.ProductId, null, line.Class, IsNow: true, "somebody");
        var name = Office.Unique("order");
        await Store.BeginAsync(new(name, line.AccountId, step, new(line.ProductId, [], null), Now()), Now());

        await Grain(line).ResumeAsync(name);

        Assert.Equal(line.ProductId, (await Account(line).ViewAsync())!.ProductId);
        Assert.Contains("retired", (await Store.FindAsync(name))!.Problem, StringComparison.Ordinal);
        Assert.Equal(100, await silos.Book.PostedAsync(line.BalanceId));
    }

    [Fact]
    public async Task A_key_is_for_one_order_and_the_same_order_is_told_the_same()
    {
        var line = await LineAsync();
        var (plan, other) = (await PlanAsync(line), await PlanAsync(line));
        var order = new LineOrder(Office.Unique("order"), LineVerb.Change, plan.PlanId, null, false, new(line.CustomerId, null), "somebody");
        var done = await Grain(line).OrderAsync(order);
        var again = await Grain(line).OrderAsync(order);

        Assert.Equal((LineProblem.None, 7m), (done.Problem, done.DueNow));
        Assert.Equal(LineProblem.None, again.Problem);
        Assert.Equal(LineProblem.OtherOrder, (await Grain(line).OrderAsync(order with { PlanId = other.PlanId })).Problem);
        Assert.Equal(93, await silos.Book.PostedAsync(line.BalanceId));
    }

    [Fact]
    public async Task What_was_ordered_for_the_renewal_is_not_told_as_done_now()
    {
        var line = await LineAsync();
        var (plan, other) = (await PlanAsync(line), await PlanAsync(line));
        var first = new LineOrder(Office.Unique("order"), LineVerb.Change, plan.PlanId, null, false, new(line.CustomerId, null), "somebody");
        Assert.Equal(LineProblem.None, (await Grain(line).OrderAsync(first)).Problem);
        var order = first with { OperationId = Office.Unique("order"), PlanId = other.PlanId, AtRenewal = true };
        var done = await Grain(line).OrderAsync(order);

        Assert.Equal((LineProblem.None, done.EffectiveAt), ((await Grain(line).OrderAsync(order)).Problem, (await Grain(line).OrderAsync(order)).EffectiveAt));
        Assert.Equal(LineProblem.OtherOrder, (await Grain(line).OrderAsync(order with { AtRenewal = false })).Problem);
        Assert.Equal(93, await silos.Book.PostedAsync(line.BalanceId));
    }

    [Fact]
    public async Task What_has_no_renewal_to_wait_for_is_done_at_once_and_the_same_order_is_told_the_same()
    {
        var line = await LineAsync();
        var (once, other) = (await PlanAsync(line, PeriodKind.Never), await PlanAsync(line));
        var first = new LineOrder(Office.Unique("order"), LineVerb.Change, once.PlanId, null, false, new(line.CustomerId, null), "somebody");
        Assert.Equal(LineProblem.None, (await Grain(line).OrderAsync(first)).Problem);
        var order = first with { OperationId = Office.Unique("order"), PlanId = other.PlanId, AtRenewal = true };
        var done = await Grain(line).OrderAsync(order);

        Assert.Equal((LineProblem.None, 7m), (done.Problem, done.DueNow));
        Assert.Equal(LineProblem.None, (await Grain(line).OrderAsync(order)).Problem);
        Assert.Equal(LineProblem.OtherOrder, (await Grain(line).OrderAsync(order with { AtRenewal = false })).Problem);
        Assert.Equal(93, await silos.Book.PostedAsync(line.BalanceId));
    }

    [Fact]
    public async Task Another_class_of_the_customer_is_what_its_balances_are_billed_by()
    {
        var line = await LineAsync();
        var other = Office.Unique("class");
        Office.Done(await _office.Creation().CreateClassAsync(ClassDetails.Of(other, new()), Office.Anna));
        Assert.True((await silos.Grains.GetGrain<IPayerGrain>(line.BalanceId).OpenAsync(new(line.Class, true, null))).IsDone);
        var customer = silos.Grains.GetGrain<ICustomerGrain>(line.CustomerId);
        var view = (await customer.GetAsync())!;

        Office.Done(await customer.EditAsync(view.Details with { Class = other }, new(Office.Anna, view.Version)));

        Assert.Equal(other, await silos.Book.ReadAsync<string>("select class from payer where balance_id = $1 and is_tax_exempt", line.BalanceId));
        Office.Done(await customer.EditAsync(view.Details with { Class = "no-terms" }, new(Office.Anna, (await customer.GetAsync())!.Version)));
        Assert.Equal(other, await silos.Book.ReadAsync<string>("select class from payer where balance_id = $1", line.BalanceId));
    }

    [Fact]
    public void A_change_now_is_in_what_is_to_come_as_well()
    {
        var account = new AccountView(1, 1, 1, "a", [], default, null, default, 10, [20], new(11, [20, 21], Now()), null, Now(), 1);
        var end = new LineStep(LineVerb.End, 1, null, 5, null, 20, null, true, "x");

        Assert.Equal(["10:", "11:21"], LineProducts.Changes(account, has => has.With(end)).Select(Told));
        Assert.Empty(LineProducts.Changes(account with { Next = null, AddOns = [] }, has => has.With(end)).Select(Told));

        static string Told(ProductChange change) => $"{change.ProductId}:{string.Join(',', change.AddOns)}";
    }

    private async Task<(long CustomerId, long AccountId, long BalanceId, long ProductId, string Class)> LineAsync()
    {
        var name = Office.Unique("class");
        Office.Done(await _office.Creation().CreateClassAsync(ClassDetails.Of(name, new()) with { IsPrepaid = true }, Office.Anna));
        var customerId = Office.Done(await _office.Creation().CreateCustomerAsync(new("Line", Class: name), Office.Anna));
        var productId = await _office.ProductAsync(1);
        var accountId = Office.Done(await _office.Creation().CreateAccountAsync(
            new(customerId, Office.Unique("line"), "secret-1", productId, [], [], BalanceChoice.Own), Office.Anna));
        var balanceId = (await silos.Grains.GetGrain<IAccountGrain>(accountId).ViewAsync())!.BalanceId;
        await silos.Grains.GetGrain<IBalanceGrain>(balanceId).CreditAsync(new(Office.Unique("funds"), CreditKind.TopUp, 100, null, null));

        return (customerId, accountId, balanceId, productId, name);
    }

    private async Task<PlanView> PlanAsync(
        (long CustomerId, long AccountId, long BalanceId, long ProductId, string Class) line, PeriodKind period = PeriodKind.MonthlyAnniversary)
    {
        var productId = await _office.ProductAsync(2);
        Assert.NotEqual(line.ProductId, productId);
        var id = Office.Done(await _office.Creation().CreatePlanAsync(
            new(Office.Unique("plan"), "USD", productId, period is PeriodKind.Never ? 0 : 7, period, Offer: PlanOffer.AsPlan), Office.Anna));

        return (await silos.Grains.GetGrain<IPlanGrain>(id).GetAsync())!;
    }

    private ILinePlanGrain Grain((long CustomerId, long AccountId, long BalanceId, long ProductId, string Class) line) =>
        silos.Grains.GetGrain<ILinePlanGrain>(line.AccountId);

    private IAccountGrain Account((long CustomerId, long AccountId, long BalanceId, long ProductId, string Class) line) =>
        silos.Grains.GetGrain<IAccountGrain>(line.AccountId);

    private static Instant Now() => SystemClock.Instance.GetCurrentInstant();
}
