using System.Globalization;
using NodaTime;
using Stripe;
using Stripe.Checkout;

namespace Billing.Grains.Payments.Stripe;

// Cards: entered on Stripe's page, kept by Stripe, known to us by a token.
internal sealed partial class StripePaymentProvider
{
    public Task<ProviderOutcome> OpenPageAsync(string key, long balanceId, string? payer, Uri returnTo) => AskAsync(async () =>
    {
        var balance = balanceId.ToString(CultureInfo.InvariantCulture);
        payer ??= (await new CustomerService(_client).CreateAsync(new() { Metadata = new() { [BalanceKey] = balance } }, Key($"payer/{balance}"))).Id;
        var back = returnTo.ToString();
        var session = await new SessionService(_client).CreateAsync(
            new()
            {
                Mode = "setup",
                Customer = payer,
                AllowedPaymentMethodTypes = ["card"],
                SuccessUrl = $"{back}{(back.Contains('?', StringComparison.Ordinal) ? '&' : '?')}saved={key}&session={{CHECKOUT_SESSION_ID}}",
                CancelUrl = back,
                Metadata = new() { [Operation] = key, [BalanceKey] = balance },
            },
            Key(key));

        return new ProviderOutcome.NeedsAction(payer, session.Url);
    });

    public async Task<MethodOutcome> SaveAsync(NewMethod method)
    {
        MethodOutcome outcome = new MethodOutcome.Unknown();
        var said = await AskAsync(async () =>
        {
            var session = await new SessionService(_client).GetAsync(method.Reference, new() { Expand = ["setup_intent.payment_method"] });

            // Whoever comes back with the page of somebody else gets nothing.
            if (session.Mode != "setup" || session.Metadata.GetValueOrDefault(Operation) != method.Key || method.Payer is null || session.CustomerId != method.Payer)
            {
                return new ProviderOutcome.Declined("this page was opened by somebody else");
            }

            if (session.SetupIntent is not { Status: "succeeded", PaymentMethod: { Card: { } card } kept })
            {
                return session.Status is "expired" ? new ProviderOutcome.Declined("the provider's page has expired") : new ProviderOutcome.Unknown();
            }

            var lastDay = new LocalDate((int)card.ExpYear, (int)card.ExpMonth, 1).With(DateAdjusters.EndOfMonth);
            outcome = new MethodOutcome.Kept(method.Payer, kept.Id, BrandOf(card.Brand), card.Last4, lastDay);

            return new ProviderOutcome.Accepted(kept.Id);
        });

        return said is ProviderOutcome.Declined(var reason, _) ? new MethodOutcome.Declined(reason) : outcome;
    }

    public async Task<ProviderOutcome> ForgetAsync(string key, string token) =>

        // What it does not know, it has forgotten.
        await AskAsync(async () => new ProviderOutcome.Accepted((await new PaymentMethodService(_client).DetachAsync(token, null, Key(key))).Id))
            is ProviderOutcome.Unknown unknown ? unknown : new ProviderOutcome.Accepted(token);

    private static string BrandOf(string brand) => brand switch
    {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "amex" => "American Express",
        "" or null => "card",
        _ => char.ToUpperInvariant(brand[0]) + brand[1..],
    };
}
