using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using NodaTime;

namespace Billing.Core.Allowances;

/// <summary>An allowance that is given anew each period: 300 minutes a month.</summary>
/// <remarks>
/// Each period's allowance is one of its own, which expires with its period or, with roll-over, so many periods later: since
/// what expires first is used first, last month's rest goes before this month's.
/// </remarks>
public sealed record AllowancePlan
{
    public required long PlanId { get; init; }

    /// <summary>Every field but the number, what is left and the dates: what each period gets.</summary>
    public required Allowance Template { get; init; }

    public required PeriodKind Period { get; init; }

    /// <summary>How many further periods the rest of one is good for: 0 to 3.</summary>
    public int RollOverPeriods { get; init; }

    /// <summary>Whether the first, partial period gets only its share, by days.</summary>
    public bool IsFirstProrated { get; init; }

    public required Instant StartsAt { get; init; }

    public Instant? EndsAt { get; init; }

    /// <summary>The billing time zone in whose midnights periods begin.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>The allowances that are due up to and including the period of an instant and are still worth something.</summary>
    /// <param name="issued">What was issued already; a period is never issued twice.</param>
    /// <param name="firstId">The number of the first new one.</param>
    public ImmutableArray<Allowance> Due(Instant at, IEnumerable<Allowance> issued, int firstId)
    {
        if (at < StartsAt || EndsAt <= StartsAt)
        {
            return [];
        }

        var known = issued.Where(allowance => allowance.Issue?.PlanId == PlanId).Select(allowance => allowance.Issue!.Value.PeriodStart).ToHashSet();
        var due = ImmutableArray.CreateBuilder<Allowance>();
        var period = BillingPeriod.At(Period, at, Zone, StartsAt);

        // Periods before this one may roll over into it.
        for (var back = 0; back <= RollOverPeriods; back++)
        {
            if (period.End > StartsAt && (EndsAt is null || period.Start < EndsAt) && !known.Contains(period.Start)
                && ExpiryOf(period) > at)
            {
                due.Add(Of(period));
            }

            if (period.Start <= StartsAt)
            {
                break;
            }

            period = BillingPeriod.At(Period, period.Start - Duration.Epsilon, Zone, StartsAt);
        }

        due.Reverse();

        return [.. due.Select((allowance, i) => allowance with { AllowanceId = firstId + i })];
    }

    /// <summary>From when on it gives again, once it had ended: whoever comes back within a period that was given has had that one.</summary>
    /// <remarks>
    /// Then it goes on as if it had not ended, for an anniversary of its own would begin another period on that day. Later it begins
    /// anew, and gives nothing for the periods in which it was not there.
    /// </remarks>
    /// <param name="since">When the account came back.</param>
    /// <param name="issued">What was issued already.</param>
    public Instant ResumedFrom(Instant since, IEnumerable<Allowance> issued)
    {
        var period = BillingPeriod.At(Period, since, Zone, StartsAt);

        return issued.Any(allowance => allowance.Issue == (PlanId, period.Start)) ? StartsAt : since;
    }

    private Allowance Of(BillingPeriod period)
    {
        var amount = IsFirstProrated && period.Start < StartsAt ? Share(period) : Template.Initial;

        return Template with
        {
            Initial = amount,
            Remaining = amount,
            ValidFrom = Instant.Max(period.Start, StartsAt),
            ExpiresAt = ExpiryOf(period),
            Issue = (PlanId, period.Start),
        };
    }

    // Days count whole, the first one too; units are whole, to the nearest.
    private decimal Share(BillingPeriod period) =>
        (Template.Initial * period.DaysFrom(StartsAt, Zone) / period.Days(Zone))
            .Round(Template.Kind is AllowanceKind.Units ? 0 : 5, Rounding.HalfAwayFromZero);

    private Instant ExpiryOf(BillingPeriod period)
    {
        var end = period.End;

        for (var i = 0; i < RollOverPeriods; i++)
        {
            end = BillingPeriod.At(Period, end, Zone, StartsAt).End;
        }

        return end;
    }
}
