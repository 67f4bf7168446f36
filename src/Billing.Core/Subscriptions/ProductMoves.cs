using NodaTime;

namespace Billing.Core.Subscriptions;

/// <summary>A change of plan, whoever ordered it, that the products of the subscription's account follow.</summary>
/// <param name="AccountId">Null: the customer's as a whole.</param>
/// <param name="Number">Of the segment that the change began.</param>
/// <param name="At">When it takes effect.</param>
/// <param name="PlanBefore">The number of the plan that was left.</param>
public sealed record ProductMove(long SubscriptionId, long? AccountId, int Number, Instant At, long PlanBefore, long Plan);

/// <summary>Which changes of plan no account has followed yet: a function of the history, as charges are.</summary>
/// <remarks>A move is done, then noted in <see cref="Subscription.ProductsOf"/>. Done and not noted, it is done again, to no effect.</remarks>
public static class ProductMoves
{
    /// <summary>The earliest of these, due or yet to come; null when there is none.</summary>
    public static ProductMove? Next(IEnumerable<Subscription> subscriptions) => subscriptions.Select(Of).OfType<ProductMove>().MinBy(move => move.At);

    // What is cancelled as it begins is nobody's plan.
    private static ProductMove? Of(Subscription subscription)
    {
        for (var i = 1; i < subscription.Segments.Length; i++)
        {
            var (before, segment) = (subscription.Segments[i - 1], subscription.Segments[i]);

            if (segment.Number > subscription.ProductsOf && segment.PlanId != before.PlanId && segment.To != segment.From)
            {
                return new(subscription.SubscriptionId, subscription.AccountId, segment.Number, segment.From, before.PlanId, segment.PlanId);
            }
        }

        return null;
    }
}
