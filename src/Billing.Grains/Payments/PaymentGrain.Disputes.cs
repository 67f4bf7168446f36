using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Payments;
using Billing.Core.Notifications;

namespace Billing.Grains.Payments;

// A holder's bank takes money back. It is a refund that nobody here asked for: the balance loses it once, invoices that it had
// settled are open again, and it comes again if the dispute is won. Whatever is told in whatever order, the state of now counts.
internal sealed partial class PaymentGrain
{
    public async Task<EventResult> HearDisputeAsync(Heard heard, string reference)
    {
        if (await store.GetAsync(OperationId) is not { } payment)
        {
            return await NotedAsync(heard);
        }

        if (payment.State is not PaymentState.Credited || await provider.DisputeAsync(reference) is not { } dispute)
        {
            return EventResult.Later;
        }

        var refund = await store.FindRefundAsync(reference);

        switch (dispute.State, refund)
        {
            case (DisputeState.TakenBack, null):
                // Of what was given back already there is nothing to take.
                var amount = decimal.Min(dispute.Amount, payment.Amount - payment.Refunded);
                var order = new PaymentRefundOrder(reference, amount, $"disputed by the holder's bank: {dispute.Reason}", Provider);
                var told = Told(NotificationEvent.PaymentDisputed, payment, reference, amount);

                if (amount > 0 && await store.StartDisputeAsync(payment, order, amount, TaxOf(payment, amount), clock.Now(), heard, told) is { } made)
                {
                    await PostRefundAsync(payment, made);

                    return EventResult.Taken;
                }

                return await NotedAsync(heard);

            case (DisputeState.TakenBack, { IsPosted: false }):
                await PostRefundAsync(payment, refund);

                return await NotedAsync(heard);

            case (DisputeState.Won, { IsReturned: false }):
                return await TakeAgainAsync(payment, refund, heard);

            default:
                return await NotedAsync(heard);
        }
    }

    private Notice Told(NotificationEvent told, PaymentView payment, string reference, decimal amount) => new(
        told,
        $"{EventTerms.Of(told).Name}/{reference}",
        payment.BalanceId,
        null,
        [new("amount", new Fact.Amount(amount, payment.Currency)), new("payment", new Fact.Words(payment.PaymentId.ToString(CultureInfo.InvariantCulture)))],
        clock.Now());
}
