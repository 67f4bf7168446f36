using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Allowances;
using Billing.Core.Tariffs;

namespace Billing.Grains.Tests.Balances;

/// <summary>Allowances, limits, discounts and orders from outside, on two silos and a real database; 1.00 a minute.</summary>
public sealed class FundsTests(TwoSilos silos)
{
    private static AllowanceOrder Minutes(int minutes, string id = "give", Exhaustion then = Exhaustion.PayAsYouGo) =>
        new(id, "minutes", AllowanceKind.Units, minutes * 60, [new("voice", null, null, 1)], null, 0, null, then, "slow");

    private static string Id() => Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Two_minutes_of_an_allowance_then_money_and_a_crash_in_between()
    {
        var caller = await silos.CallerAsync(funds: 10);
        await caller.Balance.GiveAsync(Minutes(2, Id()));
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        Assert.Equal((10m, 1m, 9m), await caller.FundsAsync()); // a slice of 3 min: two are included

        await caller.ReportAsync(ReportKind.Interim, 90, token);
        await caller.Balance.ReloadAsync(); // as after a crash: everything is read again
        await caller.ReportAsync(ReportKind.Interim, 180, token);
        await caller.ReportAsync(ReportKind.Interim, 90, token);
        await caller.ReportAsync(ReportKind.Stop, 480, token);
        await caller.ReportAsync(ReportKind.Stop, 480, token);

        Assert.Equal(["3 480 6"], await caller.SessionsAsync());
        Assert.Equal(0m, await LeftAsync(caller));
        await caller.CheckAsync(4);
    }

    [Fact]
    public async Task Parallel_calls_share_an_allowance_without_using_it_twice()
    {
        var caller = await silos.CallerAsync(funds: 2);
        await caller.Balance.GiveAsync(Minutes(4, Id()));
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        await caller.AuthorizeAsync(first);
        var reply = await caller.AuthorizeAsync(second);

        Assert.Equal((AccessResult.Granted, 180L), (reply.Result, reply.GrantedUnits)); // one included minute and the money
        Assert.Equal(AccessResult.InsufficientFunds, (await caller.AuthorizeAsync(Guid.CreateVersion7())).Result);
        await caller.ReportAsync(ReportKind.Stop, 180, first, "a");
        await caller.ReportAsync(ReportKind.Stop, 180, second, "b");
        await caller.CheckAsync(0);
        Assert.Equal(0m, await LeftAsync(caller));
    }

    [Fact]
    public async Task Used_up_and_blocked_is_refused_and_limited_names_the_policy()
    {
        var blocked = await silos.CallerAsync();
        await blocked.Balance.GiveAsync(Minutes(1, Id(), Exhaustion.Block));
        var token = Guid.CreateVersion7();
        Assert.Equal(60, (await blocked.AuthorizeAsync(token)).GrantedUnits);
        Assert.Equal(ReportReply.Exhausted, await blocked.ReportAsync(ReportKind.Interim, 60, token));
        await blocked.ReportAsync(ReportKind.Stop, 60, token);
        Assert.Equal(AccessResult.AllowanceUsedUp, (await blocked.AuthorizeAsync(Guid.CreateVersion7())).Result);
        await blocked.CheckAsync(10);

        var limited = await silos.CallerAsync();
        await limited.Balance.GiveAsync(Minutes(1, Id(), Exhaustion.Limit));
        var reply = await limited.AuthorizeAsync(token = Guid.CreateVersion7());
        Assert.Equal((60L, null), (reply.GrantedUnits, reply.Policy));
        await limited.ReportAsync(ReportKind.Stop, 60, token, "l");
        reply = await limited.AuthorizeAsync(Guid.CreateVersion7());
        Assert.Equal((180L, "slow"), (reply.GrantedUnits, reply.Policy));
    }

