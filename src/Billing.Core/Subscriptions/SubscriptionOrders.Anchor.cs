using Billing.Core.BillingPeriods;
using NodaTime;

namespace Billing.Core.Subscriptions;

// What periods are counted from.
public static partial class SubscriptionOrders
{
    private const int MonthsOfYear = 12;
    private const int MostYears = 100;

    private static Subscription Begin(Subscription subscription, PendingPlan plan, Instant at, Instant? orderedAt = null, LocalDate? anchorOn = null)
    {
        var feesFrom = subscription.DayOf(at).PlusDays(plan.Terms.TrialDays);

        return subscription with
        {
            Pending = null,
            ChargedThrough = at - Duration.Epsilon,
            Segments =
            [
                new()
                {
                    Number = 1,
                    PlanId = plan.PlanId,
                    Terms = plan.Terms,
                    Quantity = plan.Quantity,
                    From = at,
                    OrderedAt = orderedAt,
                    Anchor = anchorOn ?? AnchorOf(feesFrom, plan.AnchorDay, plan.Terms.Cycle.Count),
                    FeesFrom = feesFrom,
                    PlanFrom = feesFrom,
                },
            ],
        };
    }

    /// <summary>A day that periods by anniversary can be counted from, so that they begin on a day of the month, or on a short month's last.</summary>
    /// <remarks>
    /// Of several months at a time the first day's month is one that they begin in. If it has the day by then, the first period began with
    /// it; else that begins within the month, and the one before ends on it: of a year from the 21st, ordered on June 9, it is 12 days.
    /// </remarks>
    /// <param name="first">A day that is in the first one.</param>
    /// <param name="day">1 to 31; null: that of the first.</param>
    /// <param name="months">How many are a period.</param>
    public static LocalDate AnchorOf(LocalDate first, int? day, int months = 1)
    {
        if (day is not { } wanted || wanted == first.Day)
        {
            return first;
        }

        if (wanted < first.Day)
        {
            return first.PlusDays(wanted - first.Day);
        }

        // Counted from a month that has the day, it comes back after those that have not. Of some numbers none has: the longest.
        var found = default(LocalDate?);

        for (var back = 1; back <= MonthsOfYear && found?.Day != wanted; back++)
        {
            var month = new LocalDate(first.Year, first.Month, 1).PlusMonths(-back * months);
            var last = int.Min(wanted, month.Calendar.GetDaysInMonth(month.Year, month.Month));
            found = found?.Day >= last ? found : month.PlusDays(last - 1);
        }

        return found!.Value;
    }

    // Whether its anchor is what a day of the month gives; else it was given as a date.
    private static bool IsOfDay(Segment segment) => segment.Terms.Cycle is { Kind: PeriodKind.MonthlyAnniversary, Count: var months }
        && segment.Anchor == AnchorOf(segment.FeesFrom, segment.Anchor.Day, months);

    private static string? Anchorable(SubscriptionTerms terms, int day) =>
        day is < 1 or > 31 ? "anchorDay: expected 1 to 31"
        : terms.Cycle.Kind is not PeriodKind.MonthlyAnniversary ? "anchorDay: expected none, the plan's periods are not counted from a day of the month"
        : null;

    /// <summary>What is wrong with a day that a plan's periods are to be counted from; null: nothing.</summary>
    /// <param name="day">When the plan begins.</param>
    public static string? Misanchored(SubscriptionTerms terms, LocalDate anchor, LocalDate day)
    {
        ArgumentNullException.ThrowIfNull(terms);

        return !terms.Cycle.IsAnchored ? "anchor: expected none, the plan's periods are not counted from a day"
            : Period.Between(anchor, day, PeriodUnits.Years).Years is < -MostYears or > MostYears
                ? FormattableString.Invariant($"anchor: expected a day no more than {MostYears} years off")
            : null;
    }
}
