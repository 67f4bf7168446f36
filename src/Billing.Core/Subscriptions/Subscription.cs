using System.Collections.Immutable;
using NodaTime;

namespace Billing.Core.Subscriptions;

/// <summary>Numbers are stored.</summary>
public enum SubscriptionState
{
    /// <summary>Waits for its account's first use, or for its date.</summary>
    Pending = 1,
    Trial = 2,
    Active = 3,

    /// <summary>By its owner; costs nothing.</summary>
    Paused = 4,

    /// <summary>Its account is, and it costs nothing then.</summary>
    Suspended = 5,
    Ended = 6,

    /// <summary>A prepaid payer had no funds for the fee.</summary>
    Unfunded = 7,
}

/// <summary>What somebody has subscribed to, with its whole history: what it costs by an instant follows from that alone.</summary>
public sealed record Subscription
{
    public required long SubscriptionId { get; init; }

    /// <summary>Whose it is; null: the customer's as a whole.</summary>
    public long? AccountId { get; init; }

    /// <summary>The billing time zone, in whose days it is charged.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>In order, never overlapping.</summary>
    public ImmutableArray<Segment> Segments { get; init; } = [];

    /// <summary>The plan that waits for first use, before there is a segment.</summary>
    public PendingPlan? Pending { get; init; }

    /// <summary>Charges that are due up to and including this instant were made, or are in <see cref="Unfunded"/>.</summary>
    public Instant ChargedThrough { get; init; } = Instant.MinValue;

    /// <summary>Charges for which a prepaid payer had no funds when they were due; in order.</summary>
    public ImmutableArray<DueCharge> Unfunded { get; init; } = [];

    /// <summary>Keys of in-advance fees that lapsed unpaid: their unused days are not credited.</summary>
    public ImmutableHashSet<ChargeKey> Lapsed { get; init; } = [];

    /// <summary>
    /// The first day that was charged of fees that shrank until there were funds, which is the day on which they were. Of what was charged
    /// before all of them were written here only those are, whose discounts an early end asks back.
    /// </summary>
    public ImmutableDictionary<ChargeKey, LocalDate> Shrunk { get; init; } = ImmutableDictionary<ChargeKey, LocalDate>.Empty;

    /// <summary>The number of the segment up to which the account's products have followed; one more than the last: its end too.</summary>
    public int ProductsOf { get; init; }

    /// <summary>The account's main product in whose place a plan's came, which the end gives back; null: none was replaced.</summary>
    public long? ProductBefore { get; init; }

    /// <summary>The stretch that it begins with; null: it waits for first use, or was cancelled before it began.</summary>
    public Segment? First => Segments.Length > Unrun ? Segments[Unrun] : null;

    public Segment? Latest => Segments is [.., var last] ? last : null;

    /// <summary>What is in force at an instant, or was before a pause; before it begins what it begins with. Null: it waits for first use.</summary>
    public Segment? At(Instant instant) => Segments.LastOrDefault(segment => segment.From <= instant) ?? (Segments is [var first, ..] ? first : null);

    public bool IsEnded => Latest is { End: SegmentEnd.Cancelled };

    public SubscriptionState StateAt(Instant now)
    {
        if (Segments.IsEmpty || Segments[0].From > now)
        {
            return SubscriptionState.Pending;
        }

        var current = Segments.Last(segment => segment.From <= now);

        return current switch
        {
            { To: { } to, End: var end } when to <= now => end switch
            {
                SegmentEnd.Paused => SubscriptionState.Paused,
                SegmentEnd.Suspended => SubscriptionState.Suspended,
                _ => SubscriptionState.Ended,
            },
            _ when !Unfunded.IsEmpty => SubscriptionState.Unfunded,
            _ when current.FeesFrom > DayOf(now) => SubscriptionState.Trial,
            _ => SubscriptionState.Active,
        };
    }

    /// <summary>
    /// How many of the first stretches never ran: another was ordered for their first instant before that, or it was cancelled by then. They
    /// cost nothing, nor do their ends. Decided at that instant or dated back to it, a stretch has begun: its fee was charged, and stays.
    /// </summary>
    internal int Unrun
    {
        get
        {
            var unrun = 0;

            while (unrun < Segments.Length && Segments[unrun] is { To: { } to, End: SegmentEnd.PlanChanged or SegmentEnd.Cancelled } segment
                && segment.Number == unrun + 1 && to == segment.From && segment.ToDecidedAt < to)
            {
                unrun++;
            }

            return unrun;
        }
    }

    internal LocalDate DayOf(Instant instant) => instant.InZone(Zone).Date;

    internal Instant Midnight(LocalDate day) => Zone.AtLeniently(day.AtMidnight()).ToInstant(); // not AtStartOfDay: a zone may leave a whole day out
}

/// <summary>What begins at first use.</summary>
public sealed record PendingPlan(long PlanId, SubscriptionTerms Terms, int Quantity, int? AnchorDay);
