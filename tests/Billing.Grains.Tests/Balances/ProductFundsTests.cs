using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Balances;
using Billing.Core.Tariffs;
using Npgsql;

namespace Billing.Grains.Tests.Balances;

/// <summary>Allowance plans and discounts of products, on two silos; calls at 1.00 a minute.</summary>
public sealed class ProductFundsTests(TwoSilos silos)
{
    private static int _names;

    [Fact]
    public async Task An_account_gets_what_its_product_gives_once_however_often_the_balance_is_read()
    {
        var caller = await silos.CallerAsync();
        var product = await ProductOfAsync(caller);
        await PlanAsync(product, 60);
        await DiscountAsync(product, """[{"threshold": "60", "percent": "50"}]""");

        for (var i = 0; i < 4; i++)
        {
            await silos.From(i % 2).GetGrain<IBalanceGrain>(caller.BalanceId).ReloadAsync();
        }

        await CallAsync(caller, 120, "a"); // a minute included, a minute at the full price
        await caller.Balance.ReloadAsync();
        await CallAsync(caller, 60, "b"); // half price

        Assert.Equal(["3 120 1", "3 60 0.5"], await caller.SessionsAsync());
        Assert.Equal([$"plan {caller.Account.AccountId} running", $"discount {caller.Account.AccountId} running"], await RowsAsync(caller));
        await caller.CheckAsync(8.5m);
    }

    [Fact]
    public async Task Who_leaves_a_product_keeps_what_was_given_and_gets_no_more_and_who_comes_back_goes_on()
    {
        var caller = await silos.CallerAsync(funds: 100);
        var first = await ProductOfAsync(caller);
        var other = await ProductAsync();
        await PlanAsync(first, 60);
        await PlanAsync(other, 180);
        await silos.Book.ExecuteAsync(
            "insert into product_service (product_id, service, unit, tariff_id, slice_units, longest_units) values ($1, 'voice', 1, $2, 180, 86400)",
            other,
            silos.Minutes);
        await DiscountAsync(first, """[{"threshold": "0", "percent": "50"}]""");
        await caller.Balance.ReloadAsync();
        await CallAsync(caller, 30, "a"); // whole minutes: the first product's is used up

        await MoveAsync(caller, other);
        await CallAsync(caller, 240, "b"); // three minutes of the other product, one at the full price
        Assert.Equal(
            [$"plan {caller.Account.AccountId} ended", $"plan {caller.Account.AccountId} running", $"discount {caller.Account.AccountId} ended"],
            await RowsAsync(caller));

        await MoveAsync(caller, first);
        await CallAsync(caller, 120, "c"); // the month's minute was given already; half price
        Assert.Equal(
            [$"plan {caller.Account.AccountId} running", $"plan {caller.Account.AccountId} ended", $"discount {caller.Account.AccountId} running"],
            await RowsAsync(caller));
        Assert.Equal(["3 30 0", "3 240 1", "3 120 1"], await caller.SessionsAsync());
        await caller.CheckAsync(98);
    }

    [Fact]
    public async Task Who_comes_back_within_thirty_days_that_were_given_is_not_given_others()
    {
        var caller = await silos.CallerAsync(funds: 100);
        var first = await ProductOfAsync(caller);
        var other = await ProductAsync();
        await PlanAsync(first, 60, period: 6);
        await silos.Book.ExecuteAsync(
            "insert into product_service (product_id, service, unit, tariff_id, slice_units, longest_units) values ($1, 'voice', 1, $2, 180, 86400)",
            other,
            silos.Minutes);
        await silos.Book.ExecuteAsync(
            "update account set product_since = now() - interval '2 days' where account_id = $1", caller.Account.AccountId);
        await caller.Balance.ReloadAsync();
        await CallAsync(caller, 60, "a");

        await MoveAsync(caller, other);
        await CallAsync(caller, 60, "b");
        await MoveAsync(caller, first);
        await CallAsync(caller, 60, "c");

        Assert.Equal([$"plan {caller.Account.AccountId} running"], await RowsAsync(caller));
        Assert.Equal(["3 60 0", "3 60 1", "3 60 1"], await caller.SessionsAsync());
        await caller.CheckAsync(98);
    }

    [Fact]
    public async Task An_add_on_gives_to_its_account_or_to_every_account_of_the_payer()
    {
        var caller = await silos.CallerAsync();
        var login = $"{caller.Login}b";
        var second = await Caller.OfAsync(
            silos, login, await silos.Book.AddAccountAsync(login, caller.BalanceId, silos.Minutes, "voice", Unit.Second, slice: 180), caller.BalanceId, caller.NodeId);
        var (own, shared) = (await ProductAsync(), await ProductAsync());
        await PlanAsync(own, 60);
        await PlanAsync(shared, 60, isShared: true);

        foreach (var (product, precedence) in ((long, int)[])[(own, 1), (shared, 2)])
        {
            await silos.Book.ExecuteAsync(
                "insert into account_product (account_id, product_id, precedence) values ($1, $2, $3)", caller.Account.AccountId, product, precedence);
        }

        await caller.Balance.ReloadAsync();
        await CallAsync(second, 120, "b"); // the shared minute only
        await CallAsync(caller, 120, "a"); // the own minute

        Assert.Equal(["3 120 1", "3 120 1"], await caller.SessionsAsync());
        await caller.CheckAsync(8);
    }

