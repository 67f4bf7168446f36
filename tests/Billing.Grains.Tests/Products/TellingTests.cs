using System.Text;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Contracts.Sessions;
using Billing.Contracts.Tariffs;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Tariffs;
using Billing.Grains.Accounts;
using Billing.Grains.Changes;
using Billing.Grains.Products;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Products;

/// <summary>A program that changed what products give, and died before it told balances at work: a sweep tells them.</summary>
public sealed class TellingTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    [Fact]
    public async Task What_a_product_gives_since_reaches_a_balance_at_work_though_nobody_told_it()
    {
        var (productId, _, balanceId) = await AtWorkAsync();
        Office.Done(await Store<IProductStore>().AddPlanAsync(productId, Minutes("Since"), new(Office.Anna, 1)));
        Assert.Empty(await GivenAsync(balanceId));

        await SweepAsync(EntityKinds.Product, productId);
        await Office.UntilAsync(async () => await GivenAsync(balanceId) is ["Since"], "the allowance of a balance at work");
    }

    [Fact]
    public async Task What_an_account_has_since_reaches_its_balance_at_work_though_nobody_told_it()
    {
        var (productId, accountId, balanceId) = await AtWorkAsync();
        var gives = await _office.ProductAsync(1);
        Office.Done(await _office.Grains.GetGrain<IProductGrain>(gives).AddPlanAsync(Minutes("Added"), new(Office.Anna, 1)));
        Office.Done(await Store<IAccountChangeStore>().ChangeProductsAsync(accountId, new(productId, [gives], null), await _office.SeenAsync(accountId)));
        Assert.Empty(await GivenAsync(balanceId));

        await SweepAsync(EntityKinds.Account, accountId);
        await Office.UntilAsync(async () => await GivenAsync(balanceId) is ["Added"], "the allowance of a balance at work");
    }

    [Fact]
    public async Task What_was_told_is_not_told_again_but_what_was_changed_meanwhile_is()
    {
        var (productId, _, _) = await AtWorkAsync();
        var (store, tellings) = (Store<IProductStore>(), Store<ITellingStore>());
        Office.Done(await store.AddPlanAsync(productId, Minutes("One"), new(Office.Anna, 1)));
        var first = (await tellings.FindAsync(EntityKinds.Product, productId))!.Value;
        Office.Done(await store.AddPlanAsync(productId, Minutes("Two"), new(Office.Anna, 2)));

        await tellings.ToldAsync(EntityKinds.Product, productId, first);
        Assert.NotNull(await tellings.FindAsync(EntityKinds.Product, productId));
        await _office.Grains.GetGrain<IProductGrain>(productId).TellAsync();
        Assert.Null(await tellings.FindAsync(EntityKinds.Product, productId));
    }

    [Fact]
    public async Task A_balance_that_cannot_hear_it_keeps_nobody_else_from_it_and_is_not_waited_for()
    {
        var (productId, _, balanceId) = await AtWorkAsync();
        var (_, _, deafId) = await AtWorkAsync(productId);
        silos.Faults.Deafen(deafId);

        var product = _office.Grains.GetGrain<IProductGrain>(productId);
        Office.Done(await product.AddPlanAsync(Minutes("Heard"), new(Office.Anna, 1)));

        await Office.UntilAsync(async () => await product.TellingAsync() is { IsOver: true }, "the end of the telling");
        Assert.Equal(new ProductTelling(1, 2, 1, IsOver: true), await product.TellingAsync());
        await Office.UntilAsync(async () => await Store<ITellingStore>().FindAsync(EntityKinds.Product, productId) is null, "the end of what is to be told");
        await Office.UntilAsync(async () => await GivenAsync(balanceId) is ["Heard"], "the allowance of a balance at work");
    }

    [Fact]
    public async Task A_change_is_answered_when_it_is_durable_and_balances_are_told_of_it_behind_the_answer()
    {
        var (productId, _, balanceId) = await AtWorkAsync();
        var (_, _, slowId) = await AtWorkAsync(productId);
        var product = _office.Grains.GetGrain<IProductGrain>(productId);
        var until = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        silos.Faults.DelayReload(slowId, until.Task);
        Assert.Null(await product.TellingAsync());

        Office.Done(await product.AddPlanAsync(Minutes("Soon"), new(Office.Anna, 1)).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        await Office.UntilAsync(async () => await product.TellingAsync() == new ProductTelling(1, 2, 0, IsOver: false), "one of two told");
        await Office.UntilAsync(async () => await GivenAsync(balanceId) is ["Soon"], "the allowance of a balance at work");
        until.SetResult();
        await Office.UntilAsync(async () => await product.TellingAsync() == new ProductTelling(2, 2, 0, IsOver: true), "both told");
        await Office.UntilAsync(async () => await GivenAsync(slowId) is ["Soon"], "the allowance of the other");
    }

    // As it is with one that began meanwhile in a silo that had not heard of the change: the first round misses it.
    [Fact]
    public async Task Who_began_a_session_just_now_is_told_once_more_when_every_silo_knows()
    {
        var (productId, _, missedId) = await AtWorkAsync();
        var product = _office.Grains.GetGrain<IProductGrain>(productId);
        silos.Faults.Deafen(missedId);

        Office.Done(await product.AddPlanAsync(Minutes("Late"), new(Office.Anna, 1)));
        await Office.UntilAsync(async () => await product.TellingAsync() == new ProductTelling(0, 1, 1, IsOver: true), "the end of the first round");
        silos.Faults.Undeafen(missedId);

        await Office.UntilAsync(async () => await GivenAsync(missedId) is ["Late"], "the allowance of who was missed");
    }

    // It was topped up and looked at, and is in memory with what the product gave then; it has had no session for whoever tells to find.
    [Fact]
    public async Task A_session_that_begins_on_a_balance_that_nobody_told_is_charged_by_what_the_product_gives_now()
    {
        var productId = await _office.ProductAsync(1);
        var (accountId, login, password) = await _office.AccountAsync(await _office.CustomerAsync(), productId);
        var balanceId = (await _office.ViewAsync(accountId)).BalanceId;
        var (store, balance) = (Store<IProductStore>(), _office.Grains.GetGrain<IBalanceGrain>(balanceId));
        await _office.FundAsync(balanceId, 10);
        Assert.NotNull(await _office.Account(accountId).GetAsync());

        Office.Done(await store.AddDiscountAsync(
            productId, new("Half", new(null, null, null, 1), CounterMeasure.Units, PeriodKind.Never, [new(0, 50)], false, 1), new(Office.Anna, 1)));
        await SeenAsync();
        Assert.Equal(AccessResult.Granted, (await _office.CallAsync(accountId, login, password)).Result);
        Assert.Equal(1.5m, (await balance.ShowAsync())!.Held); // three minutes at 1.00, less a half

        Office.Done(await store.AddPlanAsync(productId, Minutes("Hour") with { Amount = 3_600 }, new(Office.Anna, 2)));
        await SeenAsync();
        var charged = await _office.Account(accountId).ChargeAsync(new(Office.Unique("event"), "voice", "1212", 60));
        Assert.Equal((OperationResult.Done, 0m), (charged.Result, charged.Amount));
        Assert.Equal(10m, (await balance.ShowAsync())!.Posted);
    }

    // Octets have no time of their own: those of the first report are paid by what was in force when the session began.
    [Fact]
    public async Task A_discount_that_ended_when_a_session_was_let_in_pays_nothing_of_it()
    {
        var tariffId = Office.Done(await _office.Creation().CreateTariffAsync(new(Office.Unique("Data"), "USD", Unit.Byte), Office.Anna));
        Office.Done(await _office.Grains.GetGrain<ITariffGrain>(tariffId).SetRatesAsync([Office.Rate("*", 1)], new(Office.Anna, 1)));
        var productId = Office.Done(await _office.Creation().CreateProductAsync(
            new(Office.Unique("Product"), [new("data", Unit.Byte, tariffId, 180, 7_200, null)], []), Office.Anna));
        var store = Store<IProductStore>();
        Office.Done(await store.AddDiscountAsync(
            productId, new("Half", new(null, null, null, 1), CounterMeasure.Units, PeriodKind.Never, [new(0, 50)], false, 1), new(Office.Anna, 1)));
        await SeenAsync();
        var (accountId, login, password) = await _office.AccountAsync(await _office.CustomerAsync(), productId);
        var balanceId = (await _office.ViewAsync(accountId)).BalanceId;
        await _office.FundAsync(balanceId, 10);
        Assert.Equal(0.5m, await FirstReportAsync(SystemClock.Instance.GetCurrentInstant()));

        var asked = SystemClock.Instance.GetCurrentInstant(); // it came, and has waited since
        var number = await silos.Book.ReadAsync<long>("select product_discount_id from product_discount where product_id = $1", productId);
        Office.Done(await store.WithdrawAsync(productId, DefinedKind.Discount, number, new(Office.Anna, 2)));
        await SeenAsync();

        Assert.Equal(1m, await FirstReportAsync(asked));

        async Task<decimal> FirstReportAsync(Instant at)
        {
            var token = Guid.CreateVersion7();
            Assert.Equal(AccessResult.Granted, (await _office.Account(accountId).AuthorizeAsync(
                new(new(login, Encoding.UTF8.GetBytes(password), null), token, "data", 1, null, null, ["data"], at))).Result);
            var now = SystemClock.Instance.GetCurrentInstant();
            await _office.Grains.GetGrain<ISessionGrain>(token).ReportAsync(new()
            {
                Kind = ReportKind.Interim,
                NodeId = 1,
                AcctSessionId = $"{token}",
                UserName = login,
                Service = "data",
                DurationSeconds = 1,
                OutputOctets = 60,
                EventAt = now,
                HasEventTimestamp = true,
                ArrivedAt = now,
                ComesBack = true,
            });

            return await silos.Book.ReadAsync<decimal>("select charged from session where session_id = $1", token);
        }
    }

    [Fact]
    public async Task A_telling_that_runs_does_not_say_how_the_one_before_it_ended()
    {
        var (productId, _, balanceId) = await AtWorkAsync();
        var product = _office.Grains.GetGrain<IProductGrain>(productId);
        Office.Done(await product.AddPlanAsync(Minutes("One"), new(Office.Anna, 1)));
        await product.TellAsync(); // and all of it is told
        Assert.Equal(new ProductTelling(1, 1, 0, IsOver: true), await product.TellingAsync());

        var (until, noted) = (Later(), Later());
        silos.Faults.DelaySearch(productId, until.Task);
        silos.Faults.DelayTelling(productId, noted.Task);
        Office.Done(await product.AddPlanAsync(Minutes("Two"), new(Office.Anna, 2)));
        var said = await product.TellingAsync();
        until.SetResult();

        Assert.False(said!.IsOver);
        await Office.UntilAsync(async () => await GivenAsync(balanceId) is ["One", "Two"], "the allowances of a balance at work");

        // Asked while the one before is over but for its note.
        await Office.UntilAsync(async () => await product.TellingAsync() is { IsOver: true }, "the end of the telling");
        Office.Done(await product.AddPlanAsync(Minutes("Three"), new(Office.Anna, 3)));
        said = await product.TellingAsync();
        noted.SetResult();

        Assert.False(said!.IsOver);
        await Office.UntilAsync(async () => await GivenAsync(balanceId) is ["One", "Three", "Two"], "the allowances of a balance at work");

        static TaskCompletionSource Later() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [Fact]
    public async Task Who_asks_while_a_telling_runs_waits_for_it_and_what_was_changed_meanwhile_is_told_by_it()
    {
        var (productId, _, balanceId) = await AtWorkAsync();
        var (store, product) = (Store<IProductStore>(), _office.Grains.GetGrain<IProductGrain>(productId));
        var until = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        silos.Faults.DelayTelling(productId, until.Task);
        Office.Done(await store.AddPlanAsync(productId, Minutes("One"), new(Office.Anna, 1)));
        var first = product.TellAsync();
        await Office.UntilAsync(() => Task.FromResult(silos.Faults.Tellings(productId) == 1), "the telling");
        Office.Done(await store.AddPlanAsync(productId, Minutes("Two"), new(Office.Anna, 2)));

        Task[] others = [product.TellAsync(), product.TellAsync()];
        until.SetResult();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, silos.Faults.Tellings(productId));
        Assert.Null(await Store<ITellingStore>().FindAsync(EntityKinds.Product, productId));
        await Office.UntilAsync(async () => await GivenAsync(balanceId) is ["One", "Two"], "the allowances of a balance at work");
    }

    private static ProductPlan Minutes(string name) => new(name, AllowanceKind.Units, 60, [new("voice", null, null, 1)], PeriodKind.Monthly);

    // As a second later: each silo looks at the version of what products give.
    private async Task SeenAsync()
    {
        var version = await silos.Book.ReadAsync<long>("select benefits from terms_version");
        await Office.UntilAsync(
            () => Task.FromResult(silos.Cluster.Silos.All(silo => silo.ServiceProvider.GetRequiredService<TermsVersion>().Benefits >= version)),
            "the version in each silo");
    }

    private T Store<T>()
        where T : notnull => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<T>();

    /// <summary>A balance in memory, with a call that runs.</summary>
    /// <param name="like">The product that its account has; null: one of its own.</param>
    private async Task<(long ProductId, long AccountId, long BalanceId)> AtWorkAsync(long? like = null)
    {
        var productId = like ?? await _office.ProductAsync(1);
        var (accountId, login, password) = await _office.AccountAsync(await _office.CustomerAsync(), productId);
        var balanceId = (await _office.ViewAsync(accountId)).BalanceId;
        await _office.FundAsync(balanceId, 10);
        Assert.Equal(AccessResult.Granted, (await _office.CallAsync(accountId, login, password)).Result);

        return (productId, accountId, balanceId);
    }

    // What somebody may be telling just now is left to him.
    private async Task SweepAsync(string entity, long id)
    {
        Assert.Equal(1, await silos.Book.ReadAsync<long>(
            "with aged as (update telling set written_at = now() - interval '1 minute' where entity = $1 and id = $2 returning 1) select count(*) from aged",
            entity, id));
        var sweeper = _office.Grains.GetGrain<IDueChangesGrain>(0);
        await silos.Cluster.DeactivateAsync(sweeper); // it may look again at once
        await sweeper.SweepAsync();
        Assert.Equal(0, await silos.Book.ReadAsync<long>("select count(*) from telling where entity = $1 and id = $2", entity, id));
    }

    private Task<string[]> GivenAsync(long balanceId) =>
        silos.Book.ReadAsync<string[]>("select array(select name from allowance_plan where balance_id = $1 order by name)", balanceId);
}
