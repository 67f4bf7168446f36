using Billing.Core.BillingPeriods;
using NodaTime;

namespace Billing.Core.Subscriptions;

/// <summary>A segment's fee in each of its periods.</summary>
internal readonly record struct SegmentFees(Subscription Subscription, Segment Segment)
{
    /// <summary>Of a whole period, without discounts.</summary>
    public decimal Full => Segment.Terms.Fee * Segment.Quantity;

    /// <summary>The first day that is not charged any more.</summary>
    public LocalDate EndsOn => Segment.To is { } to ? Subscription.DayOf(to) : LocalDate.MaxIsoValue;

    /// <summary>The first day of a period that costs nothing any more: that of the end, but where the last period is charged whole or up to the term's end.</summary>
    public LocalDate ChargedTo(DateSpan period) => LocalDate.Min(
        period.To,
        IsLastWhole ? period.To
        : IsGivenBack(period) ? period.From
        : Segment.Terms.EarlyEnd is EarlyEnd.RemainingFees && EarlyEnds.IsEarly(Subscription, Segment) ? EarlyEnds.TermEnd(Segment, EndsOn)
        : EndsOn);

    /// <summary>Whether the period in which it begins is charged from its begin: of the first that runs, where the plan says so.</summary>
    /// <remarks>So it is by the stretch that goes the first one on, where ends that did not come had left nothing to charge of those before it.</remarks>
    public bool IsFirstWhole => !Segment.Terms.ProratesFirst && Subscription.First?.Number == Subscription.Unrun + 1
        && Subscription.Segments.Skip(Subscription.Unrun).TakeWhile(IsBefore).All(IsLeft);

    private bool IsBefore(Segment other) => other.Number < Segment.Number;

    private bool IsLeft(Segment other) => other is { CutTo: { } cut, End: SegmentEnd.PlanChanged } && cut <= other.FeesFrom
        && other.FeesFrom == Segment.FeesFrom && Segment.IsAs(other);

    /// <summary>Whether the period in which it ends is charged to its end.</summary>
    public bool IsLastWhole => Segment.Credit is EndCredit.AsPlan ? Segment.End is SegmentEnd.Cancelled && !Segment.Terms.ProratesLast : Segment.Credit is EndCredit.None;

    /// <summary>Whether all of a period is credited, for it ends in that.</summary>
    public bool IsGivenBack(DateSpan period) => Segment.Credit is EndCredit.Full && period.From <= EndsOn && EndsOn < period.To;

    /// <summary>Of a whole period, with its discount.</summary>
    public decimal In(DateSpan period)
    {
        var discount = Segment.Terms.DiscountIn(Ordinal(period));

        return decimal.Max(0, Charges.Share(Full * (100 - discount.Percent), 1, 100) - discount.Amount * Segment.Quantity);
    }

    /// <summary>What some days of a period cost of an amount for all of it.</summary>
    /// <remarks>
    /// Where so many days are a month, those after that many of a month cost nothing, and the month's end makes up for those that it has not:
    /// the parts of a period from a day of the month to the same one come to the whole.
    /// </remarks>
    public decimal Share(decimal amount, DateSpan days, DateSpan period)
    {
        var (month, months) = (Segment.Terms.ProrationDays, Segment.Terms.Cycle.Months);
        var anchor = Segment.Terms.Cycle.Kind is PeriodKind.MonthlyAnniversary ? Segment.Anchor.Day : 1;

        return month * months == 0 || days.Days >= period.Days
            ? Charges.Share(amount, days.Days, period.Days)
            : Charges.Share(amount, int.Clamp(DaysTo(days.To) - DaysTo(days.From), 0, month * months), month * months);

        // Where a month is too short for the anchor's day, the border is that day all the same.
        int DaysTo(LocalDate day) => (((day.Year * 12) + day.Month) * month)
            + int.Min((day == period.From || day == period.To ? int.Max(day.Day, anchor) : day.Day) - 1, month);
    }

    /// <summary>
    /// Where so many days are a month: the first day that a period's fee was charged for by the stretches that this one goes on, for an end
    /// that had cut it did not come. Null: it goes on none.
    /// </summary>
    public LocalDate? GoesOnFrom(DateSpan period)
    {
        var first = Segment.Terms.ProrationDays > 0 ? GoesOn(period).LastOrDefault() : null;

        return first is null ? null
            : (this with { Segment = first }).IsFirstWhole ? period.From
            : LocalDate.Max(period.From, first.FeesFrom);
    }

    /// <summary>
    /// The stretches that were charged for earlier days of a period and that this one goes on, for an end that had cut their fee did not
    /// come; the newest first.
    /// </summary>
    public IEnumerable<Segment> GoesOn(DateSpan period)
    {
        var first = Segment;

        while (first.FeesFrom > period.From
            && Subscription.Segments.FirstOrDefault(one => one.Number == first.Number - 1) is { } before && first.GoesOn(before))
        {
            yield return first = before;
        }
    }

    /// <summary>When a period's fee is due in advance.</summary>
    public Instant DueOf(DateSpan period) => NotBeforeBegin(Subscription.Midnight(LocalDate.Max(period.From, Segment.FeesFrom)));

    /// <summary>Nothing is due before the stretch begins, nor, if that was dated back, before it was ordered.</summary>
    public Instant NotBeforeBegin(Instant dueAt)
    {
        var number = Segment.Number - 1;
        var begin = number == 0 ? Segment.From : Subscription.Segments.FirstOrDefault(one => one.Number == number)?.ClosedAt ?? Segment.From;

        return Instant.Max(dueAt, Instant.Max(begin, Segment.From));
    }

    /// <summary>Whether none of the days from this one on was over when they were charged, or ordered.</summary>
    public bool IsInAdvance(Instant dueAt, LocalDate day) =>
        Subscription.DayOf(Segment is { Number: 1, OrderedAt: { } ordered } ? Instant.Max(ordered, dueAt) : dueAt) <= day;

    /// <summary>Whether what was due at an instant was charged before the segment's end was ordered, which may have been after it.</summary>
    public bool IsDueBeforeEnd(Instant dueAt, Instant end) => dueAt < end || dueAt <= Segment.ToDecidedAt;

    private int Ordinal(DateSpan period) =>
        Segment.Terms.Cycle.IndexOf(period.From, Segment.Anchor) - Segment.Terms.Cycle.IndexOf(Segment.PlanFrom, Segment.Anchor);
}
