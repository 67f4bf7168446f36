using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NodaTime;
using Stripe;
using Stripe.Checkout;

namespace Billing.Grains.Payments.Stripe;

// What Stripe tells by itself: signed over its octets and its time with the endpoint's secret.
internal sealed partial class StripePaymentProvider
{
    public ProviderEvent? Read(string body, string signature, Instant now)
    {
        try
        {
            var told = EventUtility.ConstructEvent(
                body, signature, _options.WebhookSecret, (long)_options.Tolerance.TotalSeconds, now.ToUnixTimeSeconds(), throwOnApiVersionMismatch: false);

            return EventOf(told);
        }
        catch (Exception failure) when (failure is StripeException or JsonException or ArgumentException or FormatException)
        {
            LogRefused(_logger, failure.Message);

            return null;
        }
    }

    private static ProviderEvent EventOf(Event told) => told.Data?.Object switch
    {
        PaymentIntent intent when Metadata(intent, Operation) is { } key => new ProviderEvent.OfPayment(told.Id, told.Type, key),

        Refund { PaymentIntentId: { } payment } refund => new ProviderEvent.OfRefund(
            told.Id,
            told.Type,
            Metadata(refund, Operation),
            refund.Id,
            payment,
            StripeAmounts.From(refund.Amount, refund.Currency),
            HasFailed: refund.Status is "failed" or "canceled",
            IsDone: refund.Status is "succeeded"),

        Session { Mode: "setup" } page when told.Type == "checkout.session.completed" && Metadata(page, Operation) is { } key
            && long.TryParse(Metadata(page, BalanceKey), NumberStyles.None, CultureInfo.InvariantCulture, out var balanceId) =>
            new ProviderEvent.OfPage(told.Id, told.Type, balanceId, key, page.Id),

        Session { Mode: "payment" } page when Metadata(page, Operation) is { } key => new ProviderEvent.OfPayment(told.Id, told.Type, key),

        Dispute { PaymentIntentId: { } payment } dispute => new ProviderEvent.OfDispute(told.Id, told.Type, dispute.Id, payment),

        PaymentMethod method when told.Type == "payment_method.detached" => new ProviderEvent.OfMethod(told.Id, told.Type, method.Id),

        _ => new ProviderEvent.Other(told.Id, told.Type),
    };

    private static string? Metadata(IHasMetadata of, string key) => of.Metadata?.GetValueOrDefault(key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event in Stripe's name is refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
