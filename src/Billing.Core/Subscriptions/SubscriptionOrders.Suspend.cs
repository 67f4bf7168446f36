using NodaTime;

namespace Billing.Core.Subscriptions;

// While an account is suspended, plans that cost nothing then stop. What is to come meanwhile stays in the history as stretches
// without length, so that a plan which changes or ends in the suspension has done so when that is over.
public static partial class SubscriptionOrders
{
    /// <summary>Its account was suspended, or is no longer: plans that cost nothing then stop and go on.</summary>
    public static Subscription Suspend(Subscription subscription, bool isSuspended, Instant now)
    {
        ArgumentNullException.ThrowIfNull(subscription);

        if (IndexAt(subscription, now) is not (>= 0 and var index))
        {
            return subscription;
        }

        var current = subscription.Segments[index];

        return isSuspended
            ? current.Terms.IsWaivedWhileSuspended && !(current.To <= now) ? Stopped(subscription, index, now) : subscription
            : subscription.Segments.Skip(index).Any(one => one.End is SegmentEnd.Suspended) ? GoneOn(subscription, index, now) : subscription;
    }

    private static Subscription Stopped(Subscription subscription, int index, Instant now)
    {
        var rest = Overtaken(subscription, now, now);
        var stopped = Close(rest, rest.Latest!, SegmentEnd.Suspended, now, now);

        for (var i = index; i < subscription.Segments.Length; i++)
        {
            var segment = subscription.Segments[i];

            if (segment.From > now)
            {
                // What was said of the change is of what it ends.
                var before = subscription.Segments[i - 1];
                stopped = Still(
                    stopped, segment with { IsPenaltyWaived = before.IsPenaltyWaived, Credit = before.Credit }, segment.From, SegmentEnd.Suspended, now);
            }

            if (segment is { To: { } to, End: SegmentEnd.Paused or SegmentEnd.Cancelled })
            {
                stopped = Still(stopped, segment, to, segment.End, now);
            }
        }

        return stopped;
    }

    private static Subscription GoneOn(Subscription subscription, int index, Instant now)
    {
        var current = subscription.Segments[index];
        var kept = subscription with { Segments = subscription.Segments[..(index + 1)] };
        var going = current.End is SegmentEnd.Suspended ? Reopen(kept, current, now, current.Anchor) : kept;

        foreach (var still in subscription.Segments.Skip(index + 1))
        {
            if (going.Latest is { To: null } last)
            {
                going = going with
                {
                    Segments = going.Segments.SetItem(going.Segments.Length - 1, last with
                    {
                        To = still.From,
                        ToDecidedAt = now - Duration.Epsilon, // so that what is charged now reckons with it
                        End = still.End is SegmentEnd.Suspended ? SegmentEnd.PlanChanged : still.End,
                        IsPenaltyWaived = still.IsPenaltyWaived,
                        Credit = still.Credit,

                        // The same goes on there, for an end that had cut its fee had not come when it was suspended.
                        CutTo = still.End is SegmentEnd.Suspended && current.CutTo == going.DayOf(still.From) && still.IsAs(last) ? current.CutTo : last.CutTo,
                    }),
                };
            }

            if (still.End is SegmentEnd.Suspended)
            {
                going = going with
                {
                    Segments = going.Segments.Add(still with
                    {
                        Number = going.Latest!.Number + 1,
                        To = null,
                        ToDecidedAt = null,
                        End = SegmentEnd.None,
                        IsPenaltyWaived = false,
                        Credit = EndCredit.AsPlan,
                    }),
                };
            }
        }

        return going;
    }

    private static Subscription Still(Subscription subscription, Segment of, Instant at, SegmentEnd end, Instant now) => subscription with
    {
        Segments = subscription.Segments.Add(of with
        {
            Number = subscription.Latest!.Number + 1,
            From = at,
            To = at,
            ToDecidedAt = now,
            End = end,
            FeesFrom = LocalDate.Max(of.FeesFrom, subscription.DayOf(at)),
            CutTo = null,
        }),
    };
}
