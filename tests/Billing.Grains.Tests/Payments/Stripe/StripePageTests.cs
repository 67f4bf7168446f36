using Billing.Contracts.Payments;

namespace Billing.Grains.Tests.Payments.Stripe;

/// <summary>One payment on Stripe's page with a card that nobody keeps, and payments that the holder's bank takes back.</summary>
public sealed class StripePageTests(StripeSilos silos) : IClassFixture<StripeSilos>
{
    private const string Back = "https://portal.example/my/top-up?operation=1";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_paid_there_is_credited_once_and_no_card_is_kept(bool isLost)
    {
        var (balanceId, operation, order) = await OrderAsync();

        if (isLost)
        {
            silos.Stripe.LoseAnswers("/sessions");
            Assert.Equal(PaymentResult.Unknown, (await Payment(operation).TopUpAsync(order)).Result);
        }

        var asked = await Payment(operation).TopUpAsync(order);
        Assert.Equal((PaymentResult.NeedsAction, (string)Page(operation)["url"]!), (asked.Result, asked.ActionUrl));
        Assert.Equal(PaymentResult.NeedsAction, (await Payment(operation).TopUpAsync(order)).Result); // nobody has paid yet
        var page = Page(operation);
        Assert.Equal((1234L, "usd", "manual"), ((long)page["amount_total"]!, (string)page["currency"]!, (string)page["capture_method"]!));

        var intent = silos.Stripe.PayOnPage((string)page["id"]!);
        await Task.WhenAll(
            silos.TellAsync("checkout.session.completed", silos.Stripe.Get((string)page["id"]!)),
            silos.TellAsync("payment_intent.amount_capturable_updated", intent),
            silos.From(1).GetGrain<IPaymentGrain>(operation).TopUpAsync(order)); // they come back to our page
        Assert.Equal((PaymentResult.Done, true), (await Payment(operation).TopUpAsync(order)) is var reply ? (reply.Result, reply.WasDoneBefore) : default);
        Assert.Equal(12.34m, await silos.Book.PostedAsync(balanceId));
        Assert.Equal("succeeded", (string)silos.Stripe.Get((string)intent["id"]!)["status"]!);
        Assert.Empty((await silos.Grains.GetGrain<IWalletGrain>(balanceId).GetAsync()).Methods);

        // It is given back as any other.
        Assert.Equal(PaymentResult.Done, (await Payment(operation).RefundAsync(new(Office.Unique("back"), 2.34m, null, "anna"))).Result);
        Assert.Equal(10, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_that_is_given_up_takes_no_money(bool isPaidMeanwhile)
    {
        var (balanceId, operation, order) = await OrderAsync();
        Assert.Equal(PaymentResult.NeedsAction, (await Payment(operation).TopUpAsync(order)).Result);
        var page = (string)Page(operation)["id"]!;
        var intent = isPaidMeanwhile ? silos.Stripe.PayOnPage(page) : null;
        Assert.Equal(PaymentResult.Declined, (await Payment(operation).CancelAsync("alice")).Result);

        Assert.Equal("canceled", intent is null ? "canceled" : (string)silos.Stripe.Get((string)intent["id"]!)["status"]!);
        Assert.Equal(isPaidMeanwhile ? "complete" : "expired", (string)silos.Stripe.Get(page)["status"]!);
        Assert.Equal(PaymentResult.Declined, (await Payment(operation).TopUpAsync(order)).Result);
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
    }

    [Fact]
    public async Task What_is_paid_on_a_page_while_it_is_given_up_is_free_again()
    {
        var (balanceId, operation, order) = await OrderAsync();
        Assert.Equal(PaymentResult.NeedsAction, (await Payment(operation).TopUpAsync(order)).Result);
        var page = (string)Page(operation)["id"]!;
        var paid = new TaskCompletionSource();
        var seenOpen = silos.Stripe.HoldAnswer(page, paid.Task);
        var cancel = Payment(operation).CancelAsync("alice");
        await seenOpen;
        var intent = (string)silos.Stripe.PayOnPage(page)["id"]!;
        paid.SetResult();

        Assert.Equal(PaymentResult.Declined, (await cancel).Result);
        Assert.Equal("canceled", (string)silos.Stripe.Get(intent)["status"]!);
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_taken_before_it_was_given_up_is_credited(bool isGivenUpByItsHolder)
    {
        var (balanceId, methodId) = await silos.PayerAsync("pm_asking");
        var operation = Office.Unique("op");
        var order = new TopUpOrder(balanceId, 20, new(PaymentMethodKind.Card, MethodId: methodId), null, "alice") { ReturnTo = Back };
        Assert.Equal(PaymentResult.NeedsAction, (await Payment(operation).TopUpAsync(order)).Result);
        var intent = (await Payment(operation).GetAsync())!.ProviderReference!;

        if (isGivenUpByItsHolder)
        {
            silos.Stripe.Confirm(intent);
            await TakeAsync();
            Assert.Equal(PaymentResult.Done, (await Payment(operation).CancelAsync("alice")).Result);
        }
        else
        {
            // It was still waiting when it was looked at, a day later.
            await silos.Book.ExecuteAsync("update payment set created_at = now() - interval '1 day' where operation_id = $1", operation);
            var taken = new TaskCompletionSource();
            var seenWaiting = silos.Stripe.HoldAnswer(intent, taken.Task);
            var resume = Payment(operation).ResumeAsync();
            await seenWaiting;
            silos.Stripe.Confirm(intent);
            await TakeAsync();
            taken.SetResult();
            await resume;
        }

        Assert.Equal((PaymentState.Credited, 20m), ((await Payment(operation).GetAsync())!.State, await silos.Book.PostedAsync(balanceId)));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        async Task TakeAsync()
        {
            using var http = new HttpClient();
            using var answer = await http.PostAsync(new Uri($"{silos.Stripe.Address}/v1/payment_intents/{intent}/capture"), null, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task A_page_that_expired_is_a_decline_that_stripe_tells()
    {
        var (balanceId, operation, order) = await OrderAsync();
        await Payment(operation).TopUpAsync(order);
        var page = (string)Page(operation)["id"]!;
        silos.Stripe.Expire(page);
        Assert.Equal(EventResult.Taken, await silos.TellAsync("checkout.session.expired", silos.Stripe.Get(page)));
        Assert.Equal(PaymentState.Declined, (await Payment(operation).GetAsync())!.State);
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
    }

    [Fact]
    public async Task Without_an_address_to_come_back_to_or_by_itself_no_page_is_opened()
    {
        var (_, operation, order) = await OrderAsync();
        Assert.Equal(PaymentResult.Refused, (await Payment(operation).TopUpAsync(order with { ReturnTo = null })).Result);
        Assert.Equal(PaymentResult.Refused, (await Payment(operation).TopUpAsync(order with { AutoPaymentId = 1 })).Result);
        Assert.Null(await Payment(operation).GetAsync());
    }

    [Fact]
    public async Task A_disputed_payment_leaves_the_balance_once_and_comes_back_when_the_dispute_is_won()
    {
        var (balanceId, payment, intent) = await PaidAsync();
        var dispute = silos.Stripe.Dispute(intent, 3000);
        var id = (string)dispute["id"]!;
        var created = silos.EventOf("charge.dispute.created", dispute);
        Assert.All(
            await Task.WhenAll(silos.TellAsync(created), silos.TellAsync("charge.dispute.funds_withdrawn", dispute)), result => Assert.Equal(EventResult.Taken, result));
        Assert.Equal(EventResult.TakenBefore, await silos.TellAsync(created, silo: 1));
        Assert.Equal((0m, 30m), (await silos.Book.PostedAsync(balanceId), (await payment.GetAsync())!.Refunded));
        Assert.Equal(PaymentResult.NothingToRefund, (await payment.RefundAsync(new(Office.Unique("back"), null, null, "anna"))).Result);

        Assert.Equal(EventResult.Taken, await silos.TellAsync("charge.dispute.closed", silos.Stripe.Settle(id, "won")));
        Assert.Equal(EventResult.Taken, await silos.TellAsync("charge.dispute.funds_reinstated", silos.Stripe.Get(id)));
        Assert.Equal((30m, 0m), (await silos.Book.PostedAsync(balanceId), (await payment.GetAsync())!.Refunded));
        var told = await silos.Book.ReadAsync<int[]>(
            "select array(select event from notification where balance_id = $1 and event > 17 order by notification_id)", balanceId);
        Assert.Equal([18, 19], told);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData("warning_needs_response", 30)] // the bank asks
    [InlineData("won", 30)] // it is over before we hear of it: what comes late does not take the money
    [InlineData("lost", 0)]
    public async Task What_counts_is_how_the_dispute_stands_whatever_is_told_first(string status, decimal left)
    {
        var (balanceId, _, intent) = await PaidAsync();
        var dispute = silos.Stripe.Dispute(intent, 3000);
        var told = silos.Stripe.Settle((string)dispute["id"]!, status);
        Assert.Equal(EventResult.Taken, await silos.TellAsync("charge.dispute.closed", told));
        Assert.Equal(EventResult.Taken, await silos.TellAsync("charge.dispute.created", dispute));
        Assert.Equal(left, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_dispute_whose_state_is_not_known_is_to_be_told_again()
    {
        var (balanceId, _, intent) = await PaidAsync();
        var dispute = silos.EventOf("charge.dispute.created", silos.Stripe.Dispute(intent, 1000));
        silos.Stripe.LoseAnswers((string)System.Text.Json.Nodes.JsonNode.Parse(dispute)!["data"]!["object"]!["id"]!);
        Assert.Equal(EventResult.Later, await silos.TellAsync(dispute));
        Assert.Equal(30, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(EventResult.Taken, await silos.TellAsync(dispute));
        Assert.Equal(20, await silos.Book.PostedAsync(balanceId));
    }

    private async Task<(long BalanceId, string Operation, TopUpOrder Order)> OrderAsync()
    {
        var balanceId = await silos.Book.AddBalanceAsync(0);

        return (balanceId, Office.Unique("op"), new(balanceId, 12.34m, new(PaymentMethodKind.Card), "INV-000017", "alice") { ReturnTo = Back });
    }

    private async Task<(long BalanceId, IPaymentGrain Payment, string Intent)> PaidAsync()
    {
        var (balanceId, methodId) = await silos.PayerAsync();
        var payment = Payment(Office.Unique("op"));
        Assert.Equal(PaymentResult.Done, (await payment.TopUpAsync(new(balanceId, 30, new(PaymentMethodKind.Card, MethodId: methodId), null, "alice"))).Result);

        return (balanceId, payment, (await payment.GetAsync())!.ProviderReference!);
    }

    private System.Text.Json.Nodes.JsonObject Page(string operation) =>
        silos.Stripe.All("checkout.session").Single(one => (string?)one["metadata"]!["operation"] == operation);

    private IPaymentGrain Payment(string operation) => silos.Grains.GetGrain<IPaymentGrain>(operation);
}
