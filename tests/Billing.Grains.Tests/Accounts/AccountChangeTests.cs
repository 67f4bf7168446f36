using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Contracts.Sessions;
using Billing.Core.Accounts;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Grains.Balances;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Accounts;

public sealed class AccountChangeTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    [Fact]
    public async Task An_account_that_was_made_here_is_authorised_and_charged()
    {
        var customerId = await _office.CustomerAsync();
        var productId = await _office.ProductAsync(1);
        var operation = Office.Unique("op");
        var login = Office.Unique("line");
        var order = new NewAccount(customerId, login, null, productId, [], [login + "-sim"], BalanceChoice.Own);
        var made = await _office.Creation(operation).CreateAccountAsync(order, Office.Anna);
        var again = await _office.Creation(operation).CreateAccountAsync(order, Office.Anna);
        Assert.Equal((made.Id, true, (string?)null), (again.Id, again.WasDoneBefore, again.Secret));
        var view = await _office.ViewAsync(made.Id);
        await _office.FundAsync(view.BalanceId, 10);

        Assert.Equal(AccessResult.WrongCredentials, (await _office.CallAsync(made.Id, login, "wrong")).Result);
        var token = Guid.CreateVersion7();
        Assert.Equal(180, (await _office.CallAsync(made.Id, login + "-sim", made.Secret!, token: token)).GrantedUnits);
        var caller = await Caller.OfAsync(silos, login, made.Id, view.BalanceId, 1);
        await caller.ReportAsync(ReportKind.Stop, 61, token);
        await caller.CheckAsync(8);

        var line = await _office.LastAsync(EntityKinds.Account, made.Id);
        Assert.Equal(("create", Office.Anna), (line.Action, line.By));
        Assert.DoesNotContain(made.Secret!, line.NewJson, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line.NewJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_says_what_a_gained_allowance_gives_first()
    {
        var plan = new ProductPlan("Minutes", AllowanceKind.Units, 18_000, [new("voice", null, null, 1)], PeriodKind.Monthly, IsFirstProrated: true);
        var details = Office.Voice(Office.Unique("With"), await _office.TariffAsync(1));
        var gains = Office.Done(await _office.Creation().CreateProductAsync(
            details, new(new([new(0, plan, false), new(0, plan with { Name = "Whole", IsFirstProrated = false }, false)], []), null), Office.Anna));
        var (accountId, _, _) = await _office.AccountAsync(await _office.CustomerAsync(), await _office.ProductAsync(1));
        var zone = DateTimeZoneProviders.Tzdb[(await _office.Account(accountId).GetAsync())!.ZoneId];
        var april = zone.AtStartOfDay(new LocalDate(2031, 4, 20)).ToInstant();

        var preview = (await _office.Account(accountId).PreviewProductsAsync(new(gains, [], april)))!;
        var may = zone.AtStartOfDay(new LocalDate(2031, 5, 1)).ToInstant();
        Assert.Equal([(6_600m, may), (18_000m, may)], preview.First.Select(one => (one.Amount, one.ExpiresAt))); // 11 of 30 days

        Office.Done(await _office.Account(accountId).ChangeProductsAsync(new(gains, [], null), await _office.SeenAsync(accountId)));
        Assert.Empty((await _office.Account(accountId).PreviewProductsAsync(new(gains, [], april)))!.First); // nothing is gained by what it has
    }

    [Fact]
    public async Task A_preview_promises_nothing_that_was_given_in_the_running_period_already()
    {
        var plan = new ProductPlan("Minutes", AllowanceKind.Units, 18_000, [new("voice", null, null, 1)], PeriodKind.Monthly, IsFirstProrated: true);
        var details = Office.Voice(Office.Unique("With"), await _office.TariffAsync(1));
        var gains = Office.Done(await _office.Creation().CreateProductAsync(details, new(new([new(0, plan, false)], []), null), Office.Anna));
        var without = await _office.ProductAsync(1);
        var (accountId, _, _) = await _office.AccountAsync(await _office.CustomerAsync(), gains);
        var account = _office.Account(accountId);
        var zone = DateTimeZoneProviders.Tzdb[(await account.GetAsync())!.ZoneId];
        var balanceId = (await _office.ViewAsync(accountId)).BalanceId;
        await _office.FundAsync(balanceId, 10); // its commit writes what the plan gave
        var given = Assert.Single(await GivenAsync());
        Office.Done(await account.ChangeProductsAsync(new(without, [], null), await _office.SeenAsync(accountId)));
        await Office.UntilAsync(async () => await silos.Book.ReadAsync<long>(
            "select count(*) from allowance_plan where balance_id = $1 and ends_at is not null", balanceId) == 1, "it ended");

        var now = (await account.PreviewProductsAsync(new(gains, [], null)))!;
        Assert.Equal((0, true, given.ExpiresAt), Assert.Single(now.First) is var had ? (had.Amount, had.WasGiven, had.ExpiresAt) : default);

        // In a period to come it is given anew, from then on.
        var later = zone.AtStartOfDay(new LocalDate(2031, 4, 20)).ToInstant();
        var then = (await account.PreviewProductsAsync(new(gains, [], later)))!;
        Assert.Equal((6_600m, false), Assert.Single(then.First) is var anew ? (anew.Amount, anew.WasGiven) : default);

        Office.Done(await account.ChangeProductsAsync(new(gains, [], null), await _office.SeenAsync(accountId)));
        await Office.UntilAsync(async () => await silos.Book.ReadAsync<long>(
            "select count(*) from allowance_plan where balance_id = $1 and ends_at is null", balanceId) == 1, "it goes on");
        await _office.FundAsync(balanceId, 10);
        Assert.Equal(given, Assert.Single(await GivenAsync())); // as it was foreseen

        async Task<IReadOnlyList<(decimal Initial, Instant ExpiresAt)>> GivenAsync() =>
            [.. (await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IBalanceStore>().LoadAsync(balanceId))!.Funds.Allowances.Select(one => (one.Initial, one.ExpiresAt))];
    }

    [Fact]
    public async Task What_is_wrong_with_a_new_account_is_named_and_leaves_nothing()
    {
        var customerId = await _office.CustomerAsync();
        var productId = await _office.ProductAsync(1);
        var euros = await _office.CustomerAsync("EUR");
        var (_, login, _) = await _office.AccountAsync(customerId, productId);
        var good = new NewAccount(customerId, Office.Unique("line"), null, productId, [], [], BalanceChoice.Own);

        foreach (var (order, field) in new[]
        {
            (good with { Login = "two words" }, "Login"),
            (good with { Login = login }, "Login"),
            (good with { Aliases = [login] }, "Aliases"),
            (good with { Password = new string('x', 129) }, "Password"),
            (good with { CustomerId = 999_999 }, "CustomerId"),
            (good with { ProductId = 999_999 }, "ProductId"),
            (good with { AddOns = [999_999] }, "AddOns"),
            (good with { AddOns = [productId] }, "AddOns"),
            (good with { CustomerId = euros }, "ProductId"), // its tariffs are in dollars
        })
        {
            Office.IsRefused(await _office.Creation().CreateAccountAsync(order, Office.Anna), field);
        }

        Assert.Equal(0, await silos.Book.ReadAsync<long>("select count(*) from balance where customer_id = $1", euros));
        Office.Done(await _office.Creation().CreateAccountAsync(good, Office.Anna));
    }

    [Fact]
    public async Task A_change_of_products_is_as_it_was_foreseen_and_foreseeing_changes_nothing()
    {
        var (first, second, addOn) = (await _office.ProductAsync(1), await _office.ProductAsync(0.5m), await _office.ProductAsync(0.1m));
        await GiveAsync(first, "First", null);
        await GiveAsync(second, "Second", new("20M/20M"));
        await GiveAsync(addOn, "Added", new("30M/30M"));
        var (accountId, _, _) = await _office.AccountAsync(await _office.CustomerAsync(), first);
        var seen = await _office.SeenAsync(accountId);
        var change = new ProductChange(second, [addOn], null);

        var preview = (await _office.Account(accountId).PreviewProductsAsync(change))!;
        Assert.Equal(["First"], preview.Now.Benefits.Funds.Plans.Select(plan => plan.Terms.Name));
        Assert.Null(preview.Now.Benefits.Policy);
        Assert.Equal(["Added", "Second"], preview.Then.Benefits.Funds.Plans.Select(plan => plan.Terms.Name)); // the add-on comes first
        Assert.Equal("30M/30M", preview.Then.Benefits.Policy!.Ordinary);
        Assert.Equal(seen, await _office.SeenAsync(accountId));
        Assert.Null(await _office.Account(999_999_999).PreviewProductsAsync(change));

        Office.Done(await _office.Account(accountId).ChangeProductsAsync(change, seen));
        var terms = (await _office.Account(accountId).GetAsync())!;
        Assert.Equal(terms.Services.AsEnumerable(), preview.Then.Terms.Services);
        Assert.Equal(terms.Choices.AsEnumerable(), preview.Then.Terms.Choices);
        Assert.NotEqual(preview.Now.Terms.Services[0].TariffId, terms.Services[0].TariffId);
    }

    [Fact]
    public async Task Accounts_may_share_their_customers_balance()
    {
        var customerId = await _office.CustomerAsync();
        var productId = await _office.ProductAsync(1);
        var one = await _office.AccountAsync(customerId, productId, BalanceChoice.Shared);
        var two = await _office.AccountAsync(customerId, productId, BalanceChoice.Shared);
        var own = await _office.AccountAsync(customerId, productId);

        Assert.Equal((await _office.ViewAsync(one.AccountId)).BalanceId, (await _office.ViewAsync(two.AccountId)).BalanceId);
        Assert.NotEqual((await _office.ViewAsync(one.AccountId)).BalanceId, (await _office.ViewAsync(own.AccountId)).BalanceId);
    }

    [Fact]
    public async Task Aliases_passwords_and_limits_count_from_the_next_call_on()
    {
        var (accountId, login, password) = await FundedAsync();
        var account = _office.Account(accountId);
        Assert.Equal(AccessResult.NotMine, (await _office.CallAsync(accountId, login + "-2", password)).Result);

        var stale = await _office.SeenAsync(accountId);
        Office.Done(await account.AddAliasAsync(login + "-2", stale));
        Assert.Equal(AccessResult.Granted, (await _office.CallAsync(accountId, login + "-2", password)).Result);
        Assert.Equal(ChangeResult.Conflict, (await account.AddAliasAsync(login + "-3", stale)).Result);
        Office.IsRefused(await account.AddAliasAsync(login, await _office.SeenAsync(accountId)), "Alias");
        Office.IsRefused(await account.RemoveAliasAsync(login, await _office.SeenAsync(accountId)), "Alias");
        Office.Done(await account.RemoveAliasAsync(login + "-2", await _office.SeenAsync(accountId)));
        Assert.Equal(AccessResult.NotMine, (await _office.CallAsync(accountId, login + "-2", password)).Result);

        var renewed = await account.SetPasswordAsync(null, await _office.SeenAsync(accountId));
        Assert.Equal(AccessResult.WrongCredentials, (await _office.CallAsync(accountId, login, password)).Result);
        Assert.Equal(AccessResult.Granted, (await _office.CallAsync(accountId, login, renewed.Secret!)).Result);
        Assert.Null((await account.SetPasswordAsync("chosen", await _office.SeenAsync(accountId))).Secret);

        // Two calls of before are open.
        Office.Done(await account.SetMaxSessionsAsync(2, await _office.SeenAsync(accountId)));
        Assert.Equal(AccessResult.TooManySessions, (await _office.CallAsync(accountId, login, "chosen")).Result);
        Assert.Equal(
            ["edit", "set password of", "set password of", "remove alias from", "add alias to", "create"],
            (await _office.LogOfAsync(EntityKinds.Account, accountId)).Select(line => line.Action));
    }

    [Fact]
    public async Task A_blocked_account_is_refused_and_what_runs_is_granted_nothing_more()
    {
        var (accountId, login, password) = await FundedAsync();
        var balanceId = (await _office.ViewAsync(accountId)).BalanceId;
        var caller = await Caller.OfAsync(silos, login, accountId, balanceId, 1);
        var token = Guid.CreateVersion7();
        Assert.Equal(AccessResult.Granted, (await _office.CallAsync(accountId, login, password, token: token)).Result);
        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(ReportKind.Interim, 60, token));

        Office.IsRefused(await _office.Account(accountId).SetStatusAsync(AccountStatus.Suspended, " ", await _office.SeenAsync(accountId)), "Reason");
        Office.Done(await _office.Account(accountId).SetStatusAsync(AccountStatus.Suspended, "stolen SIM", await _office.SeenAsync(accountId)));
        Assert.Equal(AccessResult.Blocked, (await _office.CallAsync(accountId, login, password)).Result);
        Assert.Equal(ReportReply.Exhausted, await caller.ReportAsync(ReportKind.Interim, 120, token));
        await caller.ReportAsync(ReportKind.Stop, 150, token);
        await caller.CheckAsync(97);

        var line = await _office.LastAsync(EntityKinds.Account, accountId);
        Assert.Contains("status active → blocked", line.Sentence, StringComparison.Ordinal);
        Assert.Contains("status reason none → stolen SIM", line.Sentence, StringComparison.Ordinal);
        Office.Done(await _office.Account(accountId).SetStatusAsync(AccountStatus.Active, null, await _office.SeenAsync(accountId)));
        Assert.Equal(AccessResult.Granted, (await _office.CallAsync(accountId, login, password)).Result);
    }

    [Fact]
    public async Task Products_change_now_or_when_their_time_comes()
    {
        var (accountId, login, password) = await FundedAsync();
        var account = _office.Account(accountId);
        var dear = await _office.ProductAsync(40);
        Assert.Equal(180, (await _office.CallAsync(accountId, login, password)).GrantedUnits);

        Office.Done(await account.ChangeProductsAsync(new(dear, [], null), await _office.SeenAsync(accountId)));
        Assert.Equal(120, (await _office.CallAsync(accountId, login, password)).GrantedUnits); // of 97 that are left

        var first = await _office.ProductAsync(0.01m);
        var soon = SystemClock.Instance.GetCurrentInstant() + Duration.FromSeconds(5);
        Office.Done(await account.ChangeProductsAsync(new(first, [dear], soon), await _office.SeenAsync(accountId)));
        Assert.Equal((dear, first), ((await _office.ViewAsync(accountId)).ProductId, (await _office.ViewAsync(accountId)).Next!.ProductId));
        await Office.UntilAsync(
            async () =>
            {
                await account.ApplyDueAsync();

                return (await _office.ViewAsync(accountId)).Next is null;
            },
            "the change that was planned");
        var view = await _office.ViewAsync(accountId);
        Assert.Equal((first, dear, (ProductChange?)null), (view.ProductId, Assert.Single(view.AddOns), view.Next));

        Office.Done(await account.ChangeProductsAsync(new(dear, [], soon + Duration.FromDays(1)), new(Office.Anna, view.Version)));
        Office.Done(await account.CancelChangeAsync(await _office.SeenAsync(accountId)));
        Assert.Null((await _office.ViewAsync(accountId)).Next);

        var retired = await _office.ProductAsync(1);
        Office.Done(await _office.Grains.GetGrain<IProductGrain>(retired).RetireAsync(true, new(Office.Anna, 1)));
        Office.IsRefused(await account.ChangeProductsAsync(new(retired, [], null), await _office.SeenAsync(accountId)), "ProductId");
    }

    [Fact]
    public async Task What_an_operator_ended_of_an_add_on_stays_ended_while_others_come_and_go()
    {
        var (accountId, _, _) = await FundedAsync();
        var account = _office.Account(accountId);
        var (main, balanceId) = ((await _office.ViewAsync(accountId)).ProductId, (await _office.ViewAsync(accountId)).BalanceId);
        var (kept, second, third) = (await _office.ProductAsync(1), await _office.ProductAsync(1), await _office.ProductAsync(1));
        await GiveAsync(kept, "minutes", null);
        Office.Done(await account.ChangeProductsAsync(new(main, [second, kept], null), await _office.SeenAsync(accountId)));
        var balance = _office.Grains.GetGrain<IBalanceGrain>(balanceId);
        await balance.ReloadAsync();
        await balance.ExpireAsync();
        var plan = await silos.Book.ReadAsync<long>("select plan_id from allowance_plan where balance_id = $1", balanceId);
        Assert.Equal(OperationResult.Done, (await balance.DefineAsync(new EndOrder(Office.Unique("end"), Core.Balances.DefinedKind.Plan, plan))).Result);
        var since = await SinceAsync();

        foreach (long[] addOns in (long[][])[[second, kept, third], [third, kept], [kept, third], [kept]])
        {
            Office.Done(await account.ChangeProductsAsync(new(main, [.. addOns], null), await _office.SeenAsync(accountId)));
            Assert.Equal(addOns, (await _office.ViewAsync(accountId)).AddOns.ToArray());
            await balance.ReloadAsync();
            await balance.ExpireAsync();
        }

        Assert.Equal(since, await SinceAsync());
        Assert.True(await silos.Book.ReadAsync<bool>("select ends_at <= now() from allowance_plan where plan_id = $1", plan));
        Office.IsRefused(await account.ChangeProductsAsync(new(main, [kept, kept], null), await _office.SeenAsync(accountId)), "AddOns");

        // Who gives it back and takes it again has it anew.
        Office.Done(await account.ChangeProductsAsync(new(main, [], null), await _office.SeenAsync(accountId)));
        Office.Done(await account.ChangeProductsAsync(new(main, [kept], null), await _office.SeenAsync(accountId)));
        await balance.ReloadAsync();
        await balance.ExpireAsync();
        Assert.True(await silos.Book.ReadAsync<bool>("select ends_at is null from allowance_plan where plan_id = $1", plan));

        Task<DateTime> SinceAsync() =>
            silos.Book.ReadAsync<DateTime>("select since from account_product where account_id = $1 and product_id = $2", accountId, kept);
    }

    private async Task<(long AccountId, string Login, string Password)> FundedAsync()
    {
        var account = await _office.AccountAsync(await _office.CustomerAsync(), await _office.ProductAsync(1));
        await _office.FundAsync((await _office.ViewAsync(account.AccountId)).BalanceId, 100);

        return account;
    }

    private async Task GiveAsync(long productId, string name, ProductPolicy? policy)
    {
        var product = _office.Grains.GetGrain<IProductGrain>(productId);
        Office.Done(await product.AddPlanAsync(
            new(name, Core.Allowances.AllowanceKind.Units, 60, [], Core.BillingPeriods.PeriodKind.Monthly), new(Office.Anna, 1)));
        Office.Done(await product.SetPolicyAsync(policy, new(Office.Anna, 2)));
    }
}
