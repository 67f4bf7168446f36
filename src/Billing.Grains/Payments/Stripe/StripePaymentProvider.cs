using Billing.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using Stripe;

namespace Billing.Grains.Payments.Stripe;

/// <summary>Takes money by Stripe. Cards are entered on Stripe's own page: no number of one comes by here.</summary>
/// <remarks>
/// <para>Our operation ids are Stripe's idempotency keys and stand in its metadata. Stripe forgets keys after a day: what is older
/// is looked for by its metadata before it is asked for again.</para>
/// <para>An answer that did not come, or that says nothing of the money (overload, wrong keys of ours), is unknown: the same
/// call again finds out. What the bank or Stripe refused is a decline.</para>
/// </remarks>
internal sealed partial class StripePaymentProvider : IPaymentProvider
{
    private const string Operation = "operation";
    private const string BalanceKey = "balance";

    private static readonly Duration KeysLive = Duration.FromHours(20);

    // What was just made is found by its metadata within a minute, on a bad day within an hour.
    private static readonly Duration UntilFound = Duration.FromHours(1);

    private readonly StripeClient _client;
    private readonly StripeOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<StripePaymentProvider> _logger;

    public StripePaymentProvider(IOptions<PaymentOptions> options, TimeProvider clock, ILogger<StripePaymentProvider> logger)
    {
        (_options, _clock, _logger) = (options.Value.Stripe, clock, logger);

        if (options.Value.Problem is { } problem)
        {
            throw new InvalidOperationException(problem);
        }

        // We ask again ourselves, and later than its client would.
        var http = new SystemNetHttpClient(new HttpClient { Timeout = _options.Timeout }, maxNetworkRetries: 0, enableTelemetry: false);
        _client = new(_options.SecretKey, httpClient: http, apiBase: _options.ApiBase is { Length: > 0 } other ? other : null);
    }

    public string Name => "stripe";

    public bool TakesCards => false;

    public bool HasPage => true;

    private PaymentIntentService Intents => new(_client);

    private static ProviderOutcome NeverCharged => new ProviderOutcome.Declined("the card was removed before it was charged");

    public Task<ProviderOutcome> AuthorizeAsync(ProviderCharge charge) => AskAsync(async () =>
    {
        if (StripeAmounts.Of(charge.Amount, charge.Currency) is not { } minorUnits)
        {
            return new ProviderOutcome.Declined(FormattableString.Invariant($"the provider cannot take {charge.Amount} {charge.Currency}"), IsFinal: true) { IsOfRequest = true };
        }

        if (charge.Method is not { Payer: { } payer, Token: var token })
        {
            return await OpenPaymentAsync(charge, minorUnits);
        }

        var intent = await FindAsync(charge) ?? await Intents.CreateAsync(
            new()
            {
                Amount = minorUnits,
                Currency = charge.Currency.ToLowerInvariant(),
                Customer = payer,
                PaymentMethod = token,
                AllowedPaymentMethodTypes = ["card"],
                CaptureMethod = "manual",
                Metadata = new() { [Operation] = charge.Key },
            },
            Key(charge.Key));

        return await ConfirmAsync(intent.Id, charge);
    });

    public Task<ProviderOutcome> FindAsync(string key, Instant startedAt) => AskAsync(async () => await SearchAsync(key) switch
    {
        null when startedAt + UntilFound > _clock.Now() => new ProviderOutcome.Unknown(),
        null => NeverCharged,
        { Status: "requires_confirmation", Id: var id } => await FreeAsync(key + "/void", id) is ProviderOutcome.Accepted ? NeverCharged : new ProviderOutcome.Unknown(),
        var intent => Judge(intent),
    });

    public Task<ProviderOutcome> LookAsync(string reference, bool isHolderBack) => AskAsync(
        async () => IsPage(reference) ? await LookAtPageAsync(reference) : Judge(await Intents.GetAsync(reference)));

