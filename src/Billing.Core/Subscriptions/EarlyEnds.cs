using Billing.Core.BillingPeriods;
using NodaTime;

namespace Billing.Core.Subscriptions;

/// <summary>What it costs to end before the minimum term.</summary>
public static class EarlyEnds
{
    /// <remarks>
    /// A change to a plan that binds less long is an early end of the old one: else the term could be left by way of a plan
    /// without one. A plan whose own term ends no earlier takes its place.
    /// </remarks>
    internal static bool IsEarly(Subscription subscription, Segment segment) =>
        segment is { To: { } to, IsPenaltyWaived: false, Terms.MinimumTermMonths: > 0 }
        && segment.Number > subscription.Unrun && subscription.DayOf(to) is var day && day < TermEnd(segment, day)
        && segment.End switch
        {
            SegmentEnd.Cancelled => true,
            SegmentEnd.PlanChanged => subscription.Segments.FirstOrDefault(one => one.Number == segment.Number + 1) is { } next
                && next.PlanId != segment.PlanId && TermEnd(next, day) < TermEnd(segment, day),
            _ => false,
        };

    /// <summary>Whether a stretch that was left early costs the fees until its minimum term's end, and with them all of some days that it was charged for.</summary>
    /// <param name="stretch">Its number.</param>
    public static bool IsChargedToTermEnd(Subscription subscription, int stretch, DateSpan days)
    {
        ArgumentNullException.ThrowIfNull(subscription);

        return subscription.Segments.FirstOrDefault(one => one.Number == stretch) is { Terms.EarlyEnd: EarlyEnd.RemainingFees } left
            && IsEarly(subscription, left) && new SegmentFees(subscription, left).ChargedTo(days) == days.To;
    }

    internal static decimal Penalty(Subscription subscription, Segment segment) =>
        IsEarly(subscription, segment) ? OfAll(subscription, segment)
        : Gone(subscription, segment) is > 0 and var gone ? Charges.Share(OfAll(subscription, segment), gone, segment.Quantity)
        : 0;

    // Pieces that go before the term's end, where the plan binds each of them: they cost their share of what all would cost.
    private static int Gone(Subscription subscription, Segment segment) =>
        segment is { To: { } to, End: SegmentEnd.PlanChanged, IsPenaltyWaived: false, Terms: { MinimumTermMonths: > 0, BindsPieces: true } }
        && segment.Number > subscription.Unrun && subscription.DayOf(to) is var day && day < TermEnd(segment, day)
        && subscription.Segments.FirstOrDefault(one => one.Number == segment.Number + 1) is { } next && next.PlanId == segment.PlanId
            ? segment.Quantity - next.Quantity
            : 0;

    private static decimal OfAll(Subscription subscription, Segment segment) => segment.Terms.EarlyEnd switch
    {
        EarlyEnd.Fixed => segment.Terms.PenaltyAmount * (segment.Terms.BindsPieces ? segment.Quantity : 1),
        EarlyEnd.RemainingFees => RemainingFees(subscription, segment),
        EarlyEnd.DiscountsGiven => DiscountsGiven(subscription, segment),
        _ => 0,
    };

    // What the stretch would have cost up to the term's end, less what it costs: so all models come to the same, whatever the day.
    private static decimal RemainingFees(Subscription subscription, Segment segment)
    {
        var whole = segment with
        {
            To = subscription.Midnight(TermEnd(segment, subscription.DayOf(segment.To!.Value))),
            ToDecidedAt = Instant.MinValue,
            End = SegmentEnd.Paused,
            Credit = EndCredit.AsPlan,
            CutTo = null,
        };

        return decimal.Max(0, Charges.FeesOf(subscription, whole) - Charges.FeesOf(subscription, segment));
    }

    // Of all stretches of the plan, pauses between them left out: of one whose term renews, since that began which is left early. What
    // never ran tells which of them is the first.
    private static decimal DiscountsGiven(Subscription subscription, Segment segment)
    {
        var before = subscription with
        {
            Segments =
            [
                .. subscription.Segments
                    .Where(one => one.Number <= subscription.Unrun
                        || (one.PlanId == segment.PlanId && one.PlanFrom == segment.PlanFrom && one.Number <= segment.Number))
                    .Select(one => one == segment ? one with { IsPenaltyWaived = true } : one),
            ],
        };

        var (since, _) = Term(segment, subscription.DayOf(segment.To!.Value));

        // Pieces that went before have paid theirs back.
        var paid = subscription.Segments
            .Where(one => one.Number < segment.Number && one.PlanId == segment.PlanId && one.PlanFrom == segment.PlanFrom
                && one.To is { } to && subscription.DayOf(to) >= since)
            .Sum(one => Penalty(subscription, one));

        return Charges.Discounted(before, segment.ClosedAt!.Value, since > segment.PlanFrom ? since : null) - paid;
    }

    /// <summary>The first day that the minimum term does not have any more: of one that begins anew each time, of the one that a day is in or after.</summary>
    internal static LocalDate TermEnd(Segment segment, LocalDate day) => Term(segment, day).To;

    private static DateSpan Term(Segment segment, LocalDate day)
    {
        var (from, months) = (segment.PlanFrom, segment.Terms.MinimumTermMonths);
        var term = new DateSpan(from, from.PlusMonths(months));

        // Counted from the first day each time: a 31st comes back.
        for (var terms = 2; segment.Terms is { TermRenews: true, MinimumTermMonths: > 0 } && term.To < day; terms++)
        {
            term = new(term.To, from.PlusMonths(terms * months));
        }

        return term;
    }
}
