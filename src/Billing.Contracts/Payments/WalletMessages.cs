using System.Collections.Immutable;
using Billing.Contracts.Changes;
using NodaTime;

namespace Billing.Contracts.Payments;

/// <param name="Provider">Null: nobody takes cards here.</param>
/// <param name="IsTypedHere">Cards are typed on our pages; else on the provider's.</param>
/// <param name="Methods">Without those that were removed or never kept.</param>
/// <param name="Automatic">Null: nothing is paid without asking.</param>
/// <param name="Occasions">The newest twenty, the newest first.</param>
[GenerateSerializer, Immutable, Alias("billing.wallet-view")]
public sealed record WalletView(
    [property: Id(0)] string? Provider,
    [property: Id(1)] bool IsTypedHere,
    [property: Id(2)] ImmutableArray<MethodView> Methods,
    [property: Id(3)] AutoPayTerms? Automatic,
    [property: Id(4)] ImmutableArray<AutoPaymentView> Occasions)
{
    /// <summary>One payment can be made on the provider's page, with a card that is not kept.</summary>
    [Id(5)]
    public bool HasPage { get; init; }
}

/// <summary>A card that is kept.</summary>
/// <param name="ExpiresOn">The last day on which it can be charged, as <c>2028-09-30</c>.</param>
/// <param name="Reason">Why it is frozen.</param>
[GenerateSerializer, Immutable, Alias("billing.method-view")]
public sealed record MethodView(
    [property: Id(0)] long MethodId,
    [property: Id(1)] string Brand,
    [property: Id(2)] string LastFour,
    [property: Id(3)] string ExpiresOn,
    [property: Id(4)] bool IsFrozen,
    [property: Id(5)] string? Reason,
    [property: Id(6)] Instant SavedAt);

/// <summary>What is paid without asking, in the balance's currency.</summary>
/// <param name="MethodId">From which card.</param>
/// <param name="Invoices">Null: no invoice.</param>
/// <param name="TopUp">Null: no top-up.</param>
[GenerateSerializer, Immutable, Alias("billing.auto-pay-terms")]
public sealed record AutoPayTerms(
    [property: Id(0)] long MethodId,
    [property: Id(1)] InvoiceMoment? Invoices,
    [property: Id(2)] AutoTopUp? TopUp);

/// <summary>Numbers are on the wire and stored.</summary>
[GenerateSerializer]
public enum InvoiceMoment
{
    WhenIssued = 1,

    /// <summary>On the last day to pay on, by the customer's clock.</summary>
    WhenDue = 2,
}

/// <param name="Below">When there is less than this to spend, running sessions considered …</param>
/// <param name="Amount">… this is brought in, …</param>
/// <param name="MostADay">… so many times a day at most, by the customer's clock.</param>
[GenerateSerializer, Immutable, Alias("billing.auto-top-up")]
public sealed record AutoTopUp(
    [property: Id(0)] decimal Below,
    [property: Id(1)] decimal Amount,
    [property: Id(2)] int MostADay);

/// <summary>Something to pay without asking, and how far that is.</summary>
/// <param name="Invoice">The invoice's number; null: funds fell below.</param>
/// <param name="Attempt">The one that is next or was the last, from one.</param>
/// <param name="NextAt">Of an open one.</param>
/// <param name="Reason">Of the last decline.</param>
[GenerateSerializer, Immutable, Alias("billing.auto-payment-view")]
public sealed record AutoPaymentView(
    [property: Id(0)] long AutoPaymentId,
    [property: Id(1)] string? Invoice,
    [property: Id(2)] int Attempt,
    [property: Id(3)] AutoPaymentState State,
    [property: Id(4)] Instant NextAt,
    [property: Id(5)] string? Reason,
    [property: Id(6)] Instant BegunAt);

/// <summary>Numbers are on the wire and stored.</summary>
[GenerateSerializer]
public enum AutoPaymentState
{
    Open = 1,
    Paid = 2,

    /// <summary>Declined too often, or for good: the card is frozen.</summary>
    GivenUp = 3,

    /// <summary>Somebody paid it meanwhile, or it is not to be paid by itself any more.</summary>
    NotNeeded = 4,
}

/// <param name="OperationId">The asker's key, up to 80 characters.</param>
/// <param name="Card">Where cards are typed on our pages.</param>
/// <param name="Reference">Where not: what the provider's page came back with.</param>
[GenerateSerializer, Immutable, Alias("billing.save-method-order")]
public sealed record SaveMethodOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] Card? Card,
    [property: Id(2)] string? Reference,
    [property: Id(3)] string By);

/// <summary>What came of an order, durable when it is told.</summary>
/// <param name="MethodId">The card.</param>
/// <param name="Url">The provider's page.</param>
/// <param name="Decline">The provider's reason, for people.</param>
[GenerateSerializer, Immutable, Alias("billing.wallet-reply")]
public sealed record WalletReply(
    [property: Id(0)] PaymentResult Result,
    [property: Id(1)] long MethodId = 0,
    [property: Id(2)] string? Url = null,
    [property: Id(3)] string? Decline = null,
    [property: Id(4)] ImmutableArray<FieldProblem> Problems = default);
