using System.Collections.Immutable;
using NodaTime;

namespace Billing.Core.Subscriptions;

/// <summary>A subscription's start, change of plan or end, whoever ordered it, that the products of its account follow.</summary>
/// <param name="AccountId">Null: the customer's as a whole.</param>
/// <param name="Number">What <see cref="Subscription.ProductsOf"/> is when it was followed.</param>
/// <param name="At">When it takes effect.</param>
/// <param name="PlanBefore">The number of the plan that was left; null: it starts.</param>
/// <param name="Plan">Null: it ends.</param>
public sealed record ProductMove(long SubscriptionId, long? AccountId, int Number, Instant At, long? PlanBefore, long? Plan);

/// <summary>Which of these no account has followed yet: a function of the history, as charges are.</summary>
/// <remarks>A move is done, then noted in <see cref="Subscription.ProductsOf"/>. Done and not noted, it is done again, to no effect.</remarks>
public static class ProductMoves
{
    /// <summary>The earliest of these, due or yet to come; null when there is none.</summary>
    public static ProductMove? Next(IEnumerable<Subscription> subscriptions) => subscriptions.Select(Of).OfType<ProductMove>().MinBy(move => move.At);

    /// <summary>Subscriptions after one has ended: what came in the place of its product is to give back what was there before that.</summary>
    /// <param name="product">That of the plan that has ended.</param>
    public static ImmutableArray<Subscription> HandedOn(ImmutableArray<Subscription> subscriptions, Subscription ended, long product)
    {
        ArgumentNullException.ThrowIfNull(ended);

        return ended.ProductBefore is not { } before
            ? subscriptions
            : [.. subscriptions.Select(one => one.AccountId == ended.AccountId && one.ProductBefore == product ? one with { ProductBefore = before } : one)];
    }

    // What ends as it begins is nobody's plan.
    private static ProductMove? Of(Subscription subscription)
    {
        for (var i = 0; i < subscription.Segments.Length; i++)
        {
            var (before, segment) = (i == 0 ? null : subscription.Segments[i - 1], subscription.Segments[i]);

            if (segment.Number > subscription.ProductsOf && segment.PlanId != before?.PlanId && segment.To != segment.From)
            {
                return new(subscription.SubscriptionId, subscription.AccountId, segment.Number, segment.From, before?.PlanId, segment.PlanId);
            }
        }

        // The end comes after the last stretch, and takes back what was given only.
        return subscription.Latest is { End: SegmentEnd.Cancelled, To: { } end, Number: var last } && last >= subscription.ProductsOf
            && subscription.Segments.LastOrDefault(one => one.To != one.From || one.Number <= subscription.ProductsOf) is { PlanId: var left }
            ? new(subscription.SubscriptionId, subscription.AccountId, last + 1, end, left, null)
            : null;
    }
}
