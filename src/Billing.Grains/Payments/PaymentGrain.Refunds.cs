using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Payments;
using Billing.Core.Amounts;
using Billing.Core.Payments;
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
        var refund = known ?? (amount > 0 ? await store.StartRefundAsync(payment, order, amount, TaxOf(payment, amount), null, clock.Now(), null) : null);

        return refund is null ? new(PaymentResult.NothingToRefund, payment.PaymentId) : await GiveBackAsync(payment, refund);
    }

    private async Task<PaymentReply> GiveBackAsync(PaymentView payment, StoredRefund refund)
    {
        if (refund.Decline is { } declined)
        {
            return new(PaymentResult.Declined, payment.PaymentId, WasDoneBefore: true, Decline: declined);
        }

        if (refund.ProviderReference is null)
        {
            if (payment.Kind is PaymentMethodKind.Card && refund.Provider != provider.Name)
            {
                return new(PaymentResult.Unknown, payment.PaymentId); // only who has the money knows whether it went back
            }

            var outcome = payment.Kind is PaymentMethodKind.Card
                ? await provider.RefundAsync(refund.OperationId, payment.ProviderReference!, refund.Amount, payment.Currency)
                : new ProviderOutcome.Accepted("by hand");

            switch (outcome)
            {
                case ProviderOutcome.Accepted(var reference):
                    await store.RefundedAsync(refund.OperationId, reference, null);
                    break;

                case ProviderOutcome.Declined(var reason, _):
                    // The key has this answer for ever: what was set aside is free for another one.
                    await store.RefundDeclinedAsync(refund.OperationId, reason);

                    return new(PaymentResult.Declined, payment.PaymentId, Decline: reason);

                default:
                    // It stays set aside, and the same order asks again; so does the sweep.
                    return new(PaymentResult.Unknown, payment.PaymentId);
            }
        }

        return await PostRefundAsync(payment, refund);
    }

    private async Task<PaymentReply> PostRefundAsync(PaymentView payment, StoredRefund refund)
    {
        var note = refund.IsDispute ? $"payment {payment.PaymentId} was taken back by the holder's bank" : $"refund of payment {payment.PaymentId}";
        var credited = refund.Amount - refund.Tax;
        var reply = await PostAsync(
            payment.BalanceId, new($"payment-refund-{refund.OperationId}", CreditKind.PaymentBack, -credited, note, null) { By = refund.By });
        await store.RefundPostedAsync(refund.OperationId);

        return new(PaymentResult.Done, payment.PaymentId, reply.Amount, reply.Currency, reply.Available, reply.Sequence, refund.IsPosted, Tax: refund.Tax);
    }

    private static decimal TaxOf(PaymentView payment, decimal amount) => PaymentTax.OfRefund(
        amount, payment.Amount - payment.Refunded, payment.Tax - payment.RefundedTax, Currency.Parse(payment.Currency).MinorUnitDigits);
}
