using Billing.Contracts;
using Billing.Contracts.Payments;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Billing.Grains.Payments;

/// <summary>Judges what a provider tells and hands it to the payment or the wallet that it is about.</summary>
[StatelessWorker]
internal sealed partial class PaymentEventsGrain(
    IPaymentProvider provider, IPaymentStore payments, IWalletStore wallets, TimeProvider clock, ILogger<PaymentEventsGrain> logger)
    : Grain, IPaymentEventsGrain
{
    public async Task<EventResult> TakeAsync(string from, string body, string signature)
    {
        if (from != provider.Name)
        {
            return EventResult.NotConfigured;
        }

        var now = clock.Now();

        if (provider.Read(body, signature, now) is not { } told)
        {
            return EventResult.Refused;
        }

        var heard = new Heard(provider.Name, told.EventId, told.Type, now);

        if (await payments.IsHeardAsync(heard))
        {
            return EventResult.TakenBefore;
        }

        var result = await HandAsync(told, heard);

        if (result is EventResult.Later)
        {
            LogLater(logger, told.Type, told.EventId);
        }

        return result;
    }

    private async Task<EventResult> HandAsync(ProviderEvent told, Heard heard)
    {
        switch (told)
        {
            case ProviderEvent.OfPayment payment:
                return await GrainFactory.GetGrain<IPaymentHearingGrain>(payment.Key).HearAsync(heard);

            case ProviderEvent.OfRefund { IsDone: false, HasFailed: false }:
                break; // it tells again when it is

            case ProviderEvent.OfRefund refund when await payments.FindAsync(refund.Payment) is { } key:
                return await GrainFactory.GetGrain<IPaymentHearingGrain>(key).HearRefundAsync(
                    new(heard, refund.Key, refund.Reference, refund.Amount, refund.HasFailed));

            case ProviderEvent.OfDispute dispute when await payments.FindAsync(dispute.Payment) is { } key:
                return await GrainFactory.GetGrain<IPaymentHearingGrain>(key).HearDisputeAsync(heard, dispute.Reference);

            case ProviderEvent.OfPage page:
                return await GrainFactory.GetGrain<IWalletHearingGrain>(page.BalanceId).HearAsync(new(page.Key, null, page.Reference, "(provider)"), heard);

            case ProviderEvent.OfMethod method:
                await wallets.ForgottenAsync(method.Token, heard.At, heard);

                return EventResult.Taken;
        }

        await payments.NoteAsync(heard);

        return EventResult.Taken;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Type} {EventId} is to be told again: what follows is not known yet")]
    private static partial void LogLater(ILogger logger, string type, string eventId);
}
