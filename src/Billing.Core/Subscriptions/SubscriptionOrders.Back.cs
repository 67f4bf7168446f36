using Billing.Core.BillingPeriods;
using NodaTime;
using NodaTime.Text;

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

        return at < first ? $"at: expected {first} or later, when the running period began"
            : LastLapsed(subscription, segment) is { } lapsed ? BeforePaid(subscription, lapsed.PlusDays(1), at)
            : null;
    }

    /// <summary>What is wrong with an order that is dated back to before the first day that was paid for: those days were not served.</summary>
    /// <returns>Null: nothing.</returns>
    public static string? BeforePaid(Subscription subscription, LocalDate paidFrom, Instant at)
    {
        ArgumentNullException.ThrowIfNull(subscription);

        return subscription.DayOf(at) < paidFrom
            ? $"at: expected {subscription.Midnight(paidFrom)} or later, nobody paid for the days before"
            : null;
    }

    // Of a stretch that is charged day by day: "day.2026-11-01.1".
    private static LocalDate? LastLapsed(Subscription subscription, Segment segment)
    {
        var days = subscription.Lapsed
            .Where(key => key.Part.StartsWith("day.", StringComparison.Ordinal) && NumberOf(key) == segment.Number)
            .Select(key => LocalDatePattern.Iso.Parse(key.Part["day.".Length..key.Part.LastIndexOf('.')]).Value)
            .ToArray();

        return days.Length == 0 ? null : days.Max();
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
