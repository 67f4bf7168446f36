using NodaTime;

namespace Billing.Core.Subscriptions;

/// <summary>Decides what is ordered about a subscription. Pure; what it costs follows from the history that it leaves.</summary>
/// <remarks>
/// <para>An order is for now or later; a change, a pause or an end may be dated back within the running period where that is asked for. What was
/// charged stays charged. One for later is in the history from now on, and the
/// charges until then reckon with it. An end overtakes what is to come at the same time or later, a change of plan other changes, a
/// resumption another one. Any other order that would drop something is refused: it has to be withdrawn first.</para>
/// <para>The preview of an order is the difference of <see cref="Charges.Due"/> on the subscription before and after it.</para>
/// </remarks>
public static partial class SubscriptionOrders
{
    private const int MostPieces = 1_000_000;
    private const int MostTrialDays = 3660;
    private const decimal MostFee = 1_000_000_000;
    private const decimal MostOfTerm = 1_000_000_000_000; // if each day were a period

    /// <param name="anchorDay">The day of the month that periods by anniversary begin on; null: that of the first fee.</param>
    /// <param name="orderedAt">When that is, of one that is dated back; null: at the instant at which it begins, or before.</param>
    /// <param name="anchorOn">Instead: a day that periods are counted from; null: none. What begins with its first use has none.</param>
    public static Subscription Create(
        Subscription subscription, long planId, SubscriptionTerms terms, int quantity, int? anchorDay, Instant at, Instant? orderedAt = null,
        LocalDate? anchorOn = null) =>
        terms.StartsOnFirstUse
            ? subscription with { Pending = new(planId, terms, quantity, anchorDay), ChargedThrough = at - Duration.Epsilon }
            : Begin(subscription, new(planId, terms, quantity, anchorDay), at, orderedAt, anchorOn);

    /// <summary>What is wrong with a number of pieces of a plan; null: nothing. What it may cost in the end has to fit a balance.</summary>
    public static string? Excess(SubscriptionTerms terms, int quantity)
    {
        ArgumentNullException.ThrowIfNull(terms);

        return quantity is < 1 or > MostPieces ? FormattableString.Invariant($"quantity: expected 1 to {MostPieces}")
            : terms.Fee * quantity > MostFee ? FormattableString.Invariant($"quantity: expected so many that the fee of a period is {MostFee} at the most")
            : terms.BindsPieces && terms.PenaltyAmount * quantity > MostOfTerm
                ? FormattableString.Invariant($"quantity: expected so many that their penalties are {MostOfTerm} at the most")
            : terms.EarlyEnd is EarlyEnd.RemainingFees or EarlyEnd.DiscountsGiven && terms.Fee * quantity * terms.MinimumTermMonths * 31 > MostOfTerm
                ? FormattableString.Invariant($"quantity: expected so many that the fees of the minimum term are {MostOfTerm} at the most")
            : null;
    }

    /// <summary>The account was used for the first time.</summary>
    public static SubscriptionOutcome Activate(Subscription subscription, Instant at) => subscription.Pending is { } pending
        ? new SubscriptionOutcome.Changed(Begin(subscription, pending, at))
        : Refused("state: expected a subscription that waits for its first use");

    /// <summary>From now or a later instant on, another plan or another number of pieces.</summary>
    /// <remarks>
    /// Unused days of the old plan are credited, remaining ones of the new plan charged; periods stay as they are. With another
    /// cycle, or if asked for, periods are counted from the day of the change. A trial goes on until its day. Ordered for the first instant
    /// before that, it begins as if it had been ordered at first: with its own trial, and nothing to give up.
    /// </remarks>
    /// <param name="startsPeriod">Whether periods are counted anew from the day of the change.</param>
    /// <param name="isPenaltyWaived">Whether a change to a plan that binds less long than the old one is free.</param>
    /// <param name="anchorDay">Periods by anniversary begin on this day of the month from then on, 1 to 31; null: as they are.</param>
    /// <param name="isBackdated">Whether it may be for an earlier day of the running period.</param>
    /// <param name="periods">What is credited, and what periods and fees begin with; null: as it is.</param>
    public static SubscriptionOutcome ChangePlan(
        Subscription subscription, long planId, SubscriptionTerms terms, int quantity, bool? startsPeriod, Instant at, Instant now,
        bool isPenaltyWaived = false, int? anchorDay = null, bool isBackdated = false, PeriodOrder? periods = null)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        periods ??= PeriodOrder.AsItIs;
        var day = subscription.DayOf(at);

