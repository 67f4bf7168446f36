using Billing.Core.Payments;
using NodaTime;

namespace Billing.Grains.Payments;

/// <summary>Section <c>Billing:Payments</c>.</summary>
public sealed class PaymentOptions
{
    /// <summary>Who takes money from cards; null: nobody said, and the program decides it at its start, by whether it is a demo.</summary>
    public PaymentProviderKind? Provider { get; set; }

    /// <summary>How often payers are looked for who are to pay by themselves.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long is waited after each decline before the next attempt; empty: a day, three days, five days.</summary>
    public TimeSpan[]? RetryAfter { get; set; }

    public StripeOptions Stripe { get; set; } = new();

    /// <summary>What is missing, in one line; null: nothing.</summary>
    public string? Problem => Provider is PaymentProviderKind.Stripe && Stripe is not { SecretKey.Length: > 0, WebhookSecret.Length: > 0 }
        ? "Billing:Payments:Provider is Stripe: expected its keys in the environment, "
            + "Billing__Payments__Stripe__SecretKey and Billing__Payments__Stripe__WebhookSecret"
        : null;

    internal RetrySchedule Retries => RetryAfter is { Length: > 0 } waits ? new([.. waits.Select(Duration.FromTimeSpan)]) : RetrySchedule.Usual;
}

public enum PaymentProviderKind
{
    /// <summary>No money moves: the card's number says what happens.</summary>
    Test,

    Stripe,

    /// <summary>Cards are not taken.</summary>
    None,
}

/// <summary>Section <c>Billing:Payments:Stripe</c>. Keys are set by the environment only: <c>Billing__Payments__Stripe__SecretKey</c>.</summary>
public sealed class StripeOptions
{
    /// <summary><c>sk_…</c> or a restricted <c>rk_…</c>.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary><c>whsec_…</c>, of the endpoint <c>/webhooks/stripe</c>.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>Another address of the API, for tests; empty: Stripe's.</summary>
    public string ApiBase { get; set; } = "";

    /// <summary>How old the signature of a webhook may be.</summary>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one answer is waited for.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);
}
