using System.Diagnostics;
using Billing.Contracts.Balances;
using Billing.Contracts.Payments;
using Billing.Core.Payments;
using NodaTime;

namespace Billing.Grains.Payments;

/// <summary>One payment: each step is stored before the next one is taken, and each can be taken twice.</summary>
internal sealed partial class PaymentGrain(IPaymentStore store, IPaymentProvider provider, TimeProvider clock) : Grain, IPaymentGrain
{
    private string OperationId => this.GetPrimaryKeyString();

    public Task<PaymentView?> GetAsync() => store.GetAsync(OperationId);

    public async Task<PaymentReply> TopUpAsync(TopUpOrder order)
    {
        if (await GrainFactory.GetGrain<IBalanceGrain>(order.BalanceId).ShowAsync() is not { Currency: var currency })
        {
            return new(PaymentResult.Refused, Problems: [new(nameof(order.BalanceId), "a balance that is there")]);
        }

        var problems = PaymentRules.Check(OperationId, order, currency, Now()).All;

        if (!problems.IsEmpty)
        {
            return new(PaymentResult.Refused, Problems: problems);
        }

        var isCard = order.Method.Kind is PaymentMethodKind.Card;
        var payment = await store.GetAsync(OperationId)
            ?? await store.StartAsync(OperationId, order, currency, Describe(order.Method), isCard ? provider.Name : null, Now());

        return (payment.BalanceId, payment.Amount, payment.Kind) == (order.BalanceId, order.Amount, order.Method.Kind)
            ? await GoOnAsync(payment, order.Method.Card)
            : new(PaymentResult.OtherOrder, payment.PaymentId);
    }

    public async Task ResumeAsync()
    {
        if (await store.GetAsync(OperationId) is { State: PaymentState.Authorized or PaymentState.Captured } payment)
        {
            await GoOnAsync(payment, null);
        }
    }

    private async Task<PaymentReply> GoOnAsync(PaymentView payment, Card? card)
    {
        while (true)
        {
            switch (payment.State)
            {
                case PaymentState.Started when payment.Kind is not PaymentMethodKind.Card:
                    payment = await MoveAsync(payment, PaymentState.Captured, payment.ProviderReference);
                    break;

                case PaymentState.Started:
                    switch (card is null ? new ProviderOutcome.Unknown() : await provider.AuthorizeAsync(OperationId, payment.Amount, payment.Currency, card))
                    {
                        case ProviderOutcome.Accepted(var reference):
                            payment = await MoveAsync(payment, PaymentState.Authorized, reference);
                            break;

                        case ProviderOutcome.Declined(var reason):
                            payment = await MoveAsync(payment, PaymentState.Declined, null, reason);

                            return new(PaymentResult.Declined, payment.PaymentId, Decline: reason);

                        default:
                            return new(PaymentResult.Unknown, payment.PaymentId);
                    }

                    break;

                case PaymentState.Authorized:
                    switch (await provider.CaptureAsync(OperationId, payment.ProviderReference!))
                    {
                        case ProviderOutcome.Accepted(var reference):
                            payment = await MoveAsync(payment, PaymentState.Captured, reference);
                            break;

                        case ProviderOutcome.Declined(var reason):
                            payment = await MoveAsync(payment, PaymentState.Declined, payment.ProviderReference, reason);

                            return new(PaymentResult.Declined, payment.PaymentId, Decline: reason);

                        default:
                            return new(PaymentResult.Unknown, payment.PaymentId);
                    }

                    break;

                case PaymentState.Captured or PaymentState.Credited:
                    return await CreditAsync(payment);

                case PaymentState.Declined:
                    return new(PaymentResult.Declined, payment.PaymentId, WasDoneBefore: true, Decline: payment.Decline);

                default:
                    throw new UnreachableException();
            }
        }
    }

    private async Task<PaymentReply> CreditAsync(PaymentView payment)
    {
        var order = new CreditOrder($"payment-{OperationId}", CreditKind.TopUp, payment.Amount, $"payment {payment.PaymentId}, {payment.Method}", null)
        {
            By = payment.By,
        };
        var reply = await PostAsync(payment.BalanceId, order);

        if (payment.State is PaymentState.Captured)
        {
            await MoveAsync(payment, PaymentState.Credited, payment.ProviderReference);
        }

        return new(
            PaymentResult.Done,
            payment.PaymentId,
            reply.Amount,
            reply.Currency,
            reply.Available,
            reply.Sequence,
            payment.State is PaymentState.Credited);
    }

    private async Task<OperationReply> PostAsync(long balanceId, CreditOrder order)
    {
        var reply = await GrainFactory.GetGrain<IBalanceGrain>(balanceId).CreditAsync(order);

        return reply.Result is OperationResult.Done
            ? reply
            : throw new InvalidOperationException($"{order.Note} cannot be posted on balance {balanceId}: {reply.Result}");
    }

    private async Task<PaymentView> MoveAsync(PaymentView payment, PaymentState state, string? reference, string? decline = null)
    {
        await store.MoveAsync(payment.PaymentId, state, reference, decline, Now());

        return payment with { State = state, ProviderReference = reference, Decline = decline };
    }

    private static string Describe(PaymentMethod method) => method switch
    {
        { Card: { } card } => CardNumber.Describe(CardNumber.Plain(card.Number)),
        { Kind: PaymentMethodKind.Cash } => "cash",
        _ => "bank transfer",
    };

    private Instant Now() => Instant.FromDateTimeOffset(clock.GetUtcNow());
}
