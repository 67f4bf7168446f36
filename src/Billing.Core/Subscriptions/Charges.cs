using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using NodaTime;

namespace Billing.Core.Subscriptions;

/// <summary>What a subscription costs, and when: a function of its history alone, so that asking twice is harmless.</summary>
/// <remarks>
/// A charge keeps its key and amount whatever is decided later: what is decided later makes charges of its own (a credit, the
/// fee of another plan). Shares of a fee are by whole days of the period, rounded once, to 5 decimals, half away from zero.
/// </remarks>
public static partial class Charges
{
    private const int Decimals = 5;

    /// <summary>The charges that are due after an instant, up to and including another, in order of time.</summary>
    public static ImmutableArray<DueCharge> Due(Subscription subscription, Instant after, Instant through) =>
    [
        .. After(subscription, after)
            .TakeWhile(charge => charge.DueAt <= through)
            .Where(charge => charge.Amount != 0 && (charge.Of is not { } paid || !IsUnpaid(subscription, paid))),
    ];

    /// <summary>What discounts have taken off what was due through an instant and was not left unpaid; a fee that they left nothing of counts too.</summary>
    /// <param name="since">Only of days from this one on; null: of all.</param>
    internal static decimal Discounted(Subscription subscription, Instant through, LocalDate? since = null) => After(subscription, Instant.MinValue)
        .TakeWhile(charge => charge.DueAt <= through)
        .Where(charge => !IsUnpaid(subscription, charge.Of ?? charge.Key))
        .Select(charge => AsMade(subscription, charge))
        .Sum(charge => since is { } day && charge.Days.From < day
            ? Share(charge.Full - charge.Amount, new DateSpan(day, charge.Days.To).Days, charge.Days.Days)
            : charge.Full - charge.Amount);

    /// <summary>
    /// When fees and what else is due were charged, as far as they were, after an instant; a fee that shrank until there were funds on the day
    /// of those, and what was dated back when it was ordered.
    /// </summary>
    /// <param name="changesToo">What a change credits, and charges of the rest of a period, is meant too.</param>
    internal static IEnumerable<Instant> MadeAfter(Subscription subscription, Instant after, bool changesToo = true)
    {
        // What changed before it began, or as it did, has charged nothing yet: the fee that it begins with is its first one.
        var changes = changesToo ? [] : subscription.Segments
            .Where(one => one.End is SegmentEnd.PlanChanged && one.Number > subscription.Unrun && !(one.CutTo <= one.FeesFrom)).Select(one => one.ClosedAt!.Value).ToHashSet();
        var orderedAt = subscription.Segments is [{ OrderedAt: { } ordered }, ..] ? ordered : Instant.MinValue;

        return Due(subscription, orderedAt > after ? Instant.MinValue : after, subscription.ChargedThrough)
            .Where(charge => !IsUnpaid(subscription, charge.Key) && !(changes.Contains(charge.DueAt) && IsWithin(charge)))
            .Select(charge => Instant.Max(charge.DueAt, orderedAt))
            .Concat(subscription.Shrunk.Values.Select(subscription.Midnight))
            .Where(at => at > after);
    }

    // A fee that begins with its period is no part of one, whatever was changed then.
    private static bool IsWithin(DueCharge charge) =>
        charge.Kind is ChargeKind.Credit || (charge is { Kind: ChargeKind.Fee, IsInArrears: false } && charge.Days.From != charge.Key.Period);

    // For the days that were charged of it.
    private static DueCharge AsMade(Subscription subscription, DueCharge fee) =>
        subscription.Shrunk.TryGetValue(fee.Key, out var day) ? fee.OnDay(day) ?? fee : fee;

    // Of what was not paid for nothing is given back.
    private static bool IsUnpaid(Subscription subscription, ChargeKey key) =>
        subscription.Lapsed.Contains(key) || subscription.Unfunded.Any(charge => charge.Key == key);

    /// <summary>The charges after an instant, those of nothing too, in order of time; without end while the subscription has none.</summary>
    public static IEnumerable<DueCharge> After(Subscription subscription, Instant after)
    {
        ArgumentNullException.ThrowIfNull(subscription);

        return subscription.Segments
            .Where(segment => segment.FeesFrom.Year < Segment.YearOfNone && (segment.ClosedAt is not { } closed || closed > after))
            .SelectMany(segment => Of(subscription, segment, after))
            .Where(charge => charge.DueAt > after);
    }

    /// <summary>What is left of a charge that could not be made when it was due, on a later day.</summary>
    /// <remarks>A fee in advance loses a day's share each day: what was not paid for was not used. Others stay.</remarks>
    /// <returns>Null when nothing is left of it.</returns>
    public static DueCharge? OnDay(this DueCharge charge, LocalDate day)
    {
        ArgumentNullException.ThrowIfNull(charge);

        if (!charge.IsInAdvance || day <= charge.Days.From)
        {
            return charge;
        }

        var left = charge.Days with { From = day };

        return left.IsEmpty
            ? null
            : charge with
            {
                Days = left,
                Amount = Share(charge.Amount, left.Days, charge.Days.Days),
                Full = Share(charge.Full, left.Days, charge.Days.Days),
            };
    }

