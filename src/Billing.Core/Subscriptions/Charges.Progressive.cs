using Billing.Core.BillingPeriods;
using NodaTime;

namespace Billing.Core.Subscriptions;

// Day by day.
public static partial class Charges
{
    // The shares of the days before and after sum to the fee: each day costs what is due by its end less what was by its start.
    private static IEnumerable<DueCharge> Progressive(SegmentFees fees, DateSpan period)
    {
        var segment = fees.Segment;
        var used = period.Within(new(segment.FeesFrom, fees.EndsOn));
        var charged = new List<DueCharge>();

        for (var day = used.From; day < used.To; day = day.PlusDays(1))
        {
            var charge = OfDay(fees, period, day);

            if (segment.To is not null)
            {
                charged.Add(charge);
            }

            yield return charge;
        }

        if (segment is not { To: { } to, ClosedAt: { } closed })
        {
            yield break;
        }

        // The day of the end was charged at its beginning, as those after it were if the end was dated back.
        for (var day = LocalDate.Max(fees.EndsOn, LocalDate.Max(period.From, segment.FeesFrom)); day < period.To; day = day.PlusDays(1))
        {
            var charge = OfDay(fees, period, day);

            if (!fees.IsDueBeforeEnd(charge.DueAt, to))
            {
                break;
            }

            charged.Add(charge);
            yield return charge;
        }

        foreach (var charge in charged.Where(one => one.Days.From >= fees.ChargedTo(period)))
        {
            yield return charge with
            {
                Key = charge.Key with { Part = $"{charge.Key.Part}.credit" },
                Kind = ChargeKind.Credit,
                DueAt = closed,
                Amount = -charge.Amount,
                Full = -charge.Full,
                IsInAdvance = false,
                Of = charge.Key,
            };
        }

        // A last period that is charged whole costs its other days too, at once.
        if (fees.IsLastWhole && charged is [.., { Days: var last }] && last.To < period.To)
        {
            yield return OfDays(fees, period, "rest", closed, new(last.To, period.To), last.To);
        }
    }

    private static DueCharge OfDay(SegmentFees fees, DateSpan period, LocalDate day)
    {
        // With the first day of a first period that is charged whole come those before it.
        var isFirst = fees.IsFirstWhole && day == fees.Segment.FeesFrom;
        var dueAt = fees.NotBeforeBegin(fees.Subscription.Midnight(day));

        return OfDays(
            fees, period, FormattableString.Invariant($"day.{day:uuuu-MM-dd}"), dueAt, new(day, day.PlusDays(1)), isFirst ? period.From : day) with
        {
            IsInAdvance = fees.IsInAdvance(dueAt, day),
        };
    }

    /// <param name="since">The first day that is charged with these: all before it are charged.</param>
    private static DueCharge OfDays(SegmentFees fees, DateSpan period, string part, Instant dueAt, DateSpan days, LocalDate since)
    {
        var (before, through) = (new DateSpan(period.From, since), new DateSpan(period.From, days.To));

        return Charge(fees.Subscription, fees.Segment, period.From, part, ChargeKind.Fee, dueAt, 0, days) with
        {
            Amount = Share(fees.In(period), through.Days, period.Days) - Share(fees.In(period), before.Days, period.Days),
            Full = Share(fees.Full, through.Days, period.Days) - Share(fees.Full, before.Days, period.Days),
        };
    }
}
