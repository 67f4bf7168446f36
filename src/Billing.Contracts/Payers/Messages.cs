using System.Collections.Immutable;
using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Contracts.Payers;

/// <param name="Class">A customer class's name.</param>
/// <param name="AnchorDay">The day of the month on which billing periods by anniversary begin; null: today's.</param>
/// <param name="By">The signed-in user's name, for the audit log; null: a program asks.</param>
[GenerateSerializer, Immutable, Alias("billing.payer-order")]
public sealed record PayerOrder(
    [property: Id(0)] string Class,
    [property: Id(1)] bool IsTaxExempt,
    [property: Id(2)] int? AnchorDay,
    [property: Id(3)] string? By = null);

/// <param name="OperationId">The asker's key, up to 100 characters.</param>
/// <param name="PlanId">In the balance's currency.</param>
/// <param name="AccountId">One of the balance's; null: the customer as a whole.</param>
/// <param name="AnchorDay">Where its periods by anniversary begin; null: with the first fee.</param>
/// <param name="At">Null: now.</param>
/// <param name="By">The signed-in user's name, for the audit log; null: a program asks.</param>
/// <param name="IsPreview">Only tell what it would charge, through the next period.</param>
/// <param name="IsBackdated"><paramref name="At"/> may have passed, by a year at the most: its fees are charged from then on.</param>
/// <param name="ProductBefore">The main product in whose place the asker has put the plan's: the end gives it back. Null: what is there when it starts.</param>
/// <param name="Anchor">A day such as <c>2026-03-31</c> from which periods are counted that are counted from a day; null: by <paramref name="AnchorDay"/>.</param>
[GenerateSerializer, Immutable, Alias("billing.subscribe-order")]
public sealed record SubscribeOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] long PlanId,
    [property: Id(2)] long? AccountId,
    [property: Id(3)] int Quantity = 1,
    [property: Id(4)] int? AnchorDay = null,
    [property: Id(5)] Instant? At = null,
    [property: Id(6)] string? By = null,
    [property: Id(7)] bool IsPreview = false,
    [property: Id(8)] bool IsBackdated = false,
    [property: Id(9)] long? ProductBefore = null,
    [property: Id(10)] string? Anchor = null);

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum SubscriptionVerb
{
    ChangePlan = 1,
    Pause = 2,
    Resume = 3,
    Cancel = 4,

    /// <summary>Begins what waits for first use.</summary>
    Activate = 5,

    /// <summary>Takes back what is to come: an end, a change of plan, a pause, a resumption.</summary>
    Withdraw = 6,
}

/// <param name="PlanId">With <see cref="SubscriptionVerb.ChangePlan"/>; null: as it is.</param>
/// <param name="Quantity">With <see cref="SubscriptionVerb.ChangePlan"/>; null: as it is.</param>
/// <param name="StartsPeriod">
/// Whether periods are counted anew from the day of the change; null: if the cycle is another one. With
/// <see cref="SubscriptionVerb.Resume"/> whether from the day on which it goes on.
/// </param>
/// <param name="At">Null: now.</param>
/// <param name="AtPeriodEnd">At the end of the running period instead.</param>
/// <param name="IsPenaltyWaived">With <see cref="SubscriptionVerb.Cancel"/>, and with a change to a plan that binds less long.</param>
/// <param name="IsPreview">Tell the charges, change nothing.</param>
/// <param name="AnchorDay">
/// With <see cref="SubscriptionVerb.ChangePlan"/> and <see cref="SubscriptionVerb.Resume"/>: periods by anniversary begin on this day of the month from then on, or on a short month's
/// last; null: as they do. Unused days of the running period are credited, those until the first one charged.
/// </param>
/// <param name="IsBackdated">
/// Of a change of plan, a pause or an end: <paramref name="At"/> may be an earlier day of the running period, on which no invoice is. What it
/// changes since is credited and charged now, on the open invoice.
/// </param>
/// <param name="By">The signed-in user's name, for the audit log; null: a program asks.</param>
/// <param name="Credit">Of an end or a change of plan: what of the running period of what ends is credited.</param>
/// <param name="Anchor">With a change and a resumption: a day such as <c>2026-03-31</c> from which periods are counted; null: as they are.</param>
/// <param name="TrialEnd">With <see cref="SubscriptionVerb.ChangePlan"/>: the first day that costs a fee, that of the change or later; null: a trial goes on until its day.</param>
[GenerateSerializer, Immutable, Alias("billing.subscription-change")]
public sealed record SubscriptionChange(
    [property: Id(0)] long SubscriptionId,
    [property: Id(1)] SubscriptionVerb Verb,
    [property: Id(2)] long? PlanId = null,
    [property: Id(3)] int? Quantity = null,
    [property: Id(4)] bool? StartsPeriod = null,
    [property: Id(5)] Instant? At = null,
    [property: Id(6)] bool AtPeriodEnd = false,
    [property: Id(7)] bool IsPenaltyWaived = false,
    [property: Id(8)] bool IsPreview = false,
    [property: Id(9)] string? By = null,
    [property: Id(10)] int? AnchorDay = null,
    [property: Id(11)] bool IsBackdated = false,
    [property: Id(12)] EndCredit Credit = EndCredit.AsPlan,
    [property: Id(13)] string? Anchor = null,
    [property: Id(14)] string? TrialEnd = null);

/// <summary>What came of an order, durable when it is told.</summary>
/// <param name="Problem">Null: done. Else the field and what was expected; nothing was changed.</param>
/// <param name="Id">The subscription, invoice or coupon.</param>
/// <param name="Charges">What the order makes due: now and, of a preview, through the next period.</param>
[GenerateSerializer, Immutable, Alias("billing.payer-reply")]
public sealed record PayerReply(
    [property: Id(0)] string? Problem,
    [property: Id(1)] long Id = 0,
    [property: Id(2)] ImmutableArray<ChargeView> Charges = default)
{
    public static readonly PayerReply Done = new((string?)null);

    public bool IsDone => Problem is null;
}

/// <summary>A charge that is made or to come.</summary>
/// <param name="Kind"><c>activation</c>, <c>fee</c>, <c>credit</c>, <c>penalty</c>.</param>
/// <param name="FromDay">The first day that it is for, as <c>2026-11-01</c>; <paramref name="ToDay"/> is the first after them.</param>
[GenerateSerializer, Immutable, Alias("billing.charge-view")]
public sealed record ChargeView(
    [property: Id(0)] Instant DueAt,
    [property: Id(1)] string Kind,
    [property: Id(2)] string Name,
    [property: Id(3)] decimal Amount,
    [property: Id(4)] string FromDay,
    [property: Id(5)] string ToDay);

/// <param name="Steps">How many steps were due.</param>
/// <param name="NextAt">When the next one is.</param>
[GenerateSerializer, Immutable, Alias("billing.advance-reply")]
public sealed record AdvanceReply([property: Id(0)] int Steps, [property: Id(1)] Instant? NextAt);

/// <summary>An invoice that is not issued.</summary>
[GenerateSerializer, Immutable, Alias("billing.draft-reply")]
public sealed record DraftReply(
    [property: Id(0)] string FromDay,
    [property: Id(1)] string ToDay,
    [property: Id(2)] int Lines,
    [property: Id(3)] decimal Net,
    [property: Id(4)] decimal Tax,
    [property: Id(5)] decimal Total,
    [property: Id(6)] decimal AmountDue,
    [property: Id(7)] string Currency);
