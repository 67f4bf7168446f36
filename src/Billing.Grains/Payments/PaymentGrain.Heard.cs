using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Payments;
using Billing.Core.Notifications;
using Microsoft.Extensions.Logging;

namespace Billing.Grains.Payments;

// What a provider tells by itself is a reason to look. What follows is stored together with the event, so that it follows once.
internal sealed partial class PaymentGrain
{
    private const string Provider = "(provider)";

    public async Task<EventResult> HearAsync(Heard heard)
    {
        if (await store.GetAsync(OperationId) is not { } payment || payment.State is PaymentState.Credited or PaymentState.Declined)
        {
            await store.NoteAsync(heard); // not ours, or we know it

            return EventResult.Taken;
        }

        return (await GoOnAsync(payment, null, heard)).Result switch
        {
            PaymentResult.Unknown => EventResult.Later,
            PaymentResult.NeedsAction => await NotedAsync(heard),
            _ => EventResult.Taken,
        };
    }

    public async Task<EventResult> HearRefundAsync(HeardRefund told)
    {
        var heard = told.Heard;

        if (await store.GetAsync(OperationId) is not { } payment)
        {
            return await NotedAsync(heard);
        }

        if (payment.State is not PaymentState.Credited)
        {
            return EventResult.Later; // it comes before what it takes back
        }

        var key = told.Key ?? told.Reference;
        var refund = await store.FindRefundAsync(key);

        if (told.HasFailed)
        {
            return refund is { ProviderReference: not null, IsReturned: false } failed ? await TakeAgainAsync(payment, failed, heard) : await NotedAsync(heard);
        }

        if (refund is not null && refund.Amount != told.Amount)
        {
            LogOtherAmount(logger, key, payment.PaymentId, told.Amount, refund.Amount, payment.Currency);
        }

        switch (refund)
        {
            case null when told.Key is null:
                // Somebody gave it back at the provider: the books follow.
                var order = new PaymentRefundOrder(key, told.Amount, "given back at the provider", Provider);

                if (await store.StartRefundAsync(payment, order, told.Amount, TaxOf(payment, told.Amount), told.Reference, clock.Now(), heard) is { } made)
                {
                    await PostRefundAsync(payment, made);

                    return EventResult.Taken;
                }

                return await NotedAsync(heard);

            case { ProviderReference: null, Decline: null }:
                await store.RefundedAsync(key, told.Reference, heard);
                await PostRefundAsync(payment, refund);

                return EventResult.Taken;

            default:
                return await NotedAsync(heard);
        }
    }

    // The balance has it again first, under a key of its own; then it is written that it has.
    private async Task<EventResult> TakeAgainAsync(PaymentView payment, StoredRefund refund, Heard heard)
    {
        await PostRefundAsync(payment, refund);
        await PostAsync(payment.BalanceId, new(
            $"payment-refund-back-{refund.OperationId}",
            CreditKind.PaymentBack,
            refund.Amount - refund.Tax,
            refund.IsDispute ? $"dispute of payment {payment.PaymentId} was won" : $"refund of payment {payment.PaymentId} did not arrive",
            null)
        { By = Provider });
        await store.RefundReturnedAsync(refund.OperationId, heard, refund.IsDispute ? Told(NotificationEvent.DisputeWon, payment, refund.OperationId, refund.Amount) : null);

        return EventResult.Taken;
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Refund {Refund} of payment {PaymentId} gave back {Given} at the provider and {Booked} {Currency} here: correct the balance by hand")]
    private static partial void LogOtherAmount(ILogger logger, string refund, long paymentId, decimal given, decimal booked, string currency);

    private async Task<EventResult> NotedAsync(Heard heard)
    {
        await store.NoteAsync(heard);

        return EventResult.Taken;
    }
}
