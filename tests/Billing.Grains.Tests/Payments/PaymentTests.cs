using Billing.Contracts.Changes;
using Billing.Contracts.Payments;

namespace Billing.Grains.Tests.Payments;

public sealed class PaymentTests(TwoSilos silos)
{
    private static readonly Card Good = new("4242 4242 4242 4242", 12, 2099, "123");

    private readonly Office _office = new(silos);

    [Fact]
    public async Task A_double_click_is_one_payment_and_its_refund_goes_the_same_way_back()
    {
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var payment = Payment();
        var order = Order(balanceId);
        var replies = await Task.WhenAll(payment.TopUpAsync(order), payment.TopUpAsync(order));
        Assert.All(replies, reply => Assert.Equal((PaymentResult.Done, 25m, 25m, 1L), (reply.Result, reply.Amount, reply.Available, reply.Sequence!.Value)));
        Assert.Contains(replies, reply => reply.WasDoneBefore);
        Assert.Equal(PaymentResult.OtherOrder, (await payment.TopUpAsync(order with { Amount = 26 })).Result);
        var view = (await payment.GetAsync())!;
        Assert.Equal((PaymentState.Credited, "Visa ending in 4242", "alice"), (view.State, view.Method, view.By));

        var refund = new PaymentRefundOrder(Office.Unique("op"), 10, "by mistake", Office.Anna);
        Assert.Equal((PaymentResult.Done, -10m, 15m), Told(await payment.RefundAsync(refund)));
        Assert.Equal((PaymentResult.Done, -10m, 15m), Told(await payment.RefundAsync(refund)));
        Assert.Equal(PaymentResult.OtherOrder, (await payment.RefundAsync(refund with { Amount = 11 })).Result);
        Assert.Equal(PaymentResult.NothingToRefund, (await payment.RefundAsync(refund with { OperationId = Office.Unique("op"), Amount = 16 })).Result);
        Assert.Equal((PaymentResult.Done, -15m, 0m), Told(await payment.RefundAsync(refund with { OperationId = Office.Unique("op"), Amount = null })));
        Assert.Equal(PaymentResult.NothingToRefund, (await payment.RefundAsync(refund with { OperationId = Office.Unique("op"), Amount = null })).Result);

        Assert.Equal(
            [("payment-back", Office.Anna), ("payment-back", Office.Anna), ("top-up", "alice")],
            (await _office.LogOfAsync(EntityKinds.Balance, balanceId)).Select(line => (line.Action, line.By)));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
        Assert.Equal(0, await silos.Book.ReadAsync<long>("select count(*) from payment p where to_jsonb(p)::text like '%4242424242424242%'"));
    }

    [Fact]
    public async Task A_declined_card_moves_nothing_and_stays_declined()
    {
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var payment = Payment();
        var order = Order(balanceId) with { Method = new(PaymentMethodKind.Card, Good with { Number = "4000000000000002" }) };
        var reply = await payment.TopUpAsync(order);
        Assert.Equal((PaymentResult.Declined, "the card was declined"), (reply.Result, reply.Decline));
        Assert.True((await payment.TopUpAsync(order)).WasDoneBefore);

        var unknown = Payment();
        order = order with { Method = new(PaymentMethodKind.Card, Good with { Number = "4000000000000119" }) };
        Assert.Equal(PaymentResult.Unknown, (await unknown.TopUpAsync(order)).Result);
        Assert.Equal(PaymentState.Started, (await unknown.GetAsync())!.State);
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
    }

    [Fact]
    public async Task Money_that_was_taken_before_a_crash_is_credited_after_it()
    {
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var operation = Office.Unique("op");
        await silos.Book.ExecuteAsync(
            """
            insert into payment (operation_id, balance_id, amount, currency, kind, method, state, provider, provider_reference, by, created_at)
            values ($1, $2, 7, 'USD', 1, 'Visa ending in 4242', 2, 'test', 'test-1', 'alice', now() - interval '1 hour')
            """,
            operation,
            balanceId);
        var sweeper = _office.Grains.GetGrain<IDueChangesGrain>(0);
        await silos.Cluster.DeactivateAsync(sweeper);
        await sweeper.SweepAsync();

        Assert.Equal(7, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(PaymentState.Credited, (await _office.Grains.GetGrain<IPaymentGrain>(operation).GetAsync())!.State);
    }

    [Fact]
    public async Task A_payment_of_more_than_a_million_is_taken_which_is_little_of_some_currencies()
    {
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var paid = await Payment().TopUpAsync(Order(balanceId) with { Amount = 1_500_000, Method = new(PaymentMethodKind.BankTransfer) });
        Assert.Equal((PaymentResult.Done, 1_500_000m), (paid.Result, paid.Available));
        Assert.Equal(PaymentResult.Refused, (await Payment().TopUpAsync(Order(balanceId) with { Amount = 1_000_000_000_001, Method = new(PaymentMethodKind.BankTransfer) })).Result);
    }

    [Fact]
    public async Task What_is_wrong_with_a_payment_is_named_before_anybody_is_asked()
    {
        var balanceId = await silos.Book.AddBalanceAsync(0);

        foreach (var (order, field) in new[]
        {
            (Order(999_999), "BalanceId"),
            (Order(balanceId) with { Amount = 0.001m }, "Amount"),
            (Order(balanceId) with { Method = new(PaymentMethodKind.Card) }, "Card"),
            (Order(balanceId) with { Method = new(PaymentMethodKind.Card, Good with { Number = "4242424242424241" }) }, "Number"),
            (Order(balanceId) with { Method = new(PaymentMethodKind.Card, Good with { ExpiryYear = 2020 }) }, "ExpiryYear"),
            (Order(balanceId) with { Method = new(PaymentMethodKind.Card, Good with { SecurityCode = "12" }) }, "SecurityCode"),
            (Order(balanceId) with { By = "" }, "By"),
        })
        {
            var payment = Payment();
            var reply = await payment.TopUpAsync(order);
            Assert.Equal((PaymentResult.Refused, field), (reply.Result, Assert.Single(reply.Problems).Field));
            Assert.Null(await payment.GetAsync());
        }

        var cash = await Payment().TopUpAsync(Order(balanceId) with { Method = new(PaymentMethodKind.Cash, Reference: "receipt 7") });
        Assert.Equal((PaymentResult.Done, 25m), (cash.Result, cash.Available));
    }

    private static (PaymentResult, decimal, decimal) Told(PaymentReply reply) => (reply.Result, reply.Amount, reply.Available);

    private static TopUpOrder Order(long balanceId) => new(balanceId, 25, new(PaymentMethodKind.Card, Good), null, "alice");

    private IPaymentGrain Payment() => _office.Grains.GetGrain<IPaymentGrain>(Office.Unique("op"));
}
