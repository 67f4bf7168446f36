using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Vouchers;
using NodaTime;

namespace Billing.Grains.Tests.Vouchers;

public sealed class VoucherTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    private IVoucherStockGrain Stock => _office.Grains.GetGrain<IVoucherStockGrain>(0);

    [Fact]
    public async Task A_voucher_is_credited_once_to_whoever_was_first()
    {
        var order = Order(count: 3);
        var batch = await Stock.GenerateAsync(order);
        Assert.Equal((3, 3), (batch.Vouchers.Length, batch.Vouchers.Select(voucher => voucher.Code).Distinct().Count()));
        var again = await Stock.GenerateAsync(order);
        Assert.Equal((batch.Reply.Id, true, 0), (again.Reply.Id, again.Reply.WasDoneBefore, again.Vouchers.Length));
        Office.IsRefused((await Stock.GenerateAsync(order with { Amount = 6 })).Reply, "OperationId");

        var (one, two) = (await BalanceAsync(), await BalanceAsync());
        var typed = batch.Vouchers[0].Code.ToLowerInvariant().Replace('-', ' ').Replace('0', 'o');
        var replies = await Task.WhenAll(Voucher(one).RedeemAsync(typed, "alice"), Voucher(one).RedeemAsync(batch.Vouchers[0].Code, "alice"));
        Assert.All(replies, reply => Assert.Equal((VoucherResult.Redeemed, 5m, 5m), (reply.Result, reply.Amount, reply.Available)));
        Assert.Equal(VoucherResult.Used, (await Voucher(two).RedeemAsync(batch.Vouchers[0].Code, "bob")).Result);
        Assert.Equal(5, await silos.Book.PostedAsync(one));
        Assert.Equal(0, await silos.Book.PostedAsync(two));

        var money = await _office.LastAsync(EntityKinds.Balance, one);
        Assert.Equal(("alice", "top-up", $"top-up 5.00 USD, balance {one}"), (money.By, money.Action, money.Sentence));
        Assert.DoesNotContain(batch.Vouchers[0].Code, (await _office.LastAsync(EntityKinds.Voucher, batch.Reply.Id)).NewJson, StringComparison.Ordinal);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_batch_is_made_without_its_maker_and_its_codes_are_for_them_alone_and_for_a_time()
    {
        var order = Order(count: 3);
        var batch = _office.Grains.GetGrain<IVoucherBatchGrain>(order.OperationId);
        Assert.Null(await batch.GetAsync());
        Office.IsRefused(await batch.StartAsync(order with { Count = 0 }), "Count");
        Office.IsRefused(await batch.StartAsync(order with { Amount = 1_000_000_000_001 }), "Amount");
        Assert.True((await batch.StartAsync(order)).IsDone);
        Assert.True((await batch.StartAsync(order)).IsDone); // pressed twice
        Office.IsRefused(await batch.StartAsync(order with { Amount = 6 }), "OperationId");
        await silos.Cluster.DeactivateAsync(batch);
        var made = await MadeAsync(batch);
        Assert.Equal((3, null, true), (made.Order.Count, made.Problem, made.CodesUntil > SystemClock.Instance.GetCurrentInstant() + Duration.FromHours(23)));
        Assert.Equal(3, await silos.Book.ReadAsync<long>("select count(*) from voucher where voucher_batch_id = $1", made.BatchId!));

        Assert.Empty(await batch.TakeAsync("bob"));
        var codes = await batch.TakeAsync(Office.Anna);
        var balanceId = await BalanceAsync();
        Assert.Equal(VoucherResult.Redeemed, (await Voucher(balanceId).RedeemAsync(codes[2].Code, "alice")).Result);
        Assert.Equal(codes, await batch.TakeAsync(Office.Anna));
        var log = await _office.LastAsync(EntityKinds.Voucher, made.BatchId!);
        Assert.Equal((Office.Anna, $"take codes of voucher {made.BatchId}"), (log.By, log.Sentence));
        var stored = await silos.Book.ReadAsync<string>(
            "select j.body::text || c.sealed from desk_job j join voucher_codes c on c.operation_id = j.desk_job_id where j.desk_job_id = $1", order.OperationId);
        Assert.DoesNotContain(codes[0].Code, stored, StringComparison.Ordinal);

        Assert.Equal(ChangeResult.NotFound, (await batch.ForgetAsync("bob")).Result);
        Assert.True((await batch.ForgetAsync(Office.Anna)).IsDone);
        Assert.Empty(await batch.TakeAsync(Office.Anna));
        Assert.Null((await batch.GetAsync())!.CodesUntil);
    }

    [Theory]
    [InlineData("JPY", "2 × 500 JPY")]
    [InlineData("USD", "2 × 500.00 USD")]
    [InlineData("KWD", "2 × 500.000 KWD")]
    public async Task A_batch_is_called_by_its_amount_with_the_decimals_of_its_currency(string currency, string name)
    {
        var order = Order(count: 2) with { Amount = 500, Currency = currency };
        Assert.True((await _office.Grains.GetGrain<IVoucherBatchGrain>(order.OperationId).StartAsync(order)).IsDone);

        Assert.Equal(name, await silos.Book.ReadAsync<string>("select name from desk_job where desk_job_id = $1", order.OperationId));
    }

    [Fact]
    public async Task A_batch_whose_end_was_lost_is_found_again_with_its_codes()
    {
        var order = Order(count: 2);
        var batch = _office.Grains.GetGrain<IVoucherBatchGrain>(order.OperationId);
        await batch.StartAsync(order);
        var made = await MadeAsync(batch);
        var codes = await batch.TakeAsync(Office.Anna);
        await silos.Book.ExecuteAsync("update desk_job set ended_at = null, result = null, done = 0 where desk_job_id = $1", order.OperationId);
        await silos.Cluster.DeactivateAsync(batch);

        Assert.Equal(made.BatchId, (await MadeAsync(batch)).BatchId);
        Assert.Equal(codes, await batch.TakeAsync(Office.Anna));

        await silos.Book.ExecuteAsync("update voucher_codes set keep_until = now() - interval '1 second' where operation_id = $1", order.OperationId);
        Assert.Empty(await batch.TakeAsync(Office.Anna));
    }

    [Fact]
    public async Task A_claim_that_a_crash_left_is_credited_by_the_sweep()
    {
        var voucher = (await Stock.GenerateAsync(Order(count: 1))).Vouchers[0];
        var balanceId = await BalanceAsync();
        await silos.Book.ExecuteAsync(
            "update voucher set balance_id = $2, redeemed_by = 'alice', redeemed_at = now() - interval '1 hour' where serial = $1", voucher.Serial, balanceId);
        var sweeper = _office.Grains.GetGrain<IDueChangesGrain>(0);
        await silos.Cluster.DeactivateAsync(sweeper);
        await sweeper.SweepAsync();

        Assert.Equal(5, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(VoucherResult.Redeemed, (await Voucher(balanceId).RedeemAsync(voucher.Code, "alice")).Result);
        Assert.Equal(5, await silos.Book.PostedAsync(balanceId));
    }

    [Fact]
    public async Task Ranges_are_activated_and_blocked_and_guesses_are_counted()
    {
        var batch = (await Stock.GenerateAsync(Order(count: 4) with { IsActive = false })).Vouchers;
        var balanceId = await BalanceAsync();
        Assert.Equal(VoucherResult.WrongCode, (await Voucher(balanceId).RedeemAsync(batch[0].Code, "alice")).Result);
        Assert.Equal(3, (await Stock.SetRangeAsync(new(batch[0].Serial, batch[2].Serial, true, "sold", Office.Anna))).Id);
        Assert.Equal(1, (await Stock.SetRangeAsync(new(batch[1].Serial, batch[1].Serial, false, "stolen", Office.Anna))).Id);
        Assert.Equal(VoucherResult.Redeemed, (await Voucher(balanceId).RedeemAsync(batch[0].Code, "alice")).Result);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(VoucherResult.WrongCode, (await Voucher(balanceId).RedeemAsync(i == 0 ? batch[1].Code : "0000-0000-0000-0000", "alice")).Result);
        }

        await silos.Cluster.DeactivateAsync(Voucher(balanceId));
        var locked = await Voucher(balanceId).RedeemAsync(batch[2].Code, "alice");
        Assert.Equal(VoucherResult.TooManyAttempts, locked.Result);
        Assert.True(locked.RetryAt > SystemClock.Instance.GetCurrentInstant());
        Assert.Equal(5, await silos.Book.PostedAsync(balanceId));
    }

    [Fact]
    public async Task A_range_expires_at_another_time_than_its_batch_or_never()
    {
        var (past, later) = (Instant.FromUtc(2020, 1, 1, 0, 0), SystemClock.Instance.GetCurrentInstant() + Duration.FromDays(1));
        var batch = (await Stock.GenerateAsync(Order(count: 4))).Vouchers;
        var balanceId = await BalanceAsync();
        Assert.Equal(VoucherResult.Redeemed, (await Voucher(balanceId).RedeemAsync(batch[3].Code, "alice")).Result);
        await silos.Book.ExecuteAsync(
            "update voucher_batch set expires_at = '2020-01-01' where voucher_batch_id = (select voucher_batch_id from voucher where serial = $1)", batch[0].Serial);
        Assert.Equal(VoucherResult.Expired, (await Voucher(balanceId).RedeemAsync(batch[0].Code, "alice")).Result);

        // The third is left as its batch says, and the one that is used is nobody's to change.
        Assert.Equal(1, (await Stock.SetExpiryAsync(new(batch[0].Serial, batch[0].Serial, later, "sold late", Office.Anna))).Id);
        Assert.Equal(1, (await Stock.SetExpiryAsync(new(batch[1].Serial, batch[1].Serial, null, "sold late", Office.Anna))).Id);
        Assert.Equal(0, (await Stock.SetExpiryAsync(new(batch[1].Serial, batch[1].Serial, null, "again", Office.Anna))).Id);
        Assert.Equal(0, (await Stock.SetExpiryAsync(new(batch[3].Serial, batch[3].Serial, null, "used", Office.Anna))).Id);
        Assert.Equal(VoucherResult.Redeemed, (await Voucher(balanceId).RedeemAsync(batch[0].Code, "alice")).Result);
        Assert.Equal(VoucherResult.Redeemed, (await Voucher(balanceId).RedeemAsync(batch[1].Code, "alice")).Result);
        Assert.Equal(VoucherResult.Expired, (await Voucher(balanceId).RedeemAsync(batch[2].Code, "alice")).Result);
        Office.IsRefused(await Stock.SetExpiryAsync(new(batch[2].Serial, batch[2].Serial, past, "gone by", Office.Anna)), "ExpiresAt");
        Office.IsRefused(await Stock.SetExpiryAsync(new(batch[2].Serial, batch[2].Serial, null, "", Office.Anna)), "Reason");
        Assert.Equal(15, await silos.Book.PostedAsync(balanceId));
    }

    [Fact]
    public async Task What_cannot_be_credited_stays_a_voucher()
    {
        var balanceId = await BalanceAsync();
        var euro = (await Stock.GenerateAsync(Order(count: 1) with { Currency = "EUR" })).Vouchers[0];
        Assert.Equal(VoucherResult.OtherCurrency, (await Voucher(balanceId).RedeemAsync(euro.Code, "alice")).Result);
        Assert.Equal(VoucherResult.NoBalance, (await Voucher(999_999).RedeemAsync(euro.Code, "alice")).Result);
        var late = (await Stock.GenerateAsync(Order(count: 1) with { ExpiresAt = SystemClock.Instance.GetCurrentInstant() + Duration.FromDays(1) })).Vouchers[0];
        await silos.Book.ExecuteAsync( // as it is two days later
            "update voucher_batch set expires_at = expires_at - interval '2 days' where voucher_batch_id = (select voucher_batch_id from voucher where serial = $1)",
            late.Serial);
        Assert.Equal(VoucherResult.Expired, (await Voucher(balanceId).RedeemAsync(late.Code, "alice")).Result);

        foreach (var (order, field) in new[]
        {
            (Order(0), "Count"), (Order(1) with { Amount = 0.001m }, "Amount"), (Order(1) with { Currency = "usd" }, "Currency"),
            (Order(1) with { ExpiresAt = Instant.FromUtc(2020, 1, 1, 0, 0) }, "ExpiresAt"),
        })
        {
            Office.IsRefused((await Stock.GenerateAsync(order)).Reply, field);
        }
    }

    private static VoucherBatchOrder Order(int count) => new(Office.Unique("op"), 5, "USD", count, null, true, null, Office.Anna);

    private static async Task<VoucherBatchView> MadeAsync(IVoucherBatchGrain batch)
    {
        await Office.UntilAsync(async () => (await batch.GetAsync())!.EndedAt is not null, "the batch is made");

        return (await batch.GetAsync())!;
    }

    private IVoucherGrain Voucher(long balanceId) => _office.Grains.GetGrain<IVoucherGrain>(balanceId);

    private Task<long> BalanceAsync() => silos.Book.AddBalanceAsync(0);
}