    public Task<ProviderOutcome> CaptureAsync(string key, string reference) => AskAsync(
        async () => Judge(await Intents.CaptureAsync(reference, null, Key(key))), reference);

    public Task<ProviderOutcome> VoidAsync(string key, string reference) =>
        AskAsync(() => IsPage(reference) ? ClosePageAsync(key, reference) : FreeAsync(key, reference));

    public Task<ProviderOutcome> RefundAsync(string key, string reference, decimal amount, string currency) => AskAsync(async () =>
    {
        // Without an amount Stripe gives back all that is left.
        if (StripeAmounts.Of(amount, currency) is not { } minorUnits)
        {
            return new ProviderOutcome.Declined(FormattableString.Invariant($"the provider cannot give back {amount} {currency}"), IsFinal: true);
        }

        var refunds = new RefundService(_client);

        // A key that Stripe has forgotten would give the money back twice.
        var known = (await refunds.ListAsync(new() { PaymentIntent = reference, Limit = 100 })).Data.Find(one => Metadata(one, Operation) == key);
        var refund = known ?? await refunds.CreateAsync(
            new()
            {
                PaymentIntent = reference,
                Amount = minorUnits,
                Metadata = new() { [Operation] = key },
            },
            Key(key));

        if (refund.Amount != minorUnits)
        {
            LogOtherAmount(_logger, refund.Id, StripeAmounts.From(refund.Amount, currency), amount, currency);

            return new ProviderOutcome.Unknown(); // neither done nor not: a person has to look
        }

        return refund.Status is "failed" or "canceled"
            ? new ProviderOutcome.Declined(refund.FailureReason ?? "the refund was not made")
            : new ProviderOutcome.Accepted(refund.Id);
    });

    // A refusal says nothing of where the money is: only what is canceled is free.
    private async Task<ProviderOutcome> FreeAsync(string key, string intent)
    {
        try
        {
            return new ProviderOutcome.Accepted((await Intents.CancelAsync(intent, null, Key(key))).Id);
        }
        catch (StripeException failure) when (IsDoneBefore(failure) || IsRefusal(failure))
        {
            return await Intents.GetAsync(intent) is { Status: "canceled" } ? new ProviderOutcome.Accepted(intent) : new ProviderOutcome.Declined("it is not free");
        }
    }

    // Made once by its key, whoever asks; confirming it a second time changes nothing, and the state says what the first time did.
    private async Task<ProviderOutcome> ConfirmAsync(string reference, ProviderCharge charge)
    {
        try
        {
            return Judge(await Intents.ConfirmAsync(
                reference,
                new() { OffSession = charge.IsUnattended ? true : null, ReturnUrl = charge.ReturnTo },
                Key(charge.Key + "/confirm")));
        }
        catch (StripeException failure) when (IsDoneBefore(failure))
        {
            return Judge(await Intents.GetAsync(reference));
        }
    }

    private async Task<PaymentIntent?> FindAsync(ProviderCharge charge) =>
        charge.StartedAt + KeysLive > _clock.Now() ? null : await SearchAsync(charge.Key);

    private async Task<PaymentIntent?> SearchAsync(string key) =>
        (await Intents.SearchAsync(new() { Query = $"metadata['{Operation}']:'{key}'", Limit = 1 })).Data.FirstOrDefault();

    private static RequestOptions Key(string key) => new() { IdempotencyKey = key };

    private static ProviderOutcome Judge(PaymentIntent intent) => intent.Status switch
    {
        "requires_capture" or "succeeded" => new ProviderOutcome.Accepted(intent.Id),
        "requires_action" => new ProviderOutcome.NeedsAction(intent.Id, intent.NextAction?.RedirectToUrl?.Url),
        "requires_payment_method" => Declined(intent.LastPaymentError),
        "canceled" => new ProviderOutcome.Declined("the payment was given up"),
        _ => new ProviderOutcome.Unknown(), // it is at work
    };
}
