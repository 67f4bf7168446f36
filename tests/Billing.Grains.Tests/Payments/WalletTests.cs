using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Payments;

namespace Billing.Grains.Tests.Payments;

/// <summary>Kept cards, and top-ups by themselves: once for each occasion, whoever tries.</summary>
public sealed class WalletTests(TwoSilos silos)
{
    private const string Good = "4242 4242 4242 4242";
    private const string KeptAndDeclined = "4000 0000 0000 0341";
    private const string Asking = "4000 0027 6000 3184";

    private readonly Office _office = new(silos);

    [Fact]
    public async Task A_card_is_kept_once_without_its_number_and_pays_by_its_token()
    {
        var (balanceId, wallet) = await PayerAsync(0);
        var order = Order(Good);
        var saved = await wallet.SaveAsync(order);
        Assert.Equal((PaymentResult.Done, saved.MethodId), Told(await wallet.SaveAsync(order)));
        var card = Assert.Single((await wallet.GetAsync()).Methods);
        Assert.Equal(("Visa", "4242", "2099-12-31", false), (card.Brand, card.LastFour, card.ExpiresOn, card.IsFrozen));
        Assert.Equal(0, await silos.Book.ReadAsync<long>("select count(*) from payment_method m where to_jsonb(m)::text like '%4242424242424242%'"));

        var reply = await Payment().TopUpAsync(new(balanceId, 25, new(PaymentMethodKind.Card, MethodId: saved.MethodId), null, "alice"));
        Assert.Equal((PaymentResult.Done, 25m), (reply.Result, reply.Available));
        Assert.Contains(await _office.LogOfAsync(EntityKinds.Balance, balanceId), line => line is { Action: "save-card", By: "alice" });

        // Nobody else's, and none that was removed.
        var (otherId, _) = await PayerAsync(0);
        Assert.Equal(PaymentResult.Refused, (await Payment().TopUpAsync(new(otherId, 25, new(PaymentMethodKind.Card, MethodId: saved.MethodId), null, "mallory"))).Result);
        Assert.Equal(PaymentResult.Done, (await wallet.RemoveAsync(saved.MethodId, "alice")).Result);
        Assert.Equal(PaymentResult.Refused, (await Payment().TopUpAsync(new(balanceId, 25, new(PaymentMethodKind.Card, MethodId: saved.MethodId), null, "alice"))).Result);
        Assert.Empty((await wallet.GetAsync()).Methods);
        Assert.Equal(PaymentResult.Declined, (await wallet.SaveAsync(Order("4000 0000 0000 0002"))).Result);
        Assert.Equal(PaymentResult.Unknown, (await wallet.SaveAsync(Order("4000 0000 0000 0119"))).Result);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Funds_that_fall_below_are_topped_up_once_though_both_silos_sweep_and_no_oftener_than_agreed()
    {
        var (balanceId, wallet) = await PayerAsync(6);
        await AutomaticAsync(wallet, Good, new(5, 10, 2));
        await SweepAsync();
        Assert.Equal(6, await silos.Book.PostedAsync(balanceId));

        await SpendAsync(balanceId, 2);
        await Task.WhenAll(SweepAsync(), SweepAsync(1), wallet.WorkAsync(), silos.From(1).GetGrain<IWalletGrain>(balanceId).WorkAsync());
        await Office.UntilAsync(async () => await silos.Book.PostedAsync(balanceId) == 14, "it is topped up, by the charge itself or by the sweep");
        await SweepAsync();

        await SpendAsync(balanceId, 10);
        await SweepAsync();
        await Office.UntilAsync(async () => await silos.Book.PostedAsync(balanceId) == 14, "it is topped up, by the charge itself or by the sweep");

        await SpendAsync(balanceId, 10);
        await SweepAsync();
        Assert.Equal(4, await silos.Book.PostedAsync(balanceId)); // the third of that day
        Assert.Equal([AutoPaymentState.Paid, AutoPaymentState.Paid], (await wallet.GetAsync()).Occasions.Select(one => one.State));
        Assert.Equal(2, await silos.Book.ReadAsync<long>("select count(*) from payment where balance_id = $1 and by = '(automatic)'", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task The_charge_that_takes_funds_below_begins_the_top_up_at_once_and_one_only()
    {
        var (balanceId, wallet) = await PayerAsync(8);
        await AutomaticAsync(wallet, Good, new(5, 10, 9));
        await SpendAsync(balanceId, 2);
        Assert.Empty((await wallet.GetAsync()).Occasions); // 6 are not below 5

        await Task.WhenAll(SpendAsync(balanceId, 1), SpendAsync(balanceId, 1), SpendAsync(balanceId, 1));
        await Office.UntilAsync(async () => await silos.Book.PostedAsync(balanceId) == 13, "it is topped up, though nobody sweeps");
        await Office.UntilAsync(async () => (await wallet.GetAsync()).Occasions is [{ State: AutoPaymentState.Paid }], "its occasion is over");
        await SweepAsync();
        Assert.Equal(13, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "test-x")]
    [InlineData(3, "test-x")]
    public async Task What_a_kill_left_of_a_top_up_is_one_charge_and_one_credit_afterwards(int state, string? reference)
    {
        var (balanceId, wallet) = await PayerAsync(2);
        await AutomaticAsync(wallet, Good, new(5, 10, 3));
        var methodId = (await wallet.GetAsync()).Methods[0].MethodId;

        // As a silo leaves it that is killed after the provider was asked; the ledger has moved on since.
        await silos.Book.ExecuteAsync(
            """
            with occasion as (
                insert into auto_payment (balance_id, sequence, state, next_at, begun_at) values ($1, 1, 1, now(), now()) returning auto_payment_id
            )
            insert into payment (operation_id, balance_id, amount, currency, kind, method, state, provider, provider_reference, by, created_at, payment_method_id, auto_payment_id)
            select 'auto/top-up/' || $1 || '/1/1', $1, 10, 'USD', 1, 'Visa ending in 4242', $2, 'test', $3, '(automatic)', now() - interval '1 hour', $4, auto_payment_id from occasion
            """,
            balanceId,
            state,
            reference,
            methodId);
        await SpendAsync(balanceId, 1);

        var sweeper = _office.Grains.GetGrain<IDueChangesGrain>(0);
        await silos.Cluster.DeactivateAsync(sweeper);
        await Task.WhenAll(SweepAsync(), SweepAsync(1), sweeper.SweepAsync());
        await SweepAsync();
        Assert.Equal(11, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(AutoPaymentState.Paid, Assert.Single((await wallet.GetAsync()).Occasions).State);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "test-x")]
    [InlineData(5, null)]
    public async Task Switched_off_and_on_an_attempt_of_which_nobody_knows_yet_is_the_same_one(int state, string? reference)
    {
        var (balanceId, wallet) = await PayerAsync(2);
        var methodId = await AutomaticAsync(wallet, Good, new(5, 10, 3));
        await silos.Book.ExecuteAsync(
            """
            with occasion as (
                insert into auto_payment (balance_id, sequence, state, next_at, begun_at) values ($1, 1, 1, now(), now()) returning auto_payment_id
            )
            insert into payment (operation_id, balance_id, amount, currency, kind, method, state, provider, provider_reference, by, created_at, payment_method_id, auto_payment_id)
            select 'auto/top-up/' || $1 || '/1/1', $1, 10, 'USD', 1, 'Visa ending in 4242', $2, 'test', $3, '(automatic)', now() - interval '1 hour', $4, auto_payment_id from occasion
            """,
            balanceId,
            state,
            reference,
            methodId);
        await SpendAsync(balanceId, 1);

        Assert.Equal(PaymentResult.Done, (await wallet.SetAutomaticAsync(null, "alice")).Result);
        Assert.Equal(PaymentResult.Done, (await wallet.SetAutomaticAsync(new(methodId, null, new(5, 10, 3)), "alice")).Result);
        await SweepAsync();
        var sweeper = _office.Grains.GetGrain<IDueChangesGrain>(0);
        await silos.Cluster.DeactivateAsync(sweeper);
        await sweeper.SweepAsync(); // what was interrupted goes on by itself

        Assert.Equal(11, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(state == 5 ? 2 : 1, await silos.Book.ReadAsync<long>("select count(*) from payment where balance_id = $1", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_declined_card_is_tried_again_on_a_schedule_and_then_frozen_until_a_person_renews_it()
    {
        var (balanceId, wallet) = await PayerAsync(1);
        var methodId = await AutomaticAsync(wallet, KeptAndDeclined, new(5, 10, 3));

        for (var attempt = 1; attempt <= 4; attempt++)
        {
            Assert.False(Assert.Single((await wallet.GetAsync()).Methods).IsFrozen);
            await SweepAsync();
            await SweepAsync(1); // it is not time yet
            await silos.Book.ExecuteAsync("update auto_payment set next_at = now() where balance_id = $1", balanceId);
        }

        var view = await wallet.GetAsync();
        Assert.Equal((true, "the card was declined"), (view.Methods[0].IsFrozen, view.Methods[0].Reason));
        Assert.Equal((4, AutoPaymentState.GivenUp), (Assert.Single(view.Occasions).Attempt, view.Occasions[0].State));
        Assert.Equal(4, await silos.Book.ReadAsync<long>("select count(*) from payment where balance_id = $1 and state = 5", balanceId));
        await SweepAsync();
        Assert.Equal(4, await silos.Book.ReadAsync<long>("select count(*) from payment where balance_id = $1", balanceId));
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from notification where balance_id = $1 and event = 20", balanceId)); // told once, at the last
        Assert.Equal("freeze-card", (await _office.LastAsync(EntityKinds.Balance, balanceId)).Action);

        // Another card takes its place, and what was given up is paid from it.
        Assert.Equal(PaymentResult.Refused, (await wallet.SetAutomaticAsync(new(methodId, null, new(5, 10, 3)), "alice")).Result);
        await AutomaticAsync(wallet, Good, new(5, 10, 3));
        await SweepAsync();
        Assert.Equal(11, await silos.Book.PostedAsync(balanceId));
        Assert.Equal((5, AutoPaymentState.Paid), ((await wallet.GetAsync()).Occasions[0].Attempt, (await wallet.GetAsync()).Occasions[0].State));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Another_card_in_place_of_a_removed_one_pays_what_that_could_not_though_the_ledger_stands_still()
    {
        var (balanceId, wallet) = await PayerAsync(1);
        var removed = await AutomaticAsync(wallet, KeptAndDeclined, new(5, 10, 3));
        await SweepAsync();
        Assert.Equal(PaymentResult.Done, (await wallet.RemoveAsync(removed, "alice")).Result);
        await AutomaticAsync(wallet, Good, new(5, 10, 3));
        await Task.WhenAll(SweepAsync(), SweepAsync(1));
        await SweepAsync();

        Assert.Equal(11, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(AutoPaymentState.Paid, Assert.Single((await wallet.GetAsync()).Occasions).State);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_nobody_knows_of_a_removed_cards_attempts_stops_neither_the_order_nor_another_card()
    {
        var (balanceId, wallet) = await PayerAsync(3);
        var removed = (await wallet.SaveAsync(Order(Good))).MethodId;
        await SpendAsync(balanceId, 1);
        await silos.Book.ExecuteAsync(
            """
            with occasion as (
                insert into auto_payment (balance_id, sequence, state, next_at, begun_at)
                select $1, n, 4, now(), now() - interval '2 days' from generate_series(1, 2) n returning auto_payment_id, sequence
            )
            insert into payment (operation_id, balance_id, amount, currency, kind, method, state, provider, by, created_at, payment_method_id, auto_payment_id)
            select 'auto/top-up/' || $1 || '/' || sequence || '/1', $1, 10, 'USD', 1, 'Visa ending in 4242', 1, 'test', '(automatic)', now(), $2, auto_payment_id
            from occasion
            """,
            balanceId,
            removed);
        Assert.Equal(PaymentResult.Done, (await wallet.RemoveAsync(removed, "alice")).Result);
        await AutomaticAsync(wallet, Good, new(5, 10, 9));
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from auto_payment where balance_id = $1 and state = 1", balanceId));
        await SweepAsync(); // the removed card's is looked for, and was not taken
        await SweepAsync();

        Assert.Equal(12, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from payment where balance_id = $1 and state = 4", balanceId));
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from auto_payment where balance_id = $1 and state = 2", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_bank_that_asks_is_asked_by_its_holder_and_by_nobody_else()
    {
        var (balanceId, wallet) = await PayerAsync(1);
        var methodId = await AutomaticAsync(wallet, Asking, new(5, 10, 3));
        await SweepAsync();
        var view = await wallet.GetAsync();
        Assert.Equal((true, "the bank wants the holder to confirm", AutoPaymentState.GivenUp), (view.Methods[0].IsFrozen, view.Methods[0].Reason, view.Occasions[0].State));

        var payment = Payment();
        var order = new TopUpOrder(balanceId, 20, new(PaymentMethodKind.Card, MethodId: methodId), null, "alice");
        Assert.Equal(PaymentResult.NeedsAction, (await payment.TopUpAsync(order)).Result);
        await payment.ResumeAsync(); // by itself it does not go on
        Assert.Equal(PaymentState.NeedsAction, (await payment.GetAsync())!.State);
        Assert.Equal(1, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(PaymentResult.Done, (await payment.TopUpAsync(order)).Result);
        Assert.Equal(21, await silos.Book.PostedAsync(balanceId));

        var given = Payment();
        Assert.Equal(PaymentResult.NeedsAction, (await given.TopUpAsync(order)).Result);
        Assert.Equal(PaymentResult.Declined, (await given.CancelAsync("alice")).Result);
        Assert.Equal(PaymentResult.Declined, (await given.TopUpAsync(order)).Result);
        Assert.Equal(21, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_is_wrong_with_an_order_is_named_and_nothing_is_done()
    {
        var (_, wallet) = await PayerAsync(1);
        var methodId = (await wallet.SaveAsync(Order(Good))).MethodId;

        foreach (var (terms, field) in new (AutoPayTerms, string)[]
        {
            (new(999_999, InvoiceMoment.WhenDue, null), "MethodId"),
            (new(methodId, null, null), "Invoices"),
            (new(methodId, null, new(0, 10, 3)), "Below"),
            (new(methodId, null, new(5, 0.001m, 3)), "Amount"),
            (new(methodId, null, new(5, 10, 0)), "MostADay"),
        })
        {
            var reply = await wallet.SetAutomaticAsync(terms, "alice");
            Assert.Equal((PaymentResult.Refused, field), (reply.Result, Assert.Single(reply.Problems).Field));
        }

        Assert.Null((await wallet.GetAsync()).Automatic);
        Assert.Equal("Number", Assert.Single((await wallet.SaveAsync(Order("4242 4242 4242 4241"))).Problems).Field);
        Assert.Equal(PaymentResult.Refused, (await wallet.BeginAsync(Office.Unique("op"), "https://example.com", "alice")).Result); // cards are typed here
    }

    private static (PaymentResult, long) Told(WalletReply reply) => (reply.Result, reply.MethodId);

    private static SaveMethodOrder Order(string number) => new(Office.Unique("op"), new(number, 12, 2099, "123"), null, "alice");

    private async Task<(long BalanceId, IWalletGrain Wallet)> PayerAsync(decimal funds)
    {
        var balanceId = await silos.Book.AddBalanceAsync(funds);

        return (balanceId, _office.Grains.GetGrain<IWalletGrain>(balanceId));
    }

    private static async Task<long> AutomaticAsync(IWalletGrain wallet, string number, AutoTopUp topUp)
    {
        var methodId = (await wallet.SaveAsync(Order(number))).MethodId;
        Assert.Equal(PaymentResult.Done, (await wallet.SetAutomaticAsync(new(methodId, null, topUp), "alice")).Result);

        return methodId;
    }

    private async Task SpendAsync(long balanceId, decimal amount) => Assert.Equal(
        OperationResult.Done,
        (await _office.Grains.GetGrain<IBalanceGrain>(balanceId).CreditAsync(new(Office.Unique("spend"), CreditKind.Adjustment, -amount, "spent", null))).Result);

    private Task<int> SweepAsync(int silo = 0) => silos.From(silo).GetGrain<IWalletSweepGrain>(0).SweepAsync();

    private IPaymentGrain Payment() => _office.Grains.GetGrain<IPaymentGrain>(Office.Unique("op"));
}