    /// <summary>What a stretch that ends costs in fees, credits taken off.</summary>
    internal static decimal FeesOf(Subscription subscription, Segment segment) => segment.Terms.Cycle.Kind is PeriodKind.Never
        ? 0
        : Fees(new(subscription, segment), Instant.MinValue).Sum(charge => charge.Amount);

    private static IEnumerable<DueCharge> Of(Subscription subscription, Segment segment, Instant after)
    {
        if (segment.Number == 1 && subscription.First?.Terms is { } begun)
        {
            var day = subscription.DayOf(segment.From);
            yield return Charge(
                subscription, segment with { Terms = begun }, day, "activation", ChargeKind.Activation, segment.From, begun.ActivationFee, new(day, day.PlusDays(1)));
        }

        if (segment.Terms is { Cycle.Kind: not PeriodKind.Never, Fee: > 0 })
        {
            foreach (var charge in Fees(new(subscription, segment), after))
            {
                yield return charge;
            }
        }

        if (segment.To is { } to && EarlyEnds.Penalty(subscription, segment) is var penalty and not 0)
        {
            var day = subscription.DayOf(to);
            yield return Charge(subscription, segment, day, "penalty", ChargeKind.Penalty, segment.ClosedAt!.Value, penalty, new(day, day.PlusDays(1)));
        }
    }

    private static IEnumerable<DueCharge> Fees(SegmentFees fees, Instant after)
    {
        var segment = fees.Segment;

        // One period early: what was charged in it may be credited after the instant. Of what was dated back all of them: they are due with
        // the order, though they may be over.
        var first = after < fees.NotBeforeBegin(Instant.MinValue) ? segment.FeesFrom : LocalDate.Max(segment.FeesFrom, fees.Subscription.DayOf(after));
        var index = int.Max(segment.Terms.Cycle.IndexOf(first, segment.Anchor) - 1, segment.Terms.Cycle.IndexOf(segment.FeesFrom, segment.Anchor));

        for (; ; index++)
        {
            var period = segment.Terms.Cycle.Number(index, segment.Anchor);

            // Ended on the day on which it began, it was charged in between, and that is credited. So it is at the very instant of
            // the end, if that was decided then: what is due at an instant is charged before what is ordered at it.
            if (segment.To is { } to && fees.EndsOn <= LocalDate.Max(period.From, segment.FeesFrom) && !fees.IsDueBeforeEnd(fees.DueOf(period), to))
            {
                yield break;
            }

            var charges = segment.Terms.Model switch
            {
                ChargeModel.InAdvance => InAdvance(fees, period),
                ChargeModel.InArrears => InArrears(fees, period),
                ChargeModel.Progressive => Progressive(fees, period),
                _ => throw new ArgumentOutOfRangeException(nameof(fees), segment.Terms.Model, null),
            };

            foreach (var charge in charges)
            {
                yield return charge;
            }
        }
    }