        if (Excess(terms, quantity) is { } excess)
        {
            return Refused(excess);
        }

        if (anchorDay is { } wanted && Anchorable(terms, wanted) is { } misfit)
        {
            return Refused(misfit);
        }

        if ((periods.AnchorOn is { } anchorOn ? Misanchored(terms, anchorOn, day) : null) is { } misanchored)
        {
            return Refused(misanchored);
        }

        if (periods.TrialEndsOn is { } trialEnd && (trialEnd < day || trialEnd > day.PlusDays(MostTrialDays)))
        {
            return Refused(FormattableString.Invariant($"trialEnd: expected {day:uuuu-MM-dd} or later, by {MostTrialDays} days at the most"));
        }

        var rest = Overtaken(subscription, at, now);

        if ((Running(rest, at, now, out var segment, isBackdated) ?? Dropped(subscription, at, now, SegmentEnd.PlanChanged)) is { } problem)
        {
            return Refused(problem);
        }

        if (!ReferenceEquals(rest, subscription) && anchorDay is null && periods is { AnchorOn: null, TrialEndsOn: null }
            && (planId, quantity, startsPeriod ?? false) == (segment!.PlanId, segment.Quantity, false))
        {
            return new SubscriptionOutcome.Changed(GoingOn(rest, now));
        }

        var isFirst = at == segment!.From && now < at; // what comes later gives way to the order, so it is that
        var feesThen = LocalDate.Max(day, segment.FeesFrom);
        var feesFrom = periods.TrialEndsOn ?? (isFirst ? day.PlusDays(terms.TrialDays) : feesThen);
        var isCounted = startsPeriod ?? (terms.Cycle != segment.Terms.Cycle || (periods.TrialEndsOn is { } trialEnds && trialEnds != feesThen));
        var isGiven = isFirst && !isCounted && segment.Anchor != segment.FeesFrom;
        var given = anchorDay ?? (isGiven && periods.AnchorOn is null && IsOfDay(segment) ? (int?)segment.Anchor.Day : null);

        // Of a plan that has cost no fee yet its first one is still to come.
        var isPlanBegun = planId == segment.PlanId && !isFirst && !(periods.TrialEndsOn is not null && segment.PlanFrom > day);
        var next = segment with
        {
            PlanId = planId,
            Terms = terms,
            Quantity = quantity,
            From = at,
            Anchor = given is { } of ? AnchorOf(feesFrom, of, terms.Cycle.Count)
                : periods.AnchorOn ?? (isCounted || (isFirst && !isGiven) ? feesFrom : segment.Anchor),
            FeesFrom = feesFrom,
            PlanFrom = isPlanBegun ? segment.PlanFrom : feesFrom,
            IsPenaltyWaived = false,
            Credit = EndCredit.AsPlan,
            CutTo = null,
        };
        var closed = Close(rest, segment with { IsPenaltyWaived = isPenaltyWaived, Credit = periods.Credit }, SegmentEnd.PlanChanged, at, now);

