using Billing.Contracts.Changes;
using Billing.Contracts.Payments;
using Billing.Grains.Payments;
using Billing.Grains.Payments.Stripe;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payments.Stripe;

public sealed class StripeTests(StripeSilos silos) : IClassFixture<StripeSilos>
{
    [Theory]
    [InlineData("12.34", "USD", 1234L)]
    [InlineData("500", "JPY", 500L)]
    [InlineData("0.5", "JPY", null)]
    [InlineData("5.12", "KWD", 5120L)]
    [InlineData("5.123", "KWD", null)] // the last digit is always zero
    [InlineData("700", "UGX", 70000L)]
    [InlineData("700.5", "UGX", null)]
    public void Amounts_are_in_the_unit_that_stripe_counts_in(string amount, string currency, long? expected)
    {
        var value = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected, StripeAmounts.Of(value, currency));

        if (expected is { } units)
        {
            Assert.Equal(value, StripeAmounts.From(units, currency.ToLowerInvariant()));
        }
    }

    [Fact]
    public async Task A_card_is_entered_there_kept_by_its_token_and_nobody_elses_page_is_taken()
    {
        var (balanceId, _) = await silos.PayerAsync();
        var card = Assert.Single((await silos.Grains.GetGrain<IWalletGrain>(balanceId).GetAsync()).Methods);
        Assert.Equal(("Visa", "4242", "2099-12-31"), (card.Brand, card.LastFour, card.ExpiresOn));

        var (other, _) = await silos.PayerAsync();
        var key = Office.Unique("card");
        await silos.Grains.GetGrain<IWalletGrain>(balanceId).BeginAsync(key, "https://portal.example/", "alice");
        var session = (string)silos.Stripe.All("checkout.session").Single(one => (string?)one["metadata"]!["operation"] == key)["id"]!;
        silos.Stripe.EnterCard(session, "pm_good");
        Assert.Equal(PaymentResult.Declined, (await silos.Grains.GetGrain<IWalletGrain>(other).SaveAsync(new(Office.Unique("card"), null, session, "mallory"))).Result);

        // The holder closes the window: Stripe tells.
        Assert.Equal(EventResult.Taken, await silos.TellAsync("checkout.session.completed", silos.Stripe.Get(session)));
        Assert.Equal(2, (await silos.Grains.GetGrain<IWalletGrain>(balanceId).GetAsync()).Methods.Length);

        var token = await silos.Book.ReadAsync<string>("select token from payment_method where balance_id = $1 order by payment_method_id limit 1", balanceId);
        Assert.Equal(EventResult.Taken, await silos.TellAsync("payment_method.detached", silos.Stripe.Get(token)));
        Assert.Single((await silos.Grains.GetGrain<IWalletGrain>(balanceId).GetAsync()).Methods);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/payment_intents")]
    [InlineData("/confirm")]
    [InlineData("/capture")]
    public async Task An_answer_that_was_lost_is_asked_for_again_and_money_moves_once(string lost)
    {
        var (balanceId, methodId) = await silos.PayerAsync();
        var operation = Office.Unique("op");
        var order = new TopUpOrder(balanceId, 12.34m, new(PaymentMethodKind.Card, MethodId: methodId), null, "alice");

        if (lost.Length > 0)
        {
            silos.Stripe.LoseAnswers(lost);
            Assert.Equal(PaymentResult.Unknown, (await Payment(operation).TopUpAsync(order)).Result);
            Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
            await silos.Cluster.DeactivateAsync(Payment(operation)); // as after a kill: nothing is in memory
        }

        // By the sweep or by whoever asked, on both silos.
        await silos.Book.ExecuteAsync("update payment set created_at = now() - interval '1 hour' where operation_id = $1", operation);
        await Task.WhenAll(
            lost.Length > 0 ? SweepAsync() : Task.CompletedTask,
            silos.From(1).GetGrain<IPaymentGrain>(operation).TopUpAsync(order with { ReturnTo = "https://portal.example/back" }));
        Assert.Equal((PaymentState.Credited, 12.34m), ((await Payment(operation).GetAsync())!.State, await silos.Book.PostedAsync(balanceId)));
        var intent = Assert.Single(silos.Stripe.All("payment_intent"), one => (string?)one["metadata"]!["operation"] == operation);
        Assert.Equal((1234L, "usd", "succeeded", "manual"), ((long)intent["amount"]!, (string)intent["currency"]!, (string)intent["status"]!, (string)intent["capture_method"]!));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_key_that_stripe_has_forgotten_is_looked_for_before_it_is_used_again()
    {
        var (balanceId, methodId) = await silos.PayerAsync();
        var operation = Office.Unique("op");
        var order = new TopUpOrder(balanceId, 7, new(PaymentMethodKind.Card, MethodId: methodId), null, "alice");
        silos.Stripe.LoseAnswers("/confirm");
        Assert.Equal(PaymentResult.Unknown, (await Payment(operation).TopUpAsync(order)).Result);
        await silos.Book.ExecuteAsync("update payment set created_at = now() - interval '2 days' where operation_id = $1", operation);
        silos.Stripe.ForgetKeys();
        await SweepAsync();
        Assert.Equal(7, await silos.Book.PostedAsync(balanceId));
        Assert.Single(silos.Stripe.All("payment_intent"), one => (string?)one["metadata"]!["operation"] == operation);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData("/payment_intents", PaymentState.Declined, 0)]
    [InlineData("/confirm", PaymentState.Credited, 7)] // it was set aside, as they wanted then
    public async Task What_became_of_an_attempt_is_looked_for_when_its_card_was_removed_since(string lost, PaymentState state, decimal posted)
    {
        var (balanceId, methodId) = await silos.PayerAsync();
        var operation = Office.Unique("op");
        silos.Stripe.LoseAnswers(lost);
        Assert.Equal(
            PaymentResult.Unknown,
            (await Payment(operation).TopUpAsync(new(balanceId, 7, new(PaymentMethodKind.Card, MethodId: methodId), null, "alice"))).Result);
        Assert.Equal(PaymentResult.Done, (await silos.Grains.GetGrain<IWalletGrain>(balanceId).RemoveAsync(methodId, "alice")).Result);
        await silos.Book.ExecuteAsync("update payment set created_at = now() - interval '2 hours' where operation_id = $1", operation);
        await SweepAsync();
        await SweepAsync();

        Assert.Equal((state, posted), ((await Payment(operation).GetAsync())!.State, await silos.Book.PostedAsync(balanceId)));
        var intent = Assert.Single(silos.Stripe.All("payment_intent"), one => (string?)one["metadata"]!["operation"] == operation);
        Assert.Equal(posted == 0 ? "canceled" : "succeeded", (string?)intent["status"]);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_silent_provider_keeps_nothing_else_waiting_that_is_due()
    {
        var (balanceId, methodId) = await silos.PayerAsync();
        var operation = Office.Unique("op");
        silos.Stripe.LoseAnswers("/confirm");
        Assert.Equal(
            PaymentResult.Unknown,
            (await Payment(operation).TopUpAsync(new(balanceId, 7, new(PaymentMethodKind.Card, MethodId: methodId), null, "alice"))).Result);
        await silos.Book.ExecuteAsync("update payment set created_at = now() - interval '1 hour' where operation_id = $1", operation);
        var answer = new TaskCompletionSource();
        var asked = silos.Stripe.HoldAnswer("/capture", answer.Task);
        await SweepAsync();
        Assert.True(asked.IsCompleted);

        // The sweep is over and the provider still waited for: who had given it up would hear no answer, and ask again with another sweep only.
        answer.SetResult();
        await Office.UntilAsync(async () => await silos.Book.PostedAsync(balanceId) == 7, "it goes on when the answer comes");
        await SweepAsync();
        Assert.Equal(7, await silos.Book.PostedAsync(balanceId));
    }

    [Theory]
    [InlineData("pm_declined", "Your card was declined.", false)]
    [InlineData("pm_expired", "Your card has expired.", true)]
    public async Task A_card_that_is_declined_moves_nothing_and_says_whether_a_later_attempt_has_a_chance(string card, string reason, bool isFinal)
    {
        var (balanceId, methodId) = await silos.PayerAsync(card, funds: 1);
        var reply = await Payment(Office.Unique("op")).TopUpAsync(new(balanceId, 7, new(PaymentMethodKind.Card, MethodId: methodId), null, "alice"));
        Assert.Equal((PaymentResult.Declined, reason, isFinal), (reply.Result, reply.Decline, reply.IsFinal));

        var wallet = silos.Grains.GetGrain<IWalletGrain>(balanceId);
        await wallet.SetAutomaticAsync(new(methodId, null, new(5, 10, 3)), "alice");
        await wallet.WorkAsync();
        Assert.Equal(isFinal, (await wallet.GetAsync()).Methods[0].IsFrozen);
        Assert.Equal(1, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task An_amount_that_stripe_does_not_take_freezes_no_card_and_the_next_one_is_paid()
    {
        var (balanceId, methodId) = await silos.PayerAsync(funds: 1);
        var wallet = silos.Grains.GetGrain<IWalletGrain>(balanceId);
        await wallet.SetAutomaticAsync(new(methodId, null, new(5, 0.30m, 3)), "alice");
        await wallet.WorkAsync();
        var view = await wallet.GetAsync();
        Assert.Equal((false, AutoPaymentState.GivenUp, "Amount must be at least $0.50 usd"), (view.Methods[0].IsFrozen, view.Occasions[0].State, view.Occasions[0].Reason));
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from notification where balance_id = $1 and key like 'payment-failed/%'", balanceId));

        await wallet.SetAutomaticAsync(new(methodId, null, new(5, 10, 3)), "alice");
        await wallet.WorkAsync();
        Assert.Equal(11, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    // Its silo was killed when the payment was declined, before the wallet had written down what followed.
    [Theory]
    [InlineData("pm_expired", 1000, "Your card has expired.", true)]
    [InlineData("pm_good", 30, "Amount must be at least $0.50 usd", false)]
    public async Task What_a_decline_said_of_the_next_attempt_is_known_after_a_kill(string card, int cents, string reason, bool isFrozen)
    {
        var (balanceId, methodId) = await silos.PayerAsync(card, funds: 1);
        var wallet = silos.Grains.GetGrain<IWalletGrain>(balanceId);
        await wallet.SetAutomaticAsync(new(methodId, null, new(5, cents / 100m, 3)), "alice");
        var occasion = await silos.Book.ReadAsync<long>(
            "insert into auto_payment (balance_id, sequence, state, next_at, begun_at) values ($1, 1, 1, now(), now()) returning auto_payment_id", balanceId);
        var order = new TopUpOrder(balanceId, cents / 100m, new(PaymentMethodKind.Card, MethodId: methodId), null, "(automatic)") { AutoPaymentId = occasion };
        Assert.Equal((PaymentResult.Declined, reason), await Payment($"auto/top-up/{balanceId}/1/1").TopUpAsync(order) is var told ? (told.Result, told.Decline) : default);

        await wallet.WorkAsync();

        var view = await wallet.GetAsync();
        Assert.Equal((isFrozen, 1, AutoPaymentState.GivenUp), (view.Methods[0].IsFrozen, Assert.Single(view.Occasions).Attempt, view.Occasions[0].State));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_bank_that_asks_freezes_what_pays_by_itself_and_shows_its_page_to_the_holder()
    {
        var (balanceId, methodId) = await silos.PayerAsync("pm_asking", funds: 1);
        var wallet = silos.Grains.GetGrain<IWalletGrain>(balanceId);
        await wallet.SetAutomaticAsync(new(methodId, null, new(5, 10, 3)), "alice");
        await wallet.WorkAsync();
        Assert.True((await wallet.GetAsync()).Methods[0].IsFrozen);

        var operation = Office.Unique("op");
        var order = new TopUpOrder(balanceId, 20, new(PaymentMethodKind.Card, MethodId: methodId), null, "alice") { ReturnTo = "https://portal.example/back" };
        var asked = await Payment(operation).TopUpAsync(order);
        Assert.Equal(PaymentResult.NeedsAction, asked.Result);
        Assert.StartsWith($"{silos.Stripe.Address}/pages/bank/", asked.ActionUrl, StringComparison.Ordinal);
        Assert.Equal(PaymentResult.NeedsAction, (await Payment(operation).TopUpAsync(order)).Result);

        // They confirm and close the window: the provider tells, before and after the fact, in any order.
        var intent = (await Payment(operation).GetAsync())!.ProviderReference!;
        Assert.Equal(EventResult.Taken, await silos.TellAsync("payment_intent.requires_action", silos.Stripe.Get(intent)));
        Assert.Equal(1, await silos.Book.PostedAsync(balanceId));
        silos.Stripe.Confirm(intent);
        var told = silos.EventOf("payment_intent.amount_capturable_updated", silos.Stripe.Get(intent));
        Assert.Equal([EventResult.Taken, EventResult.Taken], await Task.WhenAll(
            silos.TellAsync(told), silos.TellAsync("payment_intent.succeeded", silos.Stripe.Get(intent))));
        Assert.Equal(EventResult.TakenBefore, await silos.TellAsync(told, silo: 1));
        Assert.Equal(21, await silos.Book.PostedAsync(balanceId));
        Assert.Equal("succeeded", (string)silos.Stripe.Get(intent)["status"]!);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_stripe_cannot_count_is_not_given_back_and_leaves_the_rest_alone()
    {
        var (_, methodId) = await silos.PayerAsync();
        var token = await silos.Book.ReadAsync<string>("select token from payment_method where payment_method_id = $1", methodId);
        var payer = await silos.Book.ReadAsync<string>("select payer from payment_method where payment_method_id = $1", methodId);
        var provider = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IPaymentProvider>();
        var taken = Assert.IsType<ProviderOutcome.Accepted>(await provider.AuthorizeAsync(new(
            Office.Unique("op"), 9, "KWD", null, new(payer, token), IsUnattended: true, null, NodaTime.SystemClock.Instance.GetCurrentInstant())));
        Assert.IsType<ProviderOutcome.Accepted>(await provider.CaptureAsync(Office.Unique("op"), taken.Reference));

        var declined = Assert.IsType<ProviderOutcome.Declined>(await provider.RefundAsync(Office.Unique("back"), taken.Reference, 1.005m, "KWD"));
        Assert.Equal(("the provider cannot give back 1.005 KWD", true), (declined.Reason, declined.IsFinal));
        Assert.DoesNotContain(silos.Stripe.All("refund"), one => (string?)one["payment_intent"] == taken.Reference);

        Assert.IsType<ProviderOutcome.Accepted>(await provider.RefundAsync(Office.Unique("back"), taken.Reference, 1.01m, "KWD"));
        Assert.Equal(1010L, (long)Assert.Single(silos.Stripe.All("refund"), one => (string?)one["payment_intent"] == taken.Reference)["amount"]!);
    }

    [Fact]
    public async Task A_refund_of_another_amount_than_was_asked_for_is_not_taken_for_it()
    {
        var (_, methodId) = await silos.PayerAsync();
        var token = await silos.Book.ReadAsync<string>("select token from payment_method where payment_method_id = $1", methodId);
        var payer = await silos.Book.ReadAsync<string>("select payer from payment_method where payment_method_id = $1", methodId);
        var provider = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IPaymentProvider>();
        var taken = Assert.IsType<ProviderOutcome.Accepted>(await provider.AuthorizeAsync(new(
            Office.Unique("op"), 9, "USD", null, new(payer, token), IsUnattended: true, null, NodaTime.SystemClock.Instance.GetCurrentInstant())));
        Assert.IsType<ProviderOutcome.Accepted>(await provider.CaptureAsync(Office.Unique("op"), taken.Reference));
        var key = Office.Unique("back");
        Assert.IsType<ProviderOutcome.Accepted>(await provider.RefundAsync(key, taken.Reference, 9, "USD"));

        Assert.IsType<ProviderOutcome.Unknown>(await provider.RefundAsync(key, taken.Reference, 1, "USD"));
    }

    private Task SweepAsync() => SweepAsync(silos);

    internal static async Task SweepAsync(StripeSilos silos)
    {
        var sweeper = silos.Grains.GetGrain<IDueChangesGrain>(0);
        await silos.Cluster.DeactivateAsync(sweeper);
        await sweeper.SweepAsync();
    }

    private IPaymentGrain Payment(string operation) => silos.Grains.GetGrain<IPaymentGrain>(operation);
}
