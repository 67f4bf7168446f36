using Billing.Core.BillingPeriods;
using NodaTime;

namespace Billing.Core.Subscriptions;

// An order may say that it has been so since an earlier day. What was charged since stays charged: what is no longer owed of it is
// credited and what is owed instead is charged when that is ordered, and together they come to what the order of that day would have.
public static partial class SubscriptionOrders
{
    // Fees of periods that are over stand, and so do the days for which nobody paid, for they were not served.
    private static string? TooEarly(Subscription subscription, Segment segment, Instant at, Instant now)
    {
        if (!subscription.Unfunded.IsEmpty)
        {
            return $"at: expected {now} or later, as long as a fee is unpaid";
        }

        var first = FirstOpen(subscription, segment, now);

        return at < first ? $"at: expected {first} or later, when the running period began" : null;
    }

    private static Instant FirstOpen(Subscription subscription, Segment segment, Instant now)
    {
        if (segment.Terms.Cycle.Kind is PeriodKind.Never || subscription.DayOf(now) < segment.FeesFrom)
        {
            return segment.From;
        }

        var period = segment.Terms.Cycle.At(subscription.DayOf(now), segment.Anchor);

        return segment.FeesFrom >= period.From ? segment.From : subscription.Midnight(period.From);
    }
}
