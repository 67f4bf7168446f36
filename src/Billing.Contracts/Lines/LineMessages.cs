using System.Collections.Immutable;
using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using NodaTime;

namespace Billing.Contracts.Lines;

/// <summary>Whose lines somebody may see to. Exactly one is given.</summary>
/// <param name="CustomerId">All of a customer's.</param>
/// <param name="AccountId">This one.</param>
[GenerateSerializer, Immutable, Alias("billing.line-owner")]
public sealed record LineOwner([property: Id(0)] long? CustomerId, [property: Id(1)] long? AccountId);

/// <param name="IsBilled">Whether fees are charged already; else an order begins that.</param>
/// <param name="MayOrder">False: somebody else pays for the line, or there are no billing terms for the customer.</param>
/// <param name="Plan">What the line has; null: a product without a fee.</param>
/// <param name="Others">Fees of the line or its customer that are not the subscriber's to change.</param>
/// <param name="Offers">What may be chosen: plans in the place of the present one, and add-ons.</param>
/// <param name="ChangeAt">When products that were ordered for later come; null: nothing is to come.</param>
[GenerateSerializer, Immutable, Alias("billing.line-plans")]
public sealed record LinePlans(
    [property: Id(0)] string Currency,
    [property: Id(1)] bool IsBilled,
    [property: Id(2)] bool MayOrder,
    [property: Id(3)] LineSubscription? Plan,
    [property: Id(4)] ImmutableArray<LineSubscription> AddOns,
    [property: Id(5)] ImmutableArray<LineSubscription> Others,
    [property: Id(6)] ImmutableArray<LineOffer> Offers,
    [property: Id(7)] Instant? ChangeAt);

/// <param name="Fee">Of one period, for all pieces.</param>
/// <param name="PeriodCount">So many periods of the kind are one of the plan's.</param>
/// <param name="State">In small letters, as of subscriptions.</param>
/// <param name="RenewsAt">When the next period begins; null: it has none.</param>
/// <param name="EndsAt">Null: it has no end.</param>
/// <param name="Next">The plan that comes in its place, <paramref name="NextAt"/>.</param>
[GenerateSerializer, Immutable, Alias("billing.line-subscription")]
public sealed record LineSubscription(
    [property: Id(0)] long SubscriptionId,
    [property: Id(1)] string Name,
    [property: Id(2)] decimal Fee,
    [property: Id(3)] PeriodKind Period,
    [property: Id(4)] int PeriodCount,
    [property: Id(5)] string State,
    [property: Id(6)] Instant? RenewsAt,
    [property: Id(7)] Instant? EndsAt,
    [property: Id(8)] string? Next,
    [property: Id(9)] Instant? NextAt);

/// <param name="PlanId">The newest version.</param>
/// <param name="Product">What the line gets with it; null: nothing but the fee.</param>
/// <param name="Services">Of the product.</param>
/// <param name="TrialDays">That cost nothing.</param>
/// <param name="MinimumTermMonths">Zero: none.</param>
[GenerateSerializer, Immutable, Alias("billing.line-offer")]
public sealed record LineOffer(
    [property: Id(0)] long PlanId,
    [property: Id(1)] string Name,
    [property: Id(2)] PlanOffer As,
    [property: Id(3)] decimal Fee,
    [property: Id(4)] decimal ActivationFee,
    [property: Id(5)] PeriodKind Period,
    [property: Id(6)] int PeriodCount,
    [property: Id(7)] string? Product,
    [property: Id(8)] ImmutableArray<string> Services,
    [property: Id(9)] int TrialDays,
    [property: Id(10)] int MinimumTermMonths);

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum LineVerb
{
    /// <summary>Another plan in the place of the present one.</summary>
    Change = 1,
    Add = 2,

    /// <summary>An add-on is given up.</summary>
    End = 3,
}

/// <param name="OperationId">The asker's key, up to 80 characters.</param>
/// <param name="PlanId">Of an offer, with <see cref="LineVerb.Change"/> and <see cref="LineVerb.Add"/>.</param>
/// <param name="SubscriptionId">With <see cref="LineVerb.End"/>.</param>
/// <param name="AtRenewal">When the running period ends, instead of now.</param>
/// <param name="By">The signed-in user's name.</param>
[GenerateSerializer, Immutable, Alias("billing.line-order")]
public sealed record LineOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] LineVerb Verb,
    [property: Id(2)] long? PlanId,
    [property: Id(3)] long? SubscriptionId,
    [property: Id(4)] bool AtRenewal,
    [property: Id(5)] LineOwner Owner,
    [property: Id(6)] string By);

/// <summary>Why an order is not taken. Numbers are on the wire.</summary>
[GenerateSerializer]
public enum LineProblem
{
    None = 0,

    /// <summary>There is no such line, plan or add-on among theirs.</summary>
    NotTheirs = 1,

    /// <summary>It is not one that subscribers may choose, or they have it.</summary>
    NotOffered = 2,

    /// <summary>Today's price is more than the funds.</summary>
    NoFunds = 3,

    /// <summary>Another change is to come first.</summary>
    ChangeToCome = 4,

    /// <summary>Something else: the detail says it, in English.</summary>
    Refused = 5,

    /// <summary>The key was used for another order.</summary>
    OtherOrder = 6,

    /// <summary>What is owed is overdue, and services are limited or suspended: a payment comes first.</summary>
    Overdue = 7,
}

/// <param name="Charges">What the order makes due: now, and through the next period.</param>
/// <param name="EffectiveAt">When it holds.</param>
/// <param name="DueNow">Of the charges, in the currency; below zero it is given back.</param>
/// <param name="Available">What the funds are now.</param>
[GenerateSerializer, Immutable, Alias("billing.line-reply")]
public sealed record LineReply(
    [property: Id(0)] LineProblem Problem,
    [property: Id(1)] string? Detail = null,
    [property: Id(2)] ImmutableArray<ChargeView> Charges = default,
    [property: Id(3)] Instant? EffectiveAt = null,
    [property: Id(4)] decimal DueNow = 0,
    [property: Id(5)] decimal Available = 0)
{
    public bool IsDone => Problem is LineProblem.None;
}

/// <summary>The same usage on each plan: that of the last 91 days, as if it came again in the next 91, at the prices in force then.</summary>
/// <param name="Uses">How many were priced.</param>
/// <param name="IsCut">There were more: these are the newest.</param>
/// <param name="Paid">What they cost as they were, allowances and discounts of then taken off.</param>
[GenerateSerializer, Immutable, Alias("billing.line-comparison")]
public sealed record LineComparison(
    [property: Id(0)] string Currency,
    [property: Id(1)] int Uses,
    [property: Id(2)] bool IsCut,
    [property: Id(3)] decimal Paid,
    [property: Id(4)] ImmutableArray<LinePrice> Plans)
{
    public const int Days = 91;
}

/// <param name="PlanId">Null: what the line has now.</param>
/// <param name="Fees">Of the three months to come, activation included.</param>
/// <param name="Usage">With the allowances and discounts of its products.</param>
/// <param name="Unpriced">Uses that it has no price for; they are in no sum.</param>
[GenerateSerializer, Immutable, Alias("billing.line-price")]
public sealed record LinePrice(
    [property: Id(0)] long? PlanId,
    [property: Id(1)] string Name,
    [property: Id(2)] decimal Fees,
    [property: Id(3)] decimal Usage,
    [property: Id(4)] int Unpriced)
{
    public decimal Total => Fees + Usage;
}