    private static IEnumerable<DueCharge> InAdvance(SegmentFees fees, DateSpan period)
    {
        var (subscription, segment) = (fees.Subscription, fees.Segment);
        var from = LocalDate.Max(period.From, segment.FeesFrom);
        var dueAt = fees.DueOf(period);
        var cut = segment.CutTo is { } day && period.From <= day && day < period.To ? day : (LocalDate?)null;
        var isEndKnown = segment.ToDecidedAt < dueAt && fees.EndsOn < period.To;
        var days = new DateSpan(from, cut ?? (isEndKnown ? fees.EndsOn : period.To));
        var charged = new DateSpan(fees.IsFirstWhole ? period.From : days.From, cut ?? (isEndKnown ? fees.ChargedTo(period) : period.To));
        var fee = Charge(subscription, segment, period.From, "fee", ChargeKind.Fee, dueAt, fees, period, charged, days) with
        {
            IsInAdvance = fees.IsInAdvance(dueAt, days.From),
        };

        if (fees.GoesOnFrom(period) is { } first)
        {
            // With the days before the cut it comes to what all of them cost, though a month of 31 days has 30 of the fee.
            var (all, before) = (new DateSpan(first, LocalDate.Max(charged.To, charged.From)), new DateSpan(first, charged.From));
            fee = fee with
            {
                Amount = fees.Share(fees.In(period), all, period) - fees.Share(fees.In(period), before, period),
                Full = fees.Share(fees.Full, all, period) - fees.Share(fees.Full, before, period),
            };
        }

        if (!days.IsEmpty)
        {
            yield return fee;
        }

        if (segment.ClosedAt is { } closed && !isEndKnown)
        {
            var made = AsMade(subscription, fee);
            var unused = new DateSpan(LocalDate.Max(fees.ChargedTo(period), made.Days.From), cut ?? period.To);

            if (!unused.IsEmpty)
            {
                var credit = Charge(subscription, segment, period.From, "credit", ChargeKind.Credit, closed, fees, period, unused, unused);

                // Never more than was charged: the first days may have been charged whole, or not at all for want of funds. What waited for
                // those was charged by its days, however many are a month else, and so it is given back.
                var isShrunk = subscription.Shrunk.ContainsKey(fee.Key);
                var isAll = fees.IsGivenBack(period) || (isShrunk && unused.From == made.Days.From);
                var (amount, full) = isAll ? (made.Amount, made.Full)
                    : isShrunk ? (Share(made.Amount, unused.Days, made.Days.Days), Share(made.Full, unused.Days, made.Days.Days))
                    : (decimal.Min(credit.Amount, made.Amount), decimal.Min(credit.Full, made.Full));
                yield return credit with { Amount = -amount, Full = -full, Of = fee.Key, IsOfAll = isAll };
            }
        }

        if (segment.ClosedAt is not { } endedAt || fees.EndsOn < period.From || fees.EndsOn >= period.To)
        {
            yield break;
        }

        // A last period that is charged whole costs the days too that an earlier end had cut off, as it ends. Of one that was cut on its first
        // day nothing is charged: those before that day, of a first period that is charged whole, are among them.
        if (cut is { } since && !isEndKnown && fees.IsLastWhole)
        {
            var (whole, before) = (new DateSpan(charged.From, period.To), new DateSpan(charged.From, days.IsEmpty ? charged.From : since));

            yield return Charge(subscription, segment, period.From, "rest", ChargeKind.Fee, endedAt, 0, new(since, period.To)) with
            {
                Amount = fees.Share(fees.In(period), whole, period) - fees.Share(fees.In(period), before, period),
                Full = fees.Share(fees.Full, whole, period) - fees.Share(fees.Full, before, period),
                Of = fee.Key, // what was never paid for is not owed more of
            };
        }

        if (fees.IsGivenBack(period))
        {
            foreach (var credit in fees.GoesOn(period).SelectMany(before => WholeCredit(new(subscription, before), period, endedAt)))
            {
                yield return credit;
            }
        }
    }

    // What a stretch was charged of a period that is given back when the one ends that goes it on.
    private static IEnumerable<DueCharge> WholeCredit(SegmentFees fees, DateSpan period, Instant dueAt) => InAdvance(fees, period)
        .Where(charge => charge.Kind is ChargeKind.Fee)
        .Select(charge => (Fee: charge, Made: AsMade(fees.Subscription, charge)))
        .Select(one => one.Fee with
        {
            Key = one.Fee.Key with { Part = FormattableString.Invariant($"credit.{fees.Segment.Number}") },
            Kind = ChargeKind.Credit,
            DueAt = dueAt,
            Amount = -one.Made.Amount,
            Full = -one.Made.Full,
            Days = one.Made.Days,
            IsInAdvance = false,
            Of = one.Fee.Key,
            IsOfAll = true,
        });

    private static IEnumerable<DueCharge> InArrears(SegmentFees fees, DateSpan period)
    {
        var (subscription, segment) = (fees.Subscription, fees.Segment);
        var used = period.Within(new(segment.FeesFrom, fees.EndsOn));

        if (used.IsEmpty)
        {
            yield break;
        }

        var charged = new DateSpan(
            fees.IsFirstWhole ? period.From : used.From,
            fees.ChargedTo(period));
        var dueAt = fees.NotBeforeBegin(segment.ClosedAt is { } closed && fees.EndsOn < period.To ? closed : subscription.Midnight(period.To));

        yield return Charge(subscription, segment, period.From, "fee", ChargeKind.Fee, dueAt, fees, period, charged, used) with { IsInArrears = true };
    }

    private static DueCharge Charge(
        Subscription subscription, Segment segment, LocalDate period, string part, ChargeKind kind, Instant dueAt, SegmentFees fees, DateSpan whole,
        DateSpan charged, DateSpan days) =>
        Charge(subscription, segment, period, part, kind, dueAt, 0, days) with
        {
            Amount = fees.Share(fees.In(whole), charged, whole),
            Full = fees.Share(fees.Full, charged, whole),
        };

    private static DueCharge Charge(
        Subscription subscription, Segment segment, LocalDate period, string part, ChargeKind kind, Instant dueAt, decimal amount, DateSpan days) => new(
        new(subscription.SubscriptionId, period, FormattableString.Invariant($"{part}.{segment.Number}")),
        kind,
        dueAt,
        amount,
        amount,
        days,
        segment.Terms.Name,
        segment.Terms.TaxCode);

    internal static decimal Share(decimal amount, int days, int of) => (amount * days / of).Round(Decimals, Rounding.HalfAwayFromZero);
}
