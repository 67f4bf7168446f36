using System.Collections.Immutable;
using Billing.Contracts.Changes;
using NodaTime;

namespace Billing.Contracts.Payments;

/// <summary>What came of an order, durable when it is told.</summary>
/// <param name="Amount">What the balance was credited, below zero for a refund.</param>
/// <param name="Available">What can be spent now.</param>
/// <param name="Sequence">The ledger entry.</param>
/// <param name="Decline">With <see cref="PaymentResult.Declined"/>: the provider's reason, for people.</param>
/// <param name="ActionUrl">With <see cref="PaymentResult.NeedsAction"/>: the bank's page; null: the bank asks in its own way.</param>
/// <param name="Tax">What of the payment is tax and not in <paramref name="Amount"/>.</param>
/// <param name="IsFinal">With <see cref="PaymentResult.Declined"/>: the same card cannot succeed later without its holder.</param>
/// <param name="IsOfRequest">With <see cref="PaymentResult.Declined"/>: no card would do, for what was asked for is not taken; the card is as good as it was.</param>
[GenerateSerializer, Immutable, Alias("billing.payment-reply")]
public sealed record PaymentReply(
    [property: Id(0)] PaymentResult Result,
    [property: Id(1)] long PaymentId = 0,
    [property: Id(2)] decimal Amount = 0,
    [property: Id(3)] string Currency = "",
    [property: Id(4)] decimal Available = 0,
    [property: Id(5)] long? Sequence = null,
    [property: Id(6)] bool WasDoneBefore = false,
    [property: Id(7)] string? Decline = null,
    [property: Id(8)] ImmutableArray<FieldProblem> Problems = default,
    [property: Id(9)] string? ActionUrl = null,
    [property: Id(10)] decimal Tax = 0,
    [property: Id(11)] bool IsFinal = false,
    [property: Id(12)] bool IsOfRequest = false);

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum PaymentResult
{
    Done = 1,

    /// <summary>The provider said no: no money moved. Another attempt is another operation id.</summary>
    Declined = 2,

    /// <summary>Fields are wrong: no money moved.</summary>
    Refused = 3,

    /// <summary>The operation id was used for another order.</summary>
    OtherOrder = 4,

    /// <summary>There is no such payment, or nothing of it is left to give back.</summary>
    NothingToRefund = 5,

    /// <summary>The provider does not answer: it is not known whether money moved. The same order again finds out.</summary>
    Unknown = 6,

    /// <summary>The bank wants the holder to confirm; no money moved yet. The same order after that goes on.</summary>
    NeedsAction = 7,
}

/// <summary>A payment as it is stored.</summary>
/// <param name="Method">For people: <c>Visa ending in 4242</c>, <c>cash</c>.</param>
/// <param name="Refunded">What of the amount was given back.</param>
[GenerateSerializer, Immutable, Alias("billing.payment-view")]
public sealed record PaymentView(
    [property: Id(0)] long PaymentId,
    [property: Id(1)] string OperationId,
    [property: Id(2)] long BalanceId,
    [property: Id(3)] decimal Amount,
    [property: Id(4)] string Currency,
    [property: Id(5)] PaymentMethodKind Kind,
    [property: Id(6)] string Method,
    [property: Id(7)] PaymentState State,
    [property: Id(8)] string? ProviderReference,
    [property: Id(9)] string? Decline,
    [property: Id(10)] decimal Refunded,
    [property: Id(11)] Instant CreatedAt,
    [property: Id(12)] string By)
{
    /// <summary>The kept card that it is taken from.</summary>
    [Id(13)]
    public long? MethodId { get; init; }

    /// <summary>Its occasion, when nobody was asked.</summary>
    [Id(14)]
    public long? AutoPaymentId { get; init; }

    /// <summary>Where the holder confirms it.</summary>
    [Id(15)]
    public string? ActionUrl { get; init; }

    /// <summary>What of the amount is tax: the rest is credited.</summary>
    [Id(16)]
    public decimal Tax { get; init; }

    [Id(17)]
    public ImmutableArray<TaxPart> Taxes { get; init; } = [];

    /// <summary>What of the tax was given back.</summary>
    [Id(18)]
    public decimal RefundedTax { get; init; }

    /// <summary>Of one that was declined: the same card cannot succeed later without its holder.</summary>
    [Id(19)]
    public bool IsDeclineFinal { get; init; }

    /// <summary>Of one that was declined: no card would do, for what was asked for is not taken.</summary>
    [Id(20)]
    public bool IsDeclineOfRequest { get; init; }
}

/// <summary>A tax of a payment.</summary>
/// <param name="Net">What it is on.</param>
[GenerateSerializer, Immutable, Alias("billing.tax-part")]
public sealed record TaxPart(
    [property: Id(0)] string Name,
    [property: Id(1)] decimal Percent,
    [property: Id(2)] decimal Net,
    [property: Id(3)] decimal Amount);

/// <summary>Numbers are on the wire and stored.</summary>
[GenerateSerializer]
public enum PaymentState
{
    /// <summary>The provider was or is being asked.</summary>
    Started = 1,

    Authorized = 2,

    /// <summary>The money is taken; the balance is about to be credited.</summary>
    Captured = 3,

    Credited = 4,
    Declined = 5,

    /// <summary>The bank waits for the holder.</summary>
    NeedsAction = 6,
}
