using System.Collections.Immutable;
using Billing.Core.BillingPeriods;
using NodaTime;
using NodaTime.Text;

namespace Billing.Core.Subscriptions;

/// <summary>What was ordered for later and has not come yet.</summary>
/// <param name="Kind">An end, a pause or a change of plan; <see cref="SegmentEnd.None"/>: it goes on after a pause.</param>
/// <param name="Next">What is charged from then on; null: nothing.</param>
public sealed record Coming(SegmentEnd Kind, Instant At, Segment? Next);

// What is to come stands in the history from its order on. It is overtaken by an end for the same time or an earlier one, and by an
// order of its own kind; it can be withdrawn.
public static partial class SubscriptionOrders
{
    /// <summary>The first thing that is to come; null: nothing is.</summary>
    public static Coming? ToCome(this Subscription subscription, Instant now)
    {
        ArgumentNullException.ThrowIfNull(subscription);

        return Scheduled(subscription, now).FirstOrDefault();
    }

    // In the order of time.
    private static IEnumerable<Coming> Scheduled(Subscription subscription, Instant now)
    {
        // What has not begun may change as it begins or after that; what ended before it began has nothing to come.
        if (subscription.Segments.IsEmpty || HasEndedUnbegun(subscription))
        {
            yield break;
        }

        var index = int.Max(0, IndexAt(subscription, now));
        var before = subscription.Segments[index];

        if (before is { To: { } to, End: SegmentEnd.Paused or SegmentEnd.Cancelled } && to > now)
        {
            yield return new(before.End, to, null);
        }

        foreach (var next in subscription.Segments.Skip(index + 1))
        {
            var isEnd = next is { To: { }, End: SegmentEnd.Paused or SegmentEnd.Cancelled };
            var hasLength = !isEnd || next.To != next.From;

            if (hasLength && (before.End is SegmentEnd.Paused || (next.PlanId, next.Quantity, next.Anchor) != (before.PlanId, before.Quantity, before.Anchor)))
            {
                yield return new(before.End is SegmentEnd.Paused ? SegmentEnd.None : SegmentEnd.PlanChanged, next.From, next);
            }

            if (isEnd)
            {
                yield return new(next.End, next.To!.Value, null);
            }

            before = next;
        }
    }

    // Only an order of the same kind takes the place of what was ordered for later without a word.
    private static string? Dropped(Subscription subscription, Instant at, Instant now, SegmentEnd? overtaken = null)
    {
        var from = Instant.Max(at, now + Duration.Epsilon);

        return Scheduled(subscription, now).FirstOrDefault(coming => coming.At >= from && coming.Kind != overtaken) is not { } dropped
            ? null
            : $"state: expected nothing scheduled: withdraw the {WordOf(dropped.Kind)} of {LocalDatePattern.Iso.Format(subscription.DayOf(dropped.At))} first";
    }

    private static string WordOf(SegmentEnd kind) => kind switch
    {
        SegmentEnd.Cancelled => "end",
        SegmentEnd.Paused => "pause",
        SegmentEnd.PlanChanged => "change",
        _ => "resumption",
    };

    /// <summary>All that is to come is taken back: it goes on as it is.</summary>
    public static SubscriptionOutcome Withdraw(Subscription subscription, Instant now) => subscription.ToCome(now) is null
        ? Refused("state: expected a subscription with a change, a pause or an end to come")
        : new SubscriptionOutcome.Changed(GoingOn(Overtaken(subscription, now, now), now));

    /// <summary>
    /// The end of the period that an instant is in: in a trial that of the trial; of what begins later, of its first one; of what has no
    /// periods, waits for its first use or begins when no calendar has days, the instant.
    /// </summary>
    public static Instant PeriodEnd(Subscription subscription, Instant at)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var within = subscription.Segments is [var first, ..] ? Instant.Max(at, first.From) : at;
        var day = subscription.DayOf(within);

