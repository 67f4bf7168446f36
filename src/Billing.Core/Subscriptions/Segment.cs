using NodaTime;

namespace Billing.Core.Subscriptions;

/// <summary>Why a stretch of a subscription ended. Numbers are stored.</summary>
public enum SegmentEnd
{
    /// <summary>It has not.</summary>
    None = 0,
    PlanChanged = 1,
    Paused = 2,

    /// <summary>Its account was suspended, and the plan costs nothing then.</summary>
    Suspended = 3,
    Cancelled = 4,
}

/// <summary>A stretch of time in which one plan is charged. Between two of them nothing is: a pause.</summary>
/// <remarks>The day on which it begins is charged, the day on which it ends is not.</remarks>
public sealed record Segment
{
    // Periods that begin so late may end where no calendar has days. Such orders are refused by now; one from before is never due, and can
    // be ended, and so the payer goes on.
    internal const int YearOfNone = 9000;

    /// <summary>1, 2, 3 … within the subscription.</summary>
    public required int Number { get; init; }

    public required SubscriptionTerms Terms { get; init; }

    public required long PlanId { get; init; }

    /// <summary>How many pieces: the fee is multiplied by it.</summary>
    public int Quantity { get; init; } = 1;

    public required Instant From { get; init; }

    /// <summary>When the first stretch was ordered that was dated back: days before were served by then, and are owed. Null: it was not.</summary>
    public Instant? OrderedAt { get; init; }

    /// <summary>Null: open end.</summary>
    public Instant? To { get; init; }

    /// <summary>When its end was decided: a charge that is due later reckons with it.</summary>
    public Instant? ToDecidedAt { get; init; }

    /// <summary>When what its end costs and gives back is due: at the end, or when that was ordered if it was dated back. Null: open end.</summary>
    public Instant? ClosedAt => To is { } to ? Instant.Max(to, ToDecidedAt ?? to) : null;

    public SegmentEnd End { get; init; }

    /// <summary>What its periods are counted from.</summary>
    public required LocalDate Anchor { get; init; }

    /// <summary>The first day that costs a fee: after the trial, which a change of plan does not end.</summary>
    public required LocalDate FeesFrom { get; init; }

    /// <summary>The first day that the plan cost a fee, before pauses: discounts and the minimum term are counted from it.</summary>
    public required LocalDate PlanFrom { get; init; }

    public bool IsPenaltyWaived { get; init; }

    /// <summary>What the order of its end said of the period that is running then.</summary>
    public EndCredit Credit { get; init; }

    /// <summary>
    /// The fee of the period that this day is in was charged, in advance, up to this day only: an end was to come then, which was
    /// overtaken since. Null: none was.
    /// </summary>
    public LocalDate? CutTo { get; init; }

    /// <summary>Whether it goes on the stretch before it, whose fee was cut for an end that did not come.</summary>
    internal bool GoesOn(Segment before) => before is { CutTo: { } cut, End: SegmentEnd.PlanChanged } && cut == FeesFrom && IsAs(before);

    /// <summary>Whether the same is charged by the same periods.</summary>
    internal bool IsAs(Segment other) => (PlanId, Quantity, Anchor) == (other.PlanId, other.Quantity, other.Anchor);
}
