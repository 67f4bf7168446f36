using System.Net;
using Microsoft.Extensions.Logging;
using Stripe;

namespace Billing.Grains.Payments.Stripe;

// The one edge at which Stripe's errors become outcomes.
internal sealed partial class StripePaymentProvider
{
    // No later attempt succeeds before the holder does something. Source: docs.stripe.com/declines/codes.
    private static readonly string[] Final =
    [
        "authentication_required", "card_not_supported", "expired_card", "fraudulent", "incorrect_number", "invalid_account", "lost_card",
        "merchant_blacklist", "new_account_information_available", "pickup_card", "restricted_card", "stolen_card", "transaction_not_allowed",
    ];

    /// <param name="intent">The payment that it is about: where Stripe says that its state is another one, that state tells.</param>
    private async Task<ProviderOutcome> AskAsync(Func<Task<ProviderOutcome>> ask, string? intent = null)
    {
        try
        {
            try
            {
                return await ask();
            }
            catch (StripeException failure) when (intent is not null && IsDoneBefore(failure))
            {
                return Judge(await Intents.GetAsync(intent));
            }
        }
        catch (StripeException failure) when (IsRefusal(failure))
        {
            return Declined(failure.StripeError);
        }
        catch (Exception failure) when (IsSilence(failure))
        {
            LogUnknown(_logger, failure.GetBaseException().Message);

            return new ProviderOutcome.Unknown();
        }
    }

    private static ProviderOutcome.Declined Declined(StripeError? error) => new(
        error?.Message ?? "the card was declined",
        error?.AdviceCode is "do_not_try_again" || Final.Contains(error?.DeclineCode) || Final.Contains(error?.Code))
    {
        IsOfRequest = error is { Type: "invalid_request_error", Code: "amount_too_small" or "amount_too_large" }
            or { Type: "invalid_request_error", Param: "amount" or "currency" },
    };

    // A card error is the bank's no; another one of the request's is Stripe's, and nothing was done.
    private static bool IsRefusal(StripeException failure) =>
        failure.StripeError?.Type is "card_error"
        || (failure.StripeError?.Type is "invalid_request_error"
            && failure.HttpStatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.PaymentRequired);

    // It was done under the same key already, or in another way: its state is what counts.
    private static bool IsDoneBefore(StripeException failure) =>
        failure.StripeError is { Code: "payment_intent_unexpected_state" } or { Type: "idempotency_error" };

    private static bool IsSilence(Exception failure) =>
        failure is StripeException or HttpRequestException or OperationCanceledException or IOException or TimeoutException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stripe does not say what became of a request: {Reason}")]
    private static partial void LogUnknown(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stripe's refund {Refund} gave back {Given} instead of {Asked} {Currency}: correct the balance by hand")]
    private static partial void LogOtherAmount(ILogger logger, string refund, decimal given, decimal asked, string currency);
}