    [Fact]
    public async Task A_top_up_is_visible_at_the_next_slice_and_is_done_once()
    {
        var caller = await silos.CallerAsync(funds: 1);
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        Assert.Equal(ReportReply.Exhausted, await caller.ReportAsync(ReportKind.Interim, 60, token));
        var order = new CreditOrder(Id(), CreditKind.TopUp, 5, "cash", null);

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            silos.From(i % 2).GetGrain<IBalanceGrain>(caller.BalanceId).CreditAsync(order).AsTask()));

        Assert.All(replies, reply => Assert.Equal((OperationResult.Done, 5m), (reply.Result, reply.Amount)));
        Assert.Single(replies, reply => !reply.WasDoneBefore);
        Assert.Equal(OperationResult.OtherOrder, (await caller.Balance.CreditAsync(order with { Amount = 6 })).Result);
        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(ReportKind.Interim, 60, token));
        await caller.ReportAsync(ReportKind.Stop, 240, token);
        await caller.CheckAsync(2);
    }

    [Fact]
    public async Task Promotional_money_goes_first_and_what_has_expired_is_taken_back()
    {
        var caller = await silos.CallerAsync(funds: 10);
        await caller.Balance.CreditAsync(new(Id(), CreditKind.Promotion, 3, "welcome", caller.Start.Plus(NodaTime.Duration.FromDays(30))));
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Stop, 120, token);
        Assert.Equal(1m, await LeftAsync(caller));
        await caller.CheckAsync(11);

        await silos.Book.ExecuteAsync("update allowance set expires_at = now() - interval '1 day' where balance_id = $1", caller.BalanceId);
        await caller.Balance.ReloadAsync();
        Assert.Equal(10m, (await caller.FundsAsync()).Available); // shown at once; the entry comes with the next decision
        await caller.Balance.CreditAsync(new(Id(), CreditKind.TopUp, 1, null, null));
        await caller.CheckAsync(11);
    }

    [Fact]
    public async Task A_volume_discount_counts_over_sessions_and_a_limit_caps_the_day()
    {
        var caller = await silos.CallerAsync(funds: 100);
        await silos.Book.ExecuteAsync(
            """
            insert into discount_plan (balance_id, name, measure, reset, tiers)
            values ($1, 'volume', 1, 4, '[{"threshold": "120", "percent": "50"}]')
            """,
            caller.BalanceId);
        await silos.Book.ExecuteAsync("insert into spending_limit (balance_id, amount) values ($1, 4)", caller.BalanceId);
        await caller.Balance.ReloadAsync();

        foreach (var name in (string[])["a", "b"])
        {
            var token = Guid.CreateVersion7();
            await caller.AuthorizeAsync(token, name);
            await caller.ReportAsync(ReportKind.Stop, 120, token, name); // 2.00, then 1.00
        }

        await caller.CheckAsync(97);
        Assert.Equal(120, (await caller.AuthorizeAsync(Guid.CreateVersion7())).GrantedUnits); // 1.00 is left of the day's 4.00
        Assert.Equal(AccessResult.SpendingLimitReached, (await caller.AuthorizeAsync(Guid.CreateVersion7())).Result);
    }

    [Fact]
    public async Task An_event_is_charged_once_whole_or_not_at_all_and_refunded_as_it_was_taken()
    {
        var caller = await silos.CallerAsync(funds: 2);
        var tariff = await silos.Book.AddTariffAsync($"Messages {Id()}", Unit.Event, 1, 0.5m);
        var accountId = await silos.Book.AddAccountAsync($"sms{Id()}", caller.BalanceId, tariff, "messages", Unit.Event);
        var account = silos.Grains.GetGrain<IAccountGrain>(accountId);
        await caller.Balance.CreditAsync(new(Id(), CreditKind.Promotion, 0.75m, null, null));
        await caller.Balance.GiveAsync(new(Id(), "texts", AllowanceKind.Units, 1, [new("messages", null, null, 1)], null, 0, null, 0, null));
        var order = new EventOrder(Id(), "messages", "1212", 3);

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => account.ChargeAsync(order).AsTask()));

        Assert.All(replies, reply => Assert.Equal((OperationResult.Done, -1m), (reply.Result, reply.Amount)));
        Assert.Single(replies, reply => !reply.WasDoneBefore);
        var session = await silos.Book.ReadAsync<Guid>("select session_id from operation where operation_id = $1", order.OperationId);
        Assert.Equal(7, session.Version); // by its time, as upkeep looks for old ones
        await caller.CheckAsync(1.75m);
        Assert.Equal([0m, 0m], await LeftsAsync(caller)); // the promotion and the text are used up
        Assert.Equal(OperationResult.InsufficientFunds, (await account.ChargeAsync(order with { OperationId = Id(), Units = 4 })).Result);
        Assert.Equal(OperationResult.MoreThanCharged, (await caller.Balance.RefundAsync(new(Id(), order.OperationId, 1.5m))).Result);

        var refund = new RefundOrder(Id(), order.OperationId, 0.8m);
        Assert.Equal(0.8m, (await caller.Balance.RefundAsync(refund)).Amount);
        Assert.True((await caller.Balance.RefundAsync(refund)).WasDoneBefore);
        Assert.Equal([0m, 0.75m], await LeftsAsync(caller)); // in the order of taking: the promotion first
        Assert.Equal(0.2m, (await caller.Balance.RefundAsync(new(Id(), order.OperationId, null))).Amount);
        Assert.Equal(OperationResult.NothingToRefund, (await caller.Balance.RefundAsync(new(Id(), order.OperationId, null))).Result);
        Assert.Equal([0.75m, 1m], await LeftsAsync(caller));
        await caller.CheckAsync(2.75m);

        // What was done stays done when the account may do it no more.
        await silos.Book.ExecuteAsync("update product_service set service = 'texts' where product_id = (select product_id from account where account_id = $1)", accountId);
        await silos.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Equal(OperationResult.NoService, (await account.ChargeAsync(order with { OperationId = Id() })).Result);
        Assert.True((await account.ChargeAsync(order)).WasDoneBefore);
    }

    [Fact]
    public async Task What_no_row_has_room_for_is_refused_by_name_and_a_zero_more_is_the_same_order()
    {
        var caller = await silos.CallerAsync(funds: 1);
        var order = new CreditOrder(Id(), CreditKind.TopUp, 5m, null, null);

        Assert.Equal(OperationResult.WrongKey, (await caller.Balance.CreditAsync(order with { OperationId = new('x', 101) })).Result);
        Assert.Equal(OperationResult.WrongKey, (await caller.Balance.CreditAsync(order with { OperationId = "" })).Result);
        Assert.Equal(OperationResult.WrongAmount, (await caller.Balance.CreditAsync(order with { Amount = 1_000_000_000_001m })).Result);
        Assert.Equal(OperationResult.WrongAmount, (await caller.Balance.GiveAsync(Minutes(1, Id()) with { Uses = [new(null, null, null, 1e-9m)] })).Result);
        Assert.Equal(OperationResult.Done, (await caller.Balance.CreditAsync(order)).Result);
        Assert.True((await caller.Balance.CreditAsync(order with { Amount = 5.00m })).WasDoneBefore);
        var longAgo = NodaTime.Instant.FromUtc(-5, 1, 1, 0, 0);
        Assert.Equal(OperationResult.Done, (await caller.Balance.CreditAsync(new(Id(), CreditKind.Promotion, 1, null, longAgo))).Result);
        await caller.Balance.CreditAsync(new(Id(), CreditKind.TopUp, 1, null, null));
        await caller.CheckAsync(7);
    }

    [Fact]
    public async Task What_takes_an_entry_back_has_its_last_decimal_and_other_money_back_whole_cents()
    {
        var caller = await silos.CallerAsync(funds: 1);
        var given = (await caller.Balance.CreditAsync(new(Id(), CreditKind.Promotion, 0.12345m, "welcome", null))).Sequence;
        var back = new CreditOrder(Id(), CreditKind.PaymentBack, -0.12345m, "by mistake", null);

        Assert.Equal(OperationResult.WrongField, (await caller.Balance.CreditAsync(back)).Result);
        Assert.Equal(OperationResult.WrongField, (await caller.Balance.CreditAsync(back with { Reverses = 1 })).Result); // of another amount
        Assert.Equal(OperationResult.WrongField, (await caller.Balance.CreditAsync(back with { Reverses = 99 })).Result);
        Assert.Equal(OperationResult.WrongField, (await caller.Balance.CreditAsync(back with { Kind = CreditKind.TopUp, Amount = 0.12345m, Reverses = given })).Result);
        Assert.Equal(OperationResult.Done, (await caller.Balance.CreditAsync(back with { Reverses = given })).Result);
        Assert.True((await caller.Balance.CreditAsync(back with { Reverses = given })).WasDoneBefore);
        await caller.CheckAsync(1);
    }

    [Fact]
    public async Task A_plan_gives_its_minutes_once_a_month_on_whichever_silo()
    {
        var caller = await silos.CallerAsync(funds: 10);
        await silos.Book.ExecuteAsync(
            """
            insert into allowance_plan (balance_id, name, kind, amount, uses, period, starts_at)
            values ($1, 'monthly', 1, 60, '[{"service": "voice", "weight": "1"}]', 4, '2026-01-01 00:00:00+00')
            """,
            caller.BalanceId);
        await caller.Balance.ReloadAsync();

        for (var i = 0; i < 2; i++)
        {
            var token = Guid.CreateVersion7();
            await caller.AuthorizeAsync(token, $"n{i}");
            await caller.ReportAsync(ReportKind.Stop, 60, token, $"n{i}");
            await caller.Balance.ReloadAsync();
        }

        await caller.CheckAsync(9);
        Assert.Equal([0m], await LeftsAsync(caller));
    }

    private async Task<decimal> LeftAsync(Caller caller) => (await LeftsAsync(caller)).Single();

    private Task<decimal[]> LeftsAsync(Caller caller) => silos.Book.ReadAsync<decimal[]>(
        "select array(select remaining from allowance where balance_id = $1 order by remaining)", caller.BalanceId);
}
