using Stripe;
using Stripe.Checkout;

namespace Billing.Grains.Payments.Stripe;

// One payment on Stripe's page, with a card that nobody keeps. Until it is paid there the payment is known by the page's name, then
// by its intent's. The amount is set aside there and captured here, as every other.
internal sealed partial class StripePaymentProvider
{
    private static bool IsPage(string reference) => reference.StartsWith("cs_", StringComparison.Ordinal);

    private async Task<ProviderOutcome> OpenPaymentAsync(ProviderCharge charge, long minorUnits)
    {
        // A key that Stripe has forgotten would open a second page: what was paid on the first one is looked for.
        if (await FindAsync(charge) is { } paid)
        {
            return Judge(paid);
        }

        var back = charge.ReturnTo!;
        var session = await new SessionService(_client).CreateAsync(
            new()
            {
                Mode = "payment",
                AllowedPaymentMethodTypes = ["card"],
                LineItems =
                [
                    new()
                    {
                        Quantity = 1,
                        PriceData = new()
                        {
                            Currency = charge.Currency.ToLowerInvariant(),
                            UnitAmount = minorUnits,
                            ProductData = new() { Name = charge.Text },
                        },
                    },
                ],
                PaymentIntentData = new() { CaptureMethod = "manual", Metadata = new() { [Operation] = charge.Key } },
                SuccessUrl = back,
                CancelUrl = back,
                Metadata = new() { [Operation] = charge.Key },
            },
            Key(charge.Key));

        return new ProviderOutcome.NeedsAction(session.Id, session.Url);
    }

    private async Task<ProviderOutcome> LookAtPageAsync(string reference)
    {
        var session = await new SessionService(_client).GetAsync(reference, new() { Expand = ["payment_intent"] });

        return session switch
        {
            { Status: "complete", PaymentIntent: { } intent } => Judge(intent),
            { Status: "expired" } => new ProviderOutcome.Declined("the provider's page has expired"),
            _ => new ProviderOutcome.NeedsAction(session.Id, session.Url),
        };
    }

    // What was set aside on it meanwhile is free again; nobody pays on it any more.
    private async Task<ProviderOutcome> ClosePageAsync(string key, string reference)
    {
        var sessions = new SessionService(_client);
        var session = await sessions.GetAsync(reference);

        if (session.Status is "open")
        {
            try
            {
                return new ProviderOutcome.Accepted((await sessions.ExpireAsync(reference, null, Key(key))).Id);
            }
            catch (StripeException failure) when (IsDoneBefore(failure) || IsRefusal(failure))
            {
                session = await sessions.GetAsync(reference); // its holder was faster
            }
        }

        return session switch
        {
            { Status: "complete", PaymentIntentId: { } intent } => await FreeAsync(key + "/paid", intent),
            { Status: "expired" } => new ProviderOutcome.Accepted(reference),
            _ => new ProviderOutcome.Unknown(),
        };
    }

    public async Task<ProviderDispute?> DisputeAsync(string reference)
    {
        ProviderDispute? found = null;
        await AskAsync(async () =>
        {
            var dispute = await new DisputeService(_client).GetAsync(reference);
            found = new(
                dispute.Status switch
                {
                    "warning_needs_response" or "warning_under_review" or "warning_closed" => DisputeState.Inquiry,
                    "won" or "prevented" => DisputeState.Won,
                    _ => DisputeState.TakenBack,
                },
                StripeAmounts.From(dispute.Amount, dispute.Currency),
                dispute.Reason ?? "");

            return new ProviderOutcome.Accepted(dispute.Id);
        });

        return found;
    }
}
