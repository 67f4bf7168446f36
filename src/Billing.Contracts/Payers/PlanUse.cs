using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Contracts.Payers;

public enum SubscriberSort
{
    /// <summary>When it was ordered.</summary>
    Since,
}

/// <summary>Subscriptions to any version of a plan. What is not null must fit.</summary>
/// <param name="Text">A part of the customer's name, or the beginning of its number.</param>
/// <param name="State">Null: all that have not ended.</param>
public sealed record SubscriberFilter(long PlanHeadId, string? Text = null, SubscriptionState? State = null);

/// <param name="Login">Of the account whose it is; null: the customer's as a whole.</param>
/// <param name="Version">Of the plan's, counted from 1: the one that it has or changes to.</param>
public sealed record SubscriberRow(
    long SubscriptionId,
    long BalanceId,
    long CustomerId,
    string CustomerNumber,
    string Customer,
    string? Login,
    int Version,
    SubscriptionState State,
    Instant Since);

/// <param name="Version">Counted from 1.</param>
/// <param name="Product">What a line gets with it; null: the fee alone.</param>
/// <param name="Subscriptions">Those that have not ended; counted up to 10 000.</param>
public sealed record PlanVersionRow(int Version, SubscriptionTerms Terms, string? Product, long Subscriptions);