        return new SubscriptionOutcome.Changed(closed with { Segments = closed.Segments.Add(next with { Number = closed.Latest!.Number + 1 }) });
    }

    /// <summary>As <see cref="ChangePlan"/>, another number of pieces of the plan that is in force on its day.</summary>
    /// <param name="quantity">Null: as many as then.</param>
    public static SubscriptionOutcome ChangeQuantity(
        Subscription subscription, int? quantity, bool? startsPeriod, Instant at, Instant now, bool isPenaltyWaived = false, int? anchorDay = null,
        bool isBackdated = false, PeriodOrder? periods = null) =>
        subscription.At(at) is not { } inForce ? Refused("state: expected a subscription that has begun")
        : (at >= now || isBackdated) && Dropped(subscription, at, now) is { } problem ? Refused(problem)
        : ChangePlan(
            subscription, inForce.PlanId, inForce.Terms, quantity ?? inForce.Quantity, startsPeriod, at, now, isPenaltyWaived, anchorDay, isBackdated, periods);

    /// <summary>Stops charging; unused days are credited.</summary>
    /// <param name="isBackdated">Whether it may be for an earlier day of the running period.</param>
    public static SubscriptionOutcome Pause(Subscription subscription, Instant at, Instant now, bool isBackdated = false)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var rest = Overtaken(subscription, at, now);

        return (Running(rest, at, now, out var segment, isBackdated) ?? Dropped(subscription, at, now)) is { } problem
            ? Refused(problem)
            : new SubscriptionOutcome.Changed(Close(rest, segment!, SegmentEnd.Paused, at, now));
    }

    /// <summary>Charges again after a pause; the remaining days of the running period first.</summary>
    /// <param name="startsPeriod">Whether periods that are counted from a day are counted anew from that on which it goes on.</param>
    /// <param name="anchorDay">Periods by anniversary begin on this day of the month from then on, 1 to 31; null: as they are.</param>
    /// <param name="anchorOn">Periods that are counted from a day are counted from this one from then on; null: as they are.</param>
    public static SubscriptionOutcome Resume(
        Subscription subscription, Instant at, Instant now, bool startsPeriod = false, int? anchorDay = null, LocalDate? anchorOn = null)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var day = subscription.DayOf(at);

        if (subscription.Latest?.Terms is { } terms
            && (anchorDay is { } wanted ? Anchorable(terms, wanted) : anchorOn is { } given ? Misanchored(terms, given, day) : null) is { } misfit)
        {
            return Refused(misfit);
        }

        return at < now ? Refused($"at: expected {now} or later")
            : Dropped(subscription, at, now, SegmentEnd.None) is { } problem ? Refused(problem)
            : subscription.StateAt(now) is not SubscriptionState.Suspended
                && Overtaken(subscription, at, now) is { Latest: { End: SegmentEnd.Paused, To: { } to } last } rest && to <= at
                ? new SubscriptionOutcome.Changed(Reopen(rest, last, at, anchorDay is { } of ? AnchorOf(LocalDate.Max(last.FeesFrom, day), of, last.Terms.Cycle.Count)
                    : anchorOn ?? (startsPeriod ? LocalDate.Max(last.FeesFrom, day) : last.Anchor)))
            : Refused("state: expected a subscription that is paused");
    }

    /// <summary>Ends it for good.</summary>
    /// <param name="isPenaltyWaived">Whether an end before the minimum term is free.</param>
    /// <param name="isBackdated">Whether what runs may end on an earlier day of the running period.</param>
    /// <param name="credit">What of the running period is credited.</param>
    public static SubscriptionOutcome Cancel(
        Subscription subscription, bool isPenaltyWaived, Instant at, Instant now, bool isBackdated = false, EndCredit credit = EndCredit.AsPlan)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var rest = Overtaken(subscription, at, now);

        if (at < now)
        {
            return (Running(rest, at, now, out var begun, isBackdated) ?? Dropped(subscription, at, now, SegmentEnd.Cancelled)) is { } early
                ? Refused(early)
                : new SubscriptionOutcome.Changed(Close(
                    rest, begun! with { IsPenaltyWaived = isPenaltyWaived, Credit = credit }, SegmentEnd.Cancelled, at, now));
        }

        if (rest.Latest is { End: SegmentEnd.Paused or SegmentEnd.Suspended, To: { } to } last && to <= at)
        {
            // Nothing is charged since it stopped, and no day comes back.
            return new SubscriptionOutcome.Changed(Recharged(rest, at) with
            {
                Segments = rest.Segments.Add(Ended(last with { Number = last.Number + 1, FeesFrom = LocalDate.Max(last.FeesFrom, rest.DayOf(at)), CutTo = null }, isPenaltyWaived, at, now)),
                Unfunded = [],
            });
        }

        if (rest.Pending is { } pending)
        {
            // It never began: nothing was charged, and nothing is.
            var never = Begin(rest, pending, at);

            return new SubscriptionOutcome.Changed(never with { Segments = [Ended(never.Segments[0], isPenaltyWaived: true, at, now)] });
        }

        if (rest.Segments is [{ From: var from } first] && (from > at || (from == at && HasEndedUnbegun(rest))))
        {
            return new SubscriptionOutcome.Changed(Recharged(rest, at) with { Segments = [Ended(first, isPenaltyWaived: true, at, now)] });
        }

        return Running(rest, at, now, out var segment) is { } problem
            ? Refused(problem)
            : new SubscriptionOutcome.Changed(Close(
                rest, segment! with { IsPenaltyWaived = isPenaltyWaived, Credit = credit }, SegmentEnd.Cancelled, at, now));
    }

    // Ended as it begins: it never ran, and nothing is charged in between.
    private static Segment Ended(Segment segment, bool isPenaltyWaived, Instant at, Instant now) => segment with
    {
        From = at,
        To = at,
        ToDecidedAt = Instant.Min(now, at - Duration.Epsilon),
        End = SegmentEnd.Cancelled,
        IsPenaltyWaived = isPenaltyWaived,
    };

    private static string? Running(Subscription subscription, Instant at, Instant now, out Segment? segment, bool isBackdated = false)
    {
        segment = subscription.Latest;

        return at < now && !isBackdated ? $"at: expected {now} or later"
            : segment is null ? "state: expected a subscription that has begun"
            : segment.To is { } to ? $"state: expected a subscription that runs then, not one that ends at {to}"
            : at < segment.From ? $"at: expected {segment.From} or later"
            : at < now ? TooEarly(subscription, segment, at, now)
            : null;
    }

    // Days that were not paid for by then are not owed any more, nor given back.
    private static Subscription Close(Subscription subscription, Segment segment, SegmentEnd end, Instant at, Instant now)
    {
        // Days before this end that an earlier one had cut off, though it did not come, are owed all the same.
        var begun = Unbegun(subscription, end, at, now);
        var rest = begun.Latest?.CutTo < subscription.DayOf(at) ? GoingOn(begun, now, at) : begun;
        var goesOn = !ReferenceEquals(rest, begun);
        var last = ReferenceEquals(rest, subscription) ? segment : rest.Latest! with { IsPenaltyWaived = segment.IsPenaltyWaived, Credit = segment.Credit };

        // Their fee reckons with the end at once; of one that is dated back it is charged and credited, as others are.
        var decidedAt = goesOn && at >= now ? now - Duration.Epsilon : now;

        return (Recharged(rest, Instant.Max(at, now)) with
        {
            Segments = rest.Segments.SetItem(rest.Segments.Length - 1, last with { To = at, ToDecidedAt = decidedAt, End = end }),
        }).Lapse(now);
    }

    private static Subscription Reopen(Subscription subscription, Segment last, Instant at, LocalDate anchor) => Recharged(subscription, at) with
    {
        Segments = subscription.Segments.Add(last with
        {
            Number = last.Number + 1,
            From = at,
            To = null,
            ToDecidedAt = null,
            End = SegmentEnd.None,
            Anchor = anchor,
            FeesFrom = LocalDate.Max(last.FeesFrom, subscription.DayOf(at)),
            IsPenaltyWaived = false,
            Credit = EndCredit.AsPlan,
            CutTo = null,
        }),
    };

    // What the order makes due at its own instant is not charged yet; what is charged already stays so, by its key.
    private static Subscription Recharged(Subscription subscription, Instant at) =>
        subscription with { ChargedThrough = Instant.Min(subscription.ChargedThrough, at - Duration.Epsilon) };

    private static SubscriptionOutcome.Refused Refused(string problem) => new(problem);
}
