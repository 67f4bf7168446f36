using System.Diagnostics;
using Billing.Contracts;
using Billing.Contracts.Payments;
using NodaTime;

namespace Billing.Grains.Payments;

// From one state to the next: the provider is asked under a key made of the payment, and its answer is stored before anything
// follows from it. Killed in between, the same question has the same answer.
internal sealed partial class PaymentGrain
{
    // A holder who has not confirmed by then will not: the provider itself forgets it about then.
    private static readonly Duration Patience = Duration.FromHours(23);

    /// <param name="order">Null: nobody asks, it goes on by itself.</param>
    /// <param name="heard">What the provider told: written with the last step.</param>
    private async Task<PaymentReply> GoOnAsync(PaymentView payment, TopUpOrder? order, Heard? heard = null)
    {
        while (true)
        {
            switch (payment.State)
            {
                case PaymentState.Started when payment.Kind is not PaymentMethodKind.Card:
                    payment = await MoveAsync(payment with { State = PaymentState.Captured });
                    break;

                case PaymentState.Started or PaymentState.NeedsAction:
                    switch (payment.State is PaymentState.Started ? await AuthorizeAsync(payment, order) : await LookAsync(payment, isHolderBack: order is not null))
                    {
                        case ProviderOutcome.Accepted(var reference):
                            payment = await MoveAsync(payment with { State = PaymentState.Authorized, ProviderReference = reference, ActionUrl = null });
                            break;

                        case ProviderOutcome.NeedsAction(var reference, var page):
                            if (payment.State is PaymentState.Started)
                            {
                                payment = await MoveAsync(payment with { State = PaymentState.NeedsAction, ProviderReference = reference, ActionUrl = page });
                            }

                            return new(PaymentResult.NeedsAction, payment.PaymentId, ActionUrl: page ?? payment.ActionUrl);

                        case ProviderOutcome.Declined declined:
                            return await DeclineAsync(payment, declined, heard);

                        default:
                            return new(PaymentResult.Unknown, payment.PaymentId);
                    }

                    break;

                case PaymentState.Authorized:
                    switch (await provider.CaptureAsync(OperationId + "/capture", payment.ProviderReference!))
                    {
                        case ProviderOutcome.Accepted(var reference):
                            payment = await MoveAsync(payment with { State = PaymentState.Captured, ProviderReference = reference });
                            break;

                        case ProviderOutcome.Declined declined:
                            return await DeclineAsync(payment, declined, heard);

                        default:
                            return new(PaymentResult.Unknown, payment.PaymentId);
                    }

                    break;

                case PaymentState.Captured or PaymentState.Credited:
                    return await CreditAsync(payment, heard);

                case PaymentState.Declined:
                    return new(
                        PaymentResult.Declined, payment.PaymentId, WasDoneBefore: true, Decline: payment.Decline, IsFinal: payment.IsDeclineFinal,
                        IsOfRequest: payment.IsDeclineOfRequest);

                default:
                    throw new UnreachableException();
            }
        }
    }

    private async Task<ProviderOutcome> AuthorizeAsync(PaymentView payment, TopUpOrder? order)
    {
        var kept = payment.MethodId is { } id ? await wallet.MethodAsync(id) : null;

        if (kept is null && order?.Method.Card is null && (order is null || !provider.HasPage))
        {
            return new ProviderOutcome.Unknown(); // the card is gone with whoever typed it; asked again, they type it again
        }

        if (kept is { Token: null })
        {
            return await provider.FindAsync(OperationId, payment.CreatedAt); // the card was removed: it is not charged any more, and perhaps was
        }

        return await provider.AuthorizeAsync(new(
            OperationId,
            payment.Amount,
            payment.Currency,
            kept is null ? order?.Method.Card : null,
            kept is null ? null : new(kept.Payer, kept.Token!),
            IsUnattended: payment.AutoPaymentId is not null,
            payment.AutoPaymentId is null ? order?.ReturnTo : null,
            payment.CreatedAt,
            order?.Note ?? "Payment"));
    }

    private async Task<ProviderOutcome> LookAsync(PaymentView payment, bool isHolderBack)
    {
        var outcome = await provider.LookAsync(payment.ProviderReference!, isHolderBack);

        if (outcome is not ProviderOutcome.NeedsAction || payment.CreatedAt + Patience > clock.Now())
        {
            return outcome;
        }

        return await provider.VoidAsync(OperationId + "/void", payment.ProviderReference!) switch
        {
            ProviderOutcome.Accepted => new ProviderOutcome.Declined("its holder did not confirm it at the bank"),
            ProviderOutcome.Declined => await provider.LookAsync(payment.ProviderReference!, isHolderBack), // it was confirmed meanwhile
            _ => new ProviderOutcome.Unknown(),
        };
    }

    private async Task<PaymentReply> DeclineAsync(PaymentView payment, ProviderOutcome.Declined declined, Heard? heard = null)
    {
        var ended = payment with
        {
            State = PaymentState.Declined,
            Decline = declined.Reason,
            ActionUrl = null,
            IsDeclineFinal = declined.IsFinal,
            IsDeclineOfRequest = declined.IsOfRequest,
        };
        await store.MoveAsync(ended, clock.Now(), heard);

        return new(PaymentResult.Declined, payment.PaymentId, Decline: declined.Reason, IsFinal: declined.IsFinal, IsOfRequest: declined.IsOfRequest);
    }

    private async Task<PaymentView> MoveAsync(PaymentView payment)
    {
        await store.MoveAsync(payment, clock.Now(), null);

        return payment;
    }
}
