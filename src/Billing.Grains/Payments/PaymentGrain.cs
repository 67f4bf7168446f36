using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Payments;
using Billing.Core.Payments;
using Microsoft.Extensions.Logging;

namespace Billing.Grains.Payments;

/// <summary>One payment: each step is stored before the next one is taken, and each can be taken twice.</summary>
internal sealed partial class PaymentGrain(IPaymentStore store, IWalletStore wallet, IPaymentProvider provider, TimeProvider clock, ILogger<PaymentGrain> logger)
    : Grain, IPaymentGrain, IPaymentHearingGrain
{
    private string OperationId => this.GetPrimaryKeyString();

    public Task<PaymentView?> GetAsync() => store.GetAsync(OperationId);

    public async Task<PaymentReply> TopUpAsync(TopUpOrder order)
    {
        if (await GrainFactory.GetGrain<IBalanceGrain>(order.BalanceId).ShowAsync() is not { Currency: var currency })
        {
            return new(PaymentResult.Refused, Problems: [new(nameof(order.BalanceId), "a balance that is there")]);
        }

        var problems = PaymentRules.Check(OperationId, order, currency, provider.HasPage, clock.Now()).All;

        if (!problems.IsEmpty)
        {
            return new(PaymentResult.Refused, Problems: problems);
        }

        if (await store.GetAsync(OperationId) is not { } payment)
        {
            var method = order.Method.MethodId is { } id ? await wallet.MethodAsync(id) : null;

            if (order.Method.MethodId is not null && (method is null || method.BalanceId != order.BalanceId || method.State is not (MethodState.Kept or MethodState.Frozen)))
            {
                return new(PaymentResult.Refused, Problems: [new(nameof(order.Method.MethodId), "a card that the payer keeps here")]);
            }

            var taxes = PaymentRules.Split(await wallet.TaxesAsync(order.BalanceId), order.Amount);
            var isCard = order.Method.Kind is PaymentMethodKind.Card;
            payment = await store.StartAsync(OperationId, order, currency, Describe(order.Method, method), isCard ? provider.Name : null, taxes, clock.Now());
        }

        return (payment.BalanceId, payment.Amount, payment.Kind, payment.MethodId) == (order.BalanceId, order.Amount, order.Method.Kind, order.Method.MethodId)
            ? await GoOnAsync(payment, order)
            : new(PaymentResult.OtherOrder, payment.PaymentId);
    }

    public async Task<PaymentReply> CancelAsync(string by)
    {
        if (await store.GetAsync(OperationId) is not { State: PaymentState.NeedsAction, ProviderReference: { } reference } payment)
        {
            return new(PaymentResult.NothingToRefund);
        }

        return await provider.VoidAsync(OperationId + "/void", reference) switch
        {
            ProviderOutcome.Accepted => await DeclineAsync(payment, new($"given up by {by} before the bank's confirmation")),
            ProviderOutcome.Declined => await GoOnAsync(payment, null), // it was confirmed meanwhile
            _ => new(PaymentResult.Unknown, payment.PaymentId),
        };
    }

    public async Task ResumeAsync()
    {
        if (await store.GetAsync(OperationId) is not { } payment)
        {
            return;
        }

        if (payment.State is PaymentState.Authorized or PaymentState.Captured or PaymentState.NeedsAction
            || payment is { State: PaymentState.Started, MethodId: not null })
        {
            await GoOnAsync(payment, null);
        }

        foreach (var refund in await store.UnpostedRefundsAsync(payment.PaymentId))
        {
            // Whoever asked for one may have lost its key with the answer: nobody but this asks again.
            await GiveBackAsync(payment, refund);
        }
    }

    private async Task<PaymentReply> CreditAsync(PaymentView payment, Heard? heard)
    {
        var order = new CreditOrder($"payment-{OperationId}", CreditKind.TopUp, payment.Amount - payment.Tax, $"payment {payment.PaymentId}, {payment.Method}", null)
        {
            By = payment.By,
        };
        var reply = await PostAsync(payment.BalanceId, order);

        if (payment.State is PaymentState.Captured)
        {
            await store.MoveAsync(payment with { State = PaymentState.Credited }, clock.Now(), heard);
        }

        return new(
            PaymentResult.Done,
            payment.PaymentId,
            reply.Amount,
            reply.Currency,
            reply.Available,
            reply.Sequence,
            payment.State is PaymentState.Credited,
            Tax: payment.Tax);
    }

    private async Task<OperationReply> PostAsync(long balanceId, CreditOrder order)
    {
        var reply = await GrainFactory.GetGrain<IBalanceGrain>(balanceId).CreditAsync(order);

        return reply.Result is OperationResult.Done
            ? reply
            : throw new InvalidOperationException($"{order.Note} cannot be posted on balance {balanceId}: {reply.Result}");
    }

    private static string Describe(PaymentMethod method, StoredMethod? kept) => method switch
    {
        { Card: { } card } => CardNumber.Describe(CardNumber.Plain(card.Number)),
        _ when kept is not null => CardNumber.Describe(kept.Brand, kept.LastFour),
        { Kind: PaymentMethodKind.Cash } => "cash",
        { Kind: PaymentMethodKind.Card } => "card",
        _ => "bank transfer",
    };
}
