using System.Text.Json.Nodes;
using Billing.Contracts.Payments;

namespace Billing.Grains.Tests.Payments.Stripe;

/// <summary>What Stripe tells by itself, and money that goes back.</summary>
public sealed class StripeEventTests(StripeSilos silos) : IClassFixture<StripeSilos>
{
    [Fact]
    public async Task Only_what_is_signed_with_our_secret_a_moment_ago_is_heard()
    {
        var body = silos.EventOf("customer.created", new JsonObject { ["id"] = "cus_1", ["object"] = "customer" });
        var old = DateTimeOffset.UtcNow.AddMinutes(-6).ToUnixTimeSeconds();
        Assert.Equal(EventResult.Refused, await silos.TellAsync(body, secret: "whsec_other"));
        Assert.Equal(EventResult.Refused, await silos.TellAsync(body, at: old));
        Assert.Equal(EventResult.Refused, await silos.Grains.GetGrain<IPaymentEventsGrain>(0).TakeAsync("stripe", body, ""));
        Assert.Equal(EventResult.Refused, await silos.TellAsync("not an event"));
        Assert.Equal(EventResult.NotConfigured, await silos.Grains.GetGrain<IPaymentEventsGrain>(0).TakeAsync("paypal", body, ""));
        Assert.Equal(EventResult.Taken, await silos.TellAsync(body));
        Assert.Equal(EventResult.TakenBefore, await silos.TellAsync(body, silo: 1));
    }

    [Fact]
    public async Task A_refund_whose_answer_was_lost_is_made_once()
    {
        var (balanceId, payment) = await PaidAsync(30);
        var order = new PaymentRefundOrder(Office.Unique("back"), 10, "by mistake", "anna");
        silos.Stripe.LoseAnswers("/refunds", 2); // the list, and then the refund itself
        Assert.Equal(PaymentResult.Unknown, (await payment.RefundAsync(order)).Result);
        Assert.Equal(PaymentResult.Unknown, (await payment.RefundAsync(order)).Result);
        silos.Stripe.LoseAnswers("/refunds", 0);
        Assert.Equal((PaymentResult.Done, 20m), Told(await payment.RefundAsync(order)));
        Assert.Equal((PaymentResult.Done, 20m), Told(await payment.RefundAsync(order)));
        var made = Assert.Single(silos.Stripe.All("refund"), one => (string?)one["metadata"]!["operation"] == order.OperationId);
        Assert.Equal(1000L, (long)made["amount"]!);
        Assert.Equal(20, await silos.Book.PostedAsync(balanceId));

        // What we made ourselves is nothing new when it is told.
        Assert.Equal(EventResult.Taken, await silos.TellAsync("refund.created", made));
        Assert.Equal(20, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_refund_whose_answer_and_order_are_lost_is_made_and_posted_once_by_who_sweeps()
    {
        var (balanceId, payment) = await PaidAsync(30);
        var order = new PaymentRefundOrder(Office.Unique("back"), 10, "by mistake", "anna");
        silos.Stripe.LoseAnswers("POST /v1/refunds");
        Assert.Equal(PaymentResult.Unknown, (await payment.RefundAsync(order)).Result);
        await StripeTests.SweepAsync(silos);
        Assert.Equal(30, await silos.Book.PostedAsync(balanceId)); // who asked may be at it still

        await silos.Book.ExecuteAsync("update payment_refund set created_at = now() - interval '1 minute' where operation_id = $1", order.OperationId);
        await StripeTests.SweepAsync(silos);
        await StripeTests.SweepAsync(silos);
        Assert.Single(silos.Stripe.All("refund"), one => (string?)one["metadata"]!["operation"] == order.OperationId);
        Assert.Equal((20m, 10m), (await silos.Book.PostedAsync(balanceId), (await payment.GetAsync())!.Refunded));
        Assert.Equal((PaymentResult.Done, 20m), Told(await payment.RefundAsync(order))); // should they find it again
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Money_that_is_given_back_at_stripe_leaves_the_balance_once_and_comes_back_when_it_did_not_arrive()
    {
        var (balanceId, payment) = await PaidAsync(30);
        var reference = (await payment.GetAsync())!.ProviderReference!;
        var made = silos.Stripe.RefundByHand(reference, 500);
        var told = silos.EventOf("refund.created", made);
        Assert.All(await Task.WhenAll(silos.TellAsync(told), silos.TellAsync("refund.updated", made)), result => Assert.Equal(EventResult.Taken, result));
        Assert.Equal(EventResult.TakenBefore, await silos.TellAsync(told));
        Assert.Equal((25m, 5m), (await silos.Book.PostedAsync(balanceId), (await payment.GetAsync())!.Refunded));

        silos.Stripe.Fail((string)made["id"]!);
        var failed = silos.EventOf("refund.failed", silos.Stripe.Get((string)made["id"]!));
        Assert.Equal(EventResult.Taken, await silos.TellAsync(failed));
        Assert.Equal(EventResult.TakenBefore, await silos.TellAsync(failed));
        Assert.Equal((30m, 0m), (await silos.Book.PostedAsync(balanceId), (await payment.GetAsync())!.Refunded));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_stripe_refuses_to_give_back_is_free_for_another_refund()
    {
        var (balanceId, payment) = await PaidAsync(30);
        silos.Stripe.RefundByHand((await payment.GetAsync())!.ProviderReference!, 2500); // and nobody has told us yet
        var refused = await payment.RefundAsync(new(Office.Unique("back"), 10, null, "anna"));
        Assert.Equal((PaymentResult.Declined, "more than is left of the charge"), (refused.Result, refused.Decline));
        Assert.Equal(0, (await payment.GetAsync())!.Refunded);
        Assert.Equal((PaymentResult.Done, 25m), Told(await payment.RefundAsync(new(Office.Unique("back"), 5, null, "anna"))));
        Assert.Equal(25, await silos.Book.PostedAsync(balanceId));
    }

    private static (PaymentResult, decimal) Told(PaymentReply reply) => (reply.Result, reply.Available);

    private async Task<(long BalanceId, IPaymentGrain Payment)> PaidAsync(decimal amount)
    {
        var (balanceId, methodId) = await silos.PayerAsync();
        var payment = silos.Grains.GetGrain<IPaymentGrain>(Office.Unique("op"));
        Assert.Equal(PaymentResult.Done, (await payment.TopUpAsync(new(balanceId, amount, new(PaymentMethodKind.Card, MethodId: methodId), null, "alice"))).Result);

        return (balanceId, payment);
    }
}
