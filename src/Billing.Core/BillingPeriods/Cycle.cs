using NodaTime;

namespace Billing.Core.BillingPeriods;

/// <summary>How often something recurs: so many periods of a kind at a time (three months).</summary>
/// <remarks>
/// Several at a time are counted from the period that the anchor is in, so three months may begin in any month; a quarter of the
/// calendar is a kind of its own. Anniversaries are
/// counted from the anchor itself and not from the period before, so the 31st comes back after February: January 31,
/// February 28, March 31. A year from an anniversary is twelve of its months.
/// </remarks>
/// <param name="Count">One or more.</param>
public readonly record struct Cycle(PeriodKind Kind, int Count = 1)
{
    /// <summary>How many whole months a period is; zero: it is not of months.</summary>
    public int Months => Count * Kind switch
    {
        PeriodKind.Monthly or PeriodKind.MonthlyAnniversary => 1,
        PeriodKind.Quarterly => 3,
        PeriodKind.HalfYearly => 6,
        PeriodKind.Yearly => 12,
        _ => 0,
    };

    /// <summary>Whether its periods are counted from the anchor, and not from borders of the calendar alone.</summary>
    public bool IsAnchored => Count > 1 || Kind is PeriodKind.MonthlyAnniversary or PeriodKind.ThirtyDays;

    /// <summary>The period that a day is in.</summary>
    public DateSpan At(LocalDate day, LocalDate anchor) => Number(IndexOf(day, anchor), anchor);

    /// <summary>The period with a number; zero is the one that the anchor is in.</summary>
    public DateSpan Number(int index, LocalDate anchor) => new(Start(index * Count, anchor), Start((index + 1) * Count, anchor));

    /// <summary>Which period a day is in.</summary>
    public int IndexOf(LocalDate day, LocalDate anchor)
    {
        var index = Guess(day, anchor) / Count;

        while (Start(index * Count, anchor) > day)
        {
            index--;
        }

        while (Start((index + 1) * Count, anchor) <= day)
        {
            index++;
        }

        return index;
    }

    private int Guess(LocalDate day, LocalDate anchor) => Kind switch
    {
        PeriodKind.Daily => Period.DaysBetween(anchor, day),
        PeriodKind.Weekly => Period.DaysBetween(anchor, day) / 7,
        PeriodKind.SemiMonthly => 2 * MonthsBetween(anchor, day),
        PeriodKind.Monthly or PeriodKind.MonthlyAnniversary => MonthsBetween(anchor, day),
        PeriodKind.ThirtyDays => Period.DaysBetween(anchor, day) / 30,
        PeriodKind.Yearly => day.Year - anchor.Year,
        PeriodKind.Quarterly => MonthsBetween(anchor, day) / 3,
        PeriodKind.HalfYearly => MonthsBetween(anchor, day) / 6,
        _ => throw new InvalidOperationException($"{Kind} does not recur"),
    };

    // The first day of the period so many single ones after that of the anchor.
    private LocalDate Start(int singles, LocalDate anchor) => Kind switch
    {
        PeriodKind.Daily => anchor.PlusDays(singles),
        PeriodKind.Weekly => anchor.PlusDays(1 - (int)anchor.DayOfWeek + 7 * singles),
        PeriodKind.SemiMonthly => Half(singles + (anchor.Day < 16 ? 0 : 1), First(anchor)),
        PeriodKind.Monthly => First(anchor).PlusMonths(singles),
        PeriodKind.MonthlyAnniversary => anchor.PlusMonths(singles), // the month's last day where it has no such day
        PeriodKind.ThirtyDays => anchor.PlusDays(30 * singles),
        PeriodKind.Yearly => new(anchor.Year + singles, 1, 1),
        PeriodKind.Quarterly => BillingPeriod.CalendarPart(anchor, 3).PlusMonths(3 * singles),
        PeriodKind.HalfYearly => BillingPeriod.CalendarPart(anchor, 6).PlusMonths(6 * singles),
        _ => throw new InvalidOperationException($"{Kind} does not recur"),
    };

    private static LocalDate Half(int halves, LocalDate month)
    {
        var odd = halves & 1;

        return month.PlusMonths((halves - odd) / 2).PlusDays(15 * odd);
    }

    private static int MonthsBetween(LocalDate from, LocalDate to) => (to.Year - from.Year) * 12 + to.Month - from.Month;

    private static LocalDate First(LocalDate date) => new(date.Year, date.Month, 1);
}
