using Billing.Contracts.Payments;

namespace Billing.Grains.Payments;

/// <summary>The part of a payment's grain that listens to its provider. Key: the payment's operation id, as of <see cref="IPaymentGrain"/>.</summary>
[Alias("billing.payment-hearing")]
public interface IPaymentHearingGrain : IGrainWithStringKey
{
    /// <summary>Something happened to the payment: its state is asked for and gone on from.</summary>
    [Alias("hear")]
    Task<EventResult> HearAsync(Heard heard);

    /// <summary>Money of it was given back, or did not arrive.</summary>
    [Alias("hear-refund")]
    Task<EventResult> HearRefundAsync(HeardRefund told);

    /// <summary>The holder's bank disputes it: its state is asked for and gone on from.</summary>
    /// <param name="reference">The provider's name of the dispute.</param>
    [Alias("hear-dispute")]
    Task<EventResult> HearDisputeAsync(Heard heard, string reference);
}

/// <summary>What a provider told, which is done once.</summary>
[GenerateSerializer, Immutable, Alias("billing.heard")]
public sealed record Heard(
    [property: Id(0)] string Provider,
    [property: Id(1)] string EventId,
    [property: Id(2)] string Type,
    [property: Id(3)] NodaTime.Instant At);

/// <param name="Key">Our refund's operation id; null: it was made at the provider.</param>
/// <param name="Amount">In the payment's currency.</param>
/// <param name="HasFailed">It did not arrive.</param>
[GenerateSerializer, Immutable, Alias("billing.heard-refund")]
public sealed record HeardRefund(
    [property: Id(0)] Heard Heard,
    [property: Id(1)] string? Key,
    [property: Id(2)] string Reference,
    [property: Id(3)] decimal Amount,
    [property: Id(4)] bool HasFailed);

/// <summary>The part of a wallet that listens to its provider. Key: the balance's number, as of <see cref="IWalletGrain"/>.</summary>
[Alias("billing.wallet-hearing")]
public interface IWalletHearingGrain : IGrainWithIntegerKey
{
    /// <summary>A holder finished with the provider's page, and may not have come back to ours.</summary>
    [Alias("hear")]
    Task<EventResult> HearAsync(SaveMethodOrder order, Heard heard);
}