    [Fact]
    public async Task What_an_operator_has_ended_stays_ended_and_what_is_withdrawn_ends_for_all()
    {
        var caller = await silos.CallerAsync();
        var product = await ProductOfAsync(caller);
        await PlanAsync(product, 600);
        await DiscountAsync(product, """[{"threshold": "0", "percent": "50"}]""");
        await caller.Balance.ReloadAsync();
        await caller.Balance.ExpireAsync();
        var number = await silos.Book.ReadAsync<long>("select discount_id from discount_plan where balance_id = $1", caller.BalanceId);

        Assert.Equal(OperationResult.Done, (await caller.Balance.DefineAsync(new EndOrder(Id(), DefinedKind.Discount, number))).Result);
        await silos.Book.ExecuteAsync("update product_allowance_plan set is_withdrawn = true where product_id = $1", product);
        await caller.Balance.ReloadAsync();
        await caller.Balance.ExpireAsync();

        Assert.Equal([$"plan {caller.Account.AccountId} ended", $"discount {caller.Account.AccountId} ended"], await RowsAsync(caller));
        await Assert.ThrowsAsync<PostgresException>(() =>
            silos.Book.ExecuteAsync("update product_allowance_plan set amount = 1 where product_id = $1", product));
        await caller.CheckAsync(10);
    }

    [Fact]
    public async Task A_product_that_cannot_be_read_stops_no_call()
    {
        var caller = await silos.CallerAsync();
        await DiscountAsync(await ProductOfAsync(caller), """[{"threshold": "much", "percent": "50"}]""");
        await caller.Balance.ReloadAsync();

        await CallAsync(caller, 60, "a");

        Assert.Empty(await RowsAsync(caller));
        await caller.CheckAsync(9);
    }

    [Fact]
    public async Task A_commit_that_is_lost_while_a_balance_takes_up_a_product_is_made_good_by_the_next_reading()
    {
        var caller = await silos.CallerAsync();
        await PlanAsync(await ProductOfAsync(caller), 60);
        silos.Faults.LoseAnswers(caller.BalanceId);
        await caller.Balance.ReloadAsync();

        await CallAsync(caller, 60, "a");
        await CallAsync(caller, 60, "b");

        Assert.Equal(["3 60 0", "3 60 1"], await caller.SessionsAsync());
        Assert.Single(await RowsAsync(caller));
        await caller.CheckAsync(9);
    }

    private static string Id() => Guid.NewGuid().ToString("n");

    private Task<long> ProductOfAsync(Caller caller) =>
        silos.Book.ReadAsync<long>("select product_id from account where account_id = $1", caller.Account.AccountId);

    private Task<long> ProductAsync() => silos.Book.ReadAsync<long>(
        "insert into product (name) values ('gives ' || $1) returning product_id", Interlocked.Increment(ref _names));

    private Task<int> PlanAsync(long product, decimal amount, bool isShared = false, int period = 4) => silos.Book.ExecuteAsync(
        """
        insert into product_allowance_plan (product_id, name, kind, amount, uses, period, is_shared)
        values ($1, 'included', 1, $2, '[{"service": "voice", "weight": "1"}]', $4, $3)
        """,
        product,
        amount,
        isShared,
        period);

    private Task<int> DiscountAsync(long product, string tiers) => silos.Book.ExecuteAsync(
        "insert into product_discount (product_id, name, service, measure, reset, tiers) values ($1, 'volume', 'voice', 1, 4, $2::jsonb)", product, tiers);

    private async Task MoveAsync(Caller caller, long product)
    {
        await silos.Book.ExecuteAsync("update account set product_id = $2 where account_id = $1", caller.Account.AccountId, product);
        await caller.Balance.ReloadAsync();
    }

    private Task<string[]> RowsAsync(Caller caller) => silos.Book.ReadAsync<string[]>(
        """
        select array(
            select concat_ws(' ', what, brought_by, case when ends_at <= now() then 'ended' else 'running' end)
            from (select 1 as rank, 'plan' as what, brought_by, ends_at, plan_id as id from allowance_plan where balance_id = $1
                  union all
                  select 2, 'discount', brought_by, ends_at, discount_id from discount_plan where balance_id = $1) one
            order by rank, id)
        """,
        caller.BalanceId);

    // A minute after whatever is changed now: what begins or ends within a call is another test's.
    private static async Task CallAsync(Caller caller, long seconds, string name)
    {
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token, name, at: 60);
        await caller.ReportAsync(ReportKind.Stop, seconds, token, name, begin: 60);
    }
}
