using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Billing.Core.Subscriptions;

// Fees for which there were no funds wait until their stretch is over: an end that is still to come leaves them to be paid.
public static partial class SubscriptionOrders
{
    /// <summary>
    /// What could not be charged of stretches that are over by an instant: fees in advance lapse, for those days were not used, and of a
    /// subscription that has ended nothing more is asked for.
    /// </summary>
    public static Subscription Lapse(this Subscription subscription, Instant now)
    {
        ArgumentNullException.ThrowIfNull(subscription);

        if (subscription.Unfunded.IsEmpty)
        {
            return subscription;
        }

        var hasEnded = subscription.Latest is { End: SegmentEnd.Cancelled, To: { } end } && end <= now;
        var over = subscription.Segments.Where(segment => segment.To <= now).Select(segment => segment.Number).ToHashSet();
        var lapsed = subscription.Unfunded.Where(charge => charge.IsInAdvance && (hasEnded || over.Contains(NumberOf(charge.Key)))).ToImmutableHashSet();

        return !hasEnded && lapsed.IsEmpty
            ? subscription
            : subscription with
            {
                Lapsed = subscription.Lapsed.Union(lapsed.Select(charge => charge.Key)),
                Unfunded = hasEnded ? [] : [.. subscription.Unfunded.Where(charge => !lapsed.Contains(charge))],
            };
    }

    /// <summary>What was due was charged for fewer of its days: of the others nothing can be given back, and no discount was given.</summary>
    public static Subscription Shrank(this Subscription subscription, DueCharge due, DueCharge made)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(due);
        ArgumentNullException.ThrowIfNull(made);

        return made.Days.From > due.Days.From
            ? subscription with { Shrunk = subscription.Shrunk.SetItem(due.Key, made.Days.From) }
            : subscription;
    }

    // The stretch that a charge is of: "fee.1", "day.2026-11-01.1".
    private static int NumberOf(ChargeKey key) => int.Parse(key.Part.AsSpan(key.Part.LastIndexOf('.') + 1), CultureInfo.InvariantCulture);
}
