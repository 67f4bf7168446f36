using Billing.Contracts.Balances;
using Billing.Contracts.Payments;
using Billing.Grains.Changes;

namespace Billing.Grains.Payments;

// Money back: set aside of the payment, given back by the provider, then taken from the balance.
internal sealed partial class PaymentGrain
{
    public async Task<PaymentReply> RefundAsync(PaymentRefundOrder order)
    {
        if (await store.GetAsync(OperationId) is not { State: PaymentState.Credited } payment)
        {
            return new(PaymentResult.NothingToRefund);
        }

        var problems = new Problems()
            .Expect(order.OperationId is { Length: > 0 and <= 80 }, nameof(order.OperationId), "1 to 80 characters")
            .Expect(
                order.Amount is not { } some || PaymentRules.IsAmount(some, payment.Currency),
                nameof(order.Amount),
                $"an amount above zero, to the minor unit of {payment.Currency}")
            .Optional(order.Note, nameof(order.Note), 500)
            .Text(order.By, nameof(order.By), 256)
            .All;

        if (!problems.IsEmpty)
        {
            return new(PaymentResult.Refused, payment.PaymentId, Problems: problems);
        }

        var known = await store.FindRefundAsync(order.OperationId);

        if (known is not null && (known.PaymentId != payment.PaymentId || known.Amount != (order.Amount ?? known.Amount)))
        {
            return new(PaymentResult.OtherOrder, payment.PaymentId);
        }

        var amount = order.Amount ?? payment.Amount - payment.Refunded;

        var refund = known ?? (amount > 0 ? await store.StartRefundAsync(payment, order, amount, Now()) : null);

        return refund is null ? new(PaymentResult.NothingToRefund, payment.PaymentId) : await GiveBackAsync(payment, refund);
    }

    private async Task<PaymentReply> GiveBackAsync(PaymentView payment, StoredRefund refund)
    {
        if (refund.ProviderReference is null)
        {
            var outcome = payment.Kind is PaymentMethodKind.Card
                ? await provider.RefundAsync(refund.OperationId, payment.ProviderReference!, refund.Amount, payment.Currency)
                : new ProviderOutcome.Accepted("by hand");

            if (outcome is not ProviderOutcome.Accepted(var reference))
            {
                // It stays set aside, and the same order asks again: who says no now may have said yes before.
                return new(
                    outcome is ProviderOutcome.Declined ? PaymentResult.Declined : PaymentResult.Unknown,
                    payment.PaymentId,
                    Decline: (outcome as ProviderOutcome.Declined)?.Reason);
            }

            await store.RefundedAsync(refund.OperationId, reference);
        }

        var note = $"refund of payment {payment.PaymentId}";
        var reply = await PostAsync(
            payment.BalanceId, new($"payment-refund-{refund.OperationId}", CreditKind.Adjustment, -refund.Amount, note, null) { By = refund.By });
        await store.RefundPostedAsync(refund.OperationId);

        return new(PaymentResult.Done, payment.PaymentId, reply.Amount, reply.Currency, reply.Available, reply.Sequence, refund.IsPosted);
    }
}
