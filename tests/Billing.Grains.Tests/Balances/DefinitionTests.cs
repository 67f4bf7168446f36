using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using NodaTime;

namespace Billing.Grains.Tests.Balances;

/// <summary>Plans, discounts, limits and credit made through the balance's grain, on two silos; 1.00 a minute.</summary>
public sealed class DefinitionTests(TwoSilos silos)
{
    private static string Id() => Guid.NewGuid().ToString("n");

    private static PlanOrder Minute(string id) => new(
        id, "minute", AllowanceKind.Units, 60, [new("voice", null, null, 1)], null, 0, Exhaustion.PayAsYouGo, null, PeriodKind.Monthly, 0, false,
        null, null, Noon);

    /// <summary>A zone in which it is about noon: neither a day nor a month ends in the minutes that a call of now takes.</summary>
    private static string Noon => (12 - SystemClock.Instance.GetCurrentInstant().InUtc().Hour) switch
    {
        > 0 and var ahead => $"Etc/GMT-{ahead}", // east is less there
        < 0 and var behind => $"Etc/GMT+{-behind}",
        _ => "Etc/GMT",
    };

    [Fact]
    public async Task A_plan_pays_the_next_call_and_is_made_once()
    {
        var caller = await silos.CallerAsync();
        var order = Minute(Id());

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            silos.From(i % 2).GetGrain<IBalanceGrain>(caller.BalanceId).DefineAsync(order).AsTask()));

        Assert.All(replies, reply => Assert.Equal(OperationResult.Done, reply.Result));
        Assert.Single(replies, reply => !reply.WasDoneBefore);
        Assert.Equal(OperationResult.OtherOrder, (await caller.Balance.DefineAsync(order with { Amount = 120 })).Result);
        await CallAsync(caller, 180, "a");
        await CallAsync(caller, 60, "b");
        Assert.Equal(["3 180 2", "3 60 1"], await caller.SessionsAsync());
        await caller.CheckAsync(7);
    }

    [Fact]
    public async Task A_discount_makes_calls_cheaper_from_its_threshold_on()
    {
        var caller = await silos.CallerAsync();
        await DoneAsync(caller, new DiscountOrder(
            Id(), "volume", new("voice", null, null, 1), null, 0, CounterMeasure.Units, PeriodKind.Monthly, [new(120, 50)]));

        await CallAsync(caller, 120, "a");
        await CallAsync(caller, 120, "b");

        Assert.Equal(["3 120 2", "3 120 1"], await caller.SessionsAsync());
        await caller.CheckAsync(7);
    }

    [Fact]
    public async Task What_was_given_once_and_more_credit_are_ended_before_their_time()
    {
        var caller = await silos.CallerAsync(funds: 10);
        var given = await caller.Balance.GiveAsync(new(
            Id(), "welcome", AllowanceKind.Units, 600, [new("voice", null, null, 1)], null, 0, null, Exhaustion.PayAsYouGo, null));
        Assert.Equal(OperationResult.Done, given.Result);
        await CallAsync(caller, 60, "a");
        await DoneAsync(caller, Minute(Id()));
        await DoneAsync(caller, new CreditIncreaseOrder(Id(), 5, SystemClock.Instance.GetCurrentInstant() + Duration.FromDays(2)));
        Assert.Equal(15, (await caller.Balance.ShowAsync())!.Available);

        await DoneAsync(caller, new EndOrder(Id(), DefinedKind.Increase, 0));
        Assert.Equal(10, (await caller.Balance.ShowAsync())!.Available);
        Assert.Contains((await caller.Balance.ShowAsync())!.Allowances, one => one.Name == "welcome");
        await DoneAsync(caller, new EndOrder(Id(), DefinedKind.Allowance, 1));
        Assert.Equal(["minute"], (await caller.Balance.ShowAsync())!.Allowances.Select(one => one.Name));
        await CallAsync(caller, 60, "b"); // the plan's minute
        await caller.CheckAsync(10, available: 10);

        // Neither again, nor what a plan gives, which would be given anew.
        foreach (var (kind, number, problem) in new[]
        {
            (DefinedKind.Increase, 0, "increase: expected more credit"), (DefinedKind.Allowance, 1, "allowance: expected one that has not ended"),
            (DefinedKind.Allowance, 2, "allowance: expected one that was given once"), (DefinedKind.Allowance, 9, "allowance: expected the number"),
        })
        {
            var reply = await caller.Balance.DefineAsync(new EndOrder(Id(), kind, number));
            Assert.Equal(OperationResult.WrongField, reply.Result);
            Assert.StartsWith(problem, reply.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_limit_caps_the_day_and_one_that_is_set_again_knows_what_was_spent()
    {
        var caller = await silos.CallerAsync(funds: 100);
        var account = caller.Account.AccountId;
        await DoneAsync(caller, new SpendingLimitOrder(Id(), account, 2, PeriodKind.Daily));
        await CallAsync(caller, 120, "a");
        Assert.Equal(AccessResult.SpendingLimitReached, (await caller.AuthorizeAsync(Guid.CreateVersion7())).Result);

        await DoneAsync(caller, new SpendingLimitOrder(Id(), account, 3, PeriodKind.Daily));
        var token = Guid.CreateVersion7();
        Assert.Equal(60, (await caller.AuthorizeAsync(token)).GrantedUnits);
        await caller.ReportAsync(ReportKind.Stop, 0, token, "b");
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from spending_limit where balance_id = $1", caller.BalanceId));

        await DoneAsync(caller, new SpendingLimitOrder(Id(), account, 0, PeriodKind.Daily));
        Assert.Equal(180, (await caller.AuthorizeAsync(Guid.CreateVersion7())).GrantedUnits);
        await caller.CheckAsync(98, available: 95);
    }

    [Fact]
    public async Task Credit_is_granted_at_once_in_the_middle_of_a_call_too()
    {
        var caller = await silos.CallerAsync(funds: 1);
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        Assert.Equal(ReportReply.Exhausted, await caller.ReportAsync(ReportKind.Interim, 60, token));

        Assert.Equal(2m, (await caller.Balance.DefineAsync(new CreditIncreaseOrder(Id(), 2, caller.Start + Duration.FromDays(1)))).Available);
        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(ReportKind.Interim, 60, token));
        await DoneAsync(caller, new CreditLimitOrder(Id(), 3));
        await caller.ReportAsync(ReportKind.Stop, 360, token);

        await caller.CheckAsync(-5, available: 0);
    }

    [Fact]
    public async Task A_writer_that_read_the_balance_before_a_definition_is_refused_and_a_lost_answer_defines_once()
    {
        var caller = await silos.CallerAsync();
        var version = await VersionAsync(caller);
        silos.Faults.LoseAnswers(caller.BalanceId);
        var order = Minute(Id());

        await Assert.ThrowsAnyAsync<Exception>(async () => await caller.Balance.DefineAsync(order));

        Assert.True((await caller.Balance.DefineAsync(order)).WasDoneBefore);
        Assert.NotEqual(version, await VersionAsync(caller));

        // A grain that another writer overtook defines nothing.
        await silos.Book.ExecuteAsync("update balance set version = version + 1 where balance_id = $1", caller.BalanceId);
        await Assert.ThrowsAnyAsync<Exception>(async () => await caller.Balance.DefineAsync(Minute("stale" + Id())));
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from allowance_plan where balance_id = $1", caller.BalanceId));
        await DoneAsync(caller, new CreditLimitOrder(Id(), 1));
        await caller.CheckAsync(10, available: 11);
    }

    [Fact]
    public async Task Calls_that_run_meanwhile_lose_nothing()
    {
        var caller = await silos.CallerAsync(funds: 1_000);
        var tokens = Enumerable.Range(0, 24).Select(_ => Guid.CreateVersion7()).ToArray();
        var calls = tokens.Select((token, i) => CallAsync(caller, 60, $"p{i}", token)).ToArray();

        for (var i = 1; i <= 4; i++)
        {
            await DoneAsync(caller, new CreditLimitOrder(Id(), i));
        }

        await Task.WhenAll(calls);
        await caller.CheckAsync(976, available: 980);
    }

    [Fact]
    public async Task A_plan_that_is_ended_gives_no_more_and_a_discount_takes_nothing_off()
    {
        var caller = await silos.CallerAsync(funds: 100);
        await DoneAsync(caller, Minute(Id()) with { Period = PeriodKind.Daily });
        await DoneAsync(caller, new DiscountOrder(
            Id(), "half", new("voice", null, null, 1), null, 0, CounterMeasure.Units, PeriodKind.Monthly, [new(0, 50)]));
        await CallAsync(caller, 120, "a");
        var plan = await silos.Book.ReadAsync<long>("select plan_id from allowance_plan where balance_id = $1", caller.BalanceId);
        var discount = await silos.Book.ReadAsync<long>("select discount_id from discount_plan where balance_id = $1", caller.BalanceId);

        var order = new EndOrder(Id(), DefinedKind.Plan, plan);
        await DoneAsync(caller, order);
        await DoneAsync(caller, new EndOrder(Id(), DefinedKind.Discount, discount));
        Assert.True((await caller.Balance.DefineAsync(order)).WasDoneBefore);
        Assert.StartsWith("plan: expected one that has not ended", (await caller.Balance.DefineAsync(order with { OperationId = Id() })).Problem!, StringComparison.Ordinal);
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token, at: 60); // a minute after the end
        await caller.ReportAsync(ReportKind.Stop, 60, token, "b", begin: 60);

        Assert.Equal(["3 120 0.5", "3 60 1"], await caller.SessionsAsync());
        Assert.Equal(0, await silos.Book.ReadAsync<long>(
            "select count(*) from allowance_plan where balance_id = $1 and ends_at > now()", caller.BalanceId));
        await caller.CheckAsync(98.5m);
    }

    [Fact]
    public async Task A_wrong_field_is_named_and_nothing_is_defined()
    {
        var caller = await silos.CallerAsync();
        var past = caller.Start - Duration.FromHours(1);
        var discount = new DiscountOrder(
            Id(), "volume", new(null, null, null, 1), null, 0, CounterMeasure.Units, PeriodKind.Monthly, [new(120, 50), new(60, 60)]);

        foreach (var (order, field) in ((DefinitionOrder, string)[])
        [
            (Minute(Id()) with { Amount = 0.5m }, "amount"),
            (Minute(Id()) with { Name = " " }, "name"),
            (Minute(Id()) with { Period = PeriodKind.Never }, "every"),
            (Minute(Id()) with { RollOverPeriods = 4 }, "roll-over"),
            (Minute(Id()) with { Policy = "slow" }, "policy"),
            (Minute(Id()) with { Exhaustion = Exhaustion.Limit, Policy = new string('é', 127) }, "policy"),
            (Minute(Id()) with { Name = "a\0b" }, "name"),
            (Minute(Id()) with { AccountId = 999_999_999 }, "account"),
            (Minute(Id()) with { AccountId = (await silos.CallerAsync()).Account.AccountId }, "account"),
            (discount with { Tiers = [new(0, 1)], AccountId = 999_999_999 }, "account"),
            (new SpendingLimitOrder(Id(), 999_999_999, 1, PeriodKind.Daily), "account"),
            (new EndOrder(Id(), DefinedKind.Plan, 999_999_999), "plan"),
            (new EndOrder(Id(), DefinedKind.Discount, 999_999_999), "discount"),
            (Minute(Id()) with { EndsAt = past }, "ends"),
            (Minute(Id()) with { ZoneId = "Mars/Olympus" }, "zone"),
            (Minute(Id()) with { StartsAt = Instant.FromUtc(-5, 1, 1, 0, 0) }, "starts"),
            (discount, "tier"),
            (discount with { Tiers = [new(0, 101)] }, "tier"),
            (discount with { Tiers = [] }, "tier"),
            (new SpendingLimitOrder(Id(), null, -1, PeriodKind.Daily), "amount"),
            (new CreditIncreaseOrder(Id(), 1, past), "until"),
            (new CreditIncreaseOrder(Id(), 0, Instant.MaxValue), "amount"),
            (new CreditLimitOrder(Id(), 0.000001m), "amount"),
        ])
        {
            var reply = await caller.Balance.DefineAsync(order);
            Assert.Equal(OperationResult.WrongField, reply.Result);
            Assert.StartsWith($"{field}: expected ", reply.Problem, StringComparison.Ordinal);
        }

        var gift = new AllowanceOrder(Id(), "gift", AllowanceKind.Units, 60, [], null, 0, null, Exhaustion.PayAsYouGo, null);

        foreach (var (order, problem) in ((AllowanceOrder, string)[])
        [
            (gift with { AccountId = 999_999_999 }, $"account: expected an account of balance {caller.BalanceId}, which 999999999 is not"),
            (gift with { Exhaustion = Exhaustion.Limit, Policy = new string('x', 254) }, "policy: expected 1 to 253 octets of text"),
            (gift with { Exhaustion = Exhaustion.Limit }, "policy: expected the gateway's policy with then Limit, and only with it"),
            (gift with { Exhaustion = (Exhaustion)7 }, "then: expected PayAsYouGo, Block or Limit"),
            (gift with { Name = "a\0b" }, "name: expected 1 to 100 characters"),
        ])
        {
            Assert.Equal(problem, (await caller.Balance.GiveAsync(order)).Problem);
        }

        var nobody = silos.Grains.GetGrain<IBalanceGrain>(999_999_999);
        Assert.Equal("balance: there is none with the number 999999999", (await nobody.DefineAsync(new CreditLimitOrder(Id(), 1))).Problem);
        Assert.Equal("balance: there is none with the number 999999999", (await nobody.GiveAsync(gift)).Problem);
        Assert.Equal(OperationResult.WrongField, (await nobody.CreditAsync(new(Id(), CreditKind.TopUp, 1, null, null))).Result);
        Assert.Equal(OperationResult.WrongKey, (await caller.Balance.DefineAsync(new CreditLimitOrder("", 1))).Result);
        Assert.Equal(0, await silos.Book.ReadAsync<long>("select count(*) from operation where balance_id = $1", caller.BalanceId));
    }

    [Fact]
    public async Task Promotional_money_that_expires_while_nobody_calls_is_taken_back()
    {
        var (idle, calling) = (await silos.CallerAsync(), await silos.CallerAsync());

        foreach (var caller in (Caller[])[idle, calling])
        {
            await caller.Balance.CreditAsync(new(Id(), CreditKind.Promotion, 3, "welcome", caller.Start + Duration.FromDays(30)));
        }

        await calling.AuthorizeAsync(Guid.CreateVersion7()); // holds 3.00: it was promised the promotion

        foreach (var caller in (Caller[])[idle, calling])
        {
            await silos.Book.ExecuteAsync("update allowance set expires_at = now() - interval '1 day' where balance_id = $1", caller.BalanceId);
            await caller.Balance.ReloadAsync();
        }

        Assert.Equal(1, await silos.Grains.GetGrain<IExpiryGrain>(0).SweepAsync());
        Assert.Equal(0, await silos.Grains.GetGrain<IExpiryGrain>(0).SweepAsync());

        await idle.CheckAsync(10);
        await calling.CheckAsync(13, available: 10);
    }

    private static async Task DoneAsync(Caller caller, DefinitionOrder order)
    {
        var reply = await caller.Balance.DefineAsync(order);
        Assert.Equal((OperationResult.Done, false), (reply.Result, reply.WasDoneBefore));
    }

    private static async Task CallAsync(Caller caller, long seconds, string name, Guid? id = null)
    {
        var token = id ?? Guid.CreateVersion7();
        await caller.AuthorizeAsync(token, name);
        await caller.ReportAsync(ReportKind.Stop, seconds, token, name);
    }

    private Task<long> VersionAsync(Caller caller) =>
        silos.Book.ReadAsync<long>("select version from balance where balance_id = $1", caller.BalanceId);
}