        return day.Year >= Segment.YearOfNone
            || subscription.Segments.LastOrDefault(segment => segment.From <= within) is not { Terms.Cycle.Kind: not PeriodKind.Never } segment
            ? at
            : subscription.Midnight(day < segment.FeesFrom ? segment.FeesFrom : segment.Terms.Cycle.At(day, segment.Anchor).To);
    }

    // It was ended as it was to begin or before that: it never runs, and has no days that an order could be of.
    private static bool HasEndedUnbegun(Subscription subscription) =>
        subscription.Segments is [{ End: SegmentEnd.Cancelled, To: { } to } only] && to == only.From && only.ToDecidedAt < to;

    // The history without what would come at an instant or after it.
    private static Subscription Overtaken(Subscription subscription, Instant at, Instant now)
    {
        // Of what was to begin later than its end nothing is left to go on with: neither its day nor what it would have cost since.
        if (HasEndedUnbegun(subscription))
        {
            return subscription;
        }

        var from = Instant.Max(at, now + Duration.Epsilon);
        var kept = subscription.Segments.Where((segment, i) => i == 0 || segment.From < from).ToImmutableArray();

        if (kept is not [.., var last] || !(last.To >= from))
        {
            return kept.Length == subscription.Segments.Length ? subscription : subscription with { Segments = kept };
        }

        return subscription with
        {
            Segments = kept.SetItem(kept.Length - 1, last with
            {
                To = null,
                ToDecidedAt = null,
                End = SegmentEnd.None,
                IsPenaltyWaived = false,
                Credit = EndCredit.AsPlan,
                CutTo = CutOf(subscription, last),
            }),
        };
    }

    // A fee in advance that was charged when the end was known is for the days before that end, and stays so.
    private static LocalDate? CutOf(Subscription subscription, Segment segment)
    {
        if (segment is not { Terms: { Model: ChargeModel.InAdvance, Cycle.Kind: not PeriodKind.Never, Fee: > 0 } })
        {
            return null;
        }

        var fees = new SegmentFees(subscription, segment);

        if (LocalDate.Max(fees.EndsOn, segment.FeesFrom).Year >= Segment.YearOfNone)
        {
            return segment.CutTo; // nothing was charged of it
        }

        var period = segment.Terms.Cycle.At(LocalDate.Max(fees.EndsOn, segment.FeesFrom), segment.Anchor);
        var dueAt = fees.DueOf(period);

        // Of a period on whose first day it was to end nothing was charged, though a last one is charged whole.
        var from = LocalDate.Max(period.From, segment.FeesFrom);
        var to = fees.EndsOn <= from ? from : fees.ChargedTo(period);

        return segment.ToDecidedAt < dueAt && dueAt <= subscription.ChargedThrough && to < period.To ? to : segment.CutTo;
    }

    // The days of the running period that were not charged are charged by a stretch of their own, which begins before what ends it.
    private static Subscription GoingOn(Subscription subscription, Instant now, Instant? end = null)
    {
        // An older program let it run on past the period that was cut: later ones are charged already.
        if (subscription.Latest is not { To: null, CutTo: { } cut } last || last.Terms.Cycle.At(cut, last.Anchor).To <= subscription.DayOf(now))
        {
            return subscription;
        }

        var at = Instant.Max(subscription.Midnight(cut), Instant.Min(now, end ?? now));

        return Recharged(subscription, at) with
        {
            Segments = subscription.Segments
                .SetItem(subscription.Segments.Length - 1, last with { To = at, ToDecidedAt = now, End = SegmentEnd.PlanChanged })
                .Add(last with { Number = last.Number + 1, From = at, FeesFrom = LocalDate.Max(last.FeesFrom, cut), CutTo = null }),
        };
    }

    // What would end on the day on which it is to begin has no day that costs anything, nor a last period: a stretch that goes on what an end
    // had cut, and before an end for good the plan that was to come that day too. What it follows ends in its place.
    private static Subscription Unbegun(Subscription subscription, SegmentEnd end, Instant at, Instant now)
    {
        var (rest, day) = (subscription, subscription.DayOf(at));

        while (rest.Segments is [.., { End: SegmentEnd.PlanChanged } before, var last]
            && last.From > now && last.FeesFrom == day && rest.DayOf(last.From) == day && (end is SegmentEnd.Cancelled || last.GoesOn(before)))
        {
            rest = Overtaken(rest, last.From, now);
        }

        return rest;
    }

    private static int IndexAt(Subscription subscription, Instant now)
    {
        var index = subscription.Segments.Length - 1;

        while (index >= 0 && subscription.Segments[index].From > now)
        {
            index--;
        }

        return index;
    }
}
