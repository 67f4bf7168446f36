using Billing.Core.BillingPeriods;
using NodaTime;

namespace Billing.Core.Subscriptions;

/// <summary>What it costs to end before the minimum term.</summary>
internal static class EarlyEnds
{
    public static bool IsEarly(Subscription subscription, Segment segment) =>
        segment is { End: SegmentEnd.Cancelled, To: { } to, IsPenaltyWaived: false, Terms.MinimumTermMonths: > 0 }
        && subscription.DayOf(to) < TermEnd(segment);

    public static decimal Penalty(Subscription subscription, Segment segment) =>
        !IsEarly(subscription, segment) ? 0 : segment.Terms.EarlyEnd switch
        {
            EarlyEnd.Fixed => segment.Terms.PenaltyAmount,
            EarlyEnd.RemainingFees => RemainingFees(subscription, segment),
            EarlyEnd.DiscountsGiven => DiscountsGiven(subscription, segment),
            _ => 0,
        };

    // Of a last period that reaches beyond the term only the days within it.
    private static decimal RemainingFees(Subscription subscription, Segment segment)
    {
        if (segment.Terms.Cycle.Kind is PeriodKind.Never)
        {
            return 0;
        }

        var fees = new SegmentFees(subscription, segment);
        var index = segment.Terms.Cycle.IndexOf(LocalDate.Max(fees.EndsOn, segment.FeesFrom), segment.Anchor) + 1;
        var sum = 0m;

        for (var period = segment.Terms.Cycle.Number(index, segment.Anchor);
            period.From < TermEnd(segment);
            period = segment.Terms.Cycle.Number(++index, segment.Anchor))
        {
            sum += Charges.Share(fees.In(period), period.Within(new(period.From, TermEnd(segment))).Days, period.Days);
        }

        return sum;
    }

    // Of all stretches of the plan, pauses between them left out.
    private static decimal DiscountsGiven(Subscription subscription, Segment segment)
    {
        var before = subscription with
        {
            Segments =
            [
                .. subscription.Segments
                    .Where(one => one.PlanId == segment.PlanId && one.PlanFrom == segment.PlanFrom)
                    .Select(one => one == segment ? one with { IsPenaltyWaived = true } : one),
            ],
        };

        return Charges.Due(before, Instant.MinValue, segment.To!.Value).Sum(charge => charge.Full - charge.Amount);
    }

    private static LocalDate TermEnd(Segment segment) => segment.PlanFrom.PlusMonths(segment.Terms.MinimumTermMonths);
}
