using NodaTime;

namespace Billing.Core.BillingPeriods;

/// <summary>How long a period is. The numbers are stored: they never change.</summary>
public enum PeriodKind
{
    Never = 0,
    Daily = 1,

    /// <summary>From Monday.</summary>
    Weekly = 2,

    /// <summary>From the 1st and from the 16th.</summary>
    SemiMonthly = 3,
    Monthly = 4,

    /// <summary>From the anchor's day of the month; from the month's last day where it has no such day.</summary>
    MonthlyAnniversary = 5,

    /// <summary>30 days each, from the anchor's day.</summary>
    ThirtyDays = 6,
    Yearly = 7,

    /// <summary>From the first days of January, April, July and October.</summary>
    Quarterly = 8,

    /// <summary>From the first days of January and July.</summary>
    HalfYearly = 9,
}

/// <summary>One period of time, half-open, from midnight to midnight in a billing time zone.</summary>
public readonly record struct BillingPeriod(Instant Start, Instant End)
{
    /// <summary>What anniversaries and 30 days are counted from where nothing has a day of its own: 11:00 UTC on January 1, 1970.</summary>
    /// <remarks>
    /// Counters are shared by sessions, so it must not be any session's own: each would count in a period of its own. At that
    /// hour it is the 1st in every zone but those beyond UTC+12.
    /// </remarks>
    public static readonly Instant CommonAnchor = NodaConstants.UnixEpoch + Duration.FromHours(11);

    private static readonly BillingPeriod Ever = new(NodaConstants.UnixEpoch, Instant.MaxValue);

    /// <summary>The period that an instant is in.</summary>
    /// <param name="anchor">What anniversaries and 30 days are counted from.</param>
    public static BillingPeriod At(PeriodKind kind, Instant instant, DateTimeZone zone, Instant anchor)
    {
        ArgumentNullException.ThrowIfNull(zone);

        var date = instant.InZone(zone).Date;

        return kind switch
        {
            PeriodKind.Never => Ever,
            PeriodKind.Daily => Between(date, date.PlusDays(1)),
            PeriodKind.Weekly => Between(date.PlusDays(1 - (int)date.DayOfWeek), date.PlusDays(8 - (int)date.DayOfWeek)),
            PeriodKind.SemiMonthly when date.Day < 16 => Between(First(date), First(date).PlusDays(15)),
            PeriodKind.SemiMonthly => Between(First(date).PlusDays(15), First(date).PlusMonths(1)),
            PeriodKind.Monthly => Between(First(date), First(date).PlusMonths(1)),
            PeriodKind.MonthlyAnniversary => Anniversary(date, anchor.InZone(zone).Date),
            PeriodKind.ThirtyDays => Thirty(date, anchor.InZone(zone).Date),
            PeriodKind.Yearly => Between(new(date.Year, 1, 1), new(date.Year + 1, 1, 1)),
            PeriodKind.Quarterly => Between(CalendarPart(date, 3), CalendarPart(date, 3).PlusMonths(3)),
            PeriodKind.HalfYearly => Between(CalendarPart(date, 6), CalendarPart(date, 6).PlusMonths(6)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

        BillingPeriod Between(LocalDate from, LocalDate to) => new(Midnight(from), Midnight(to));

        Instant Midnight(LocalDate day) => zone.AtLeniently(day.AtMidnight()).ToInstant();

        BillingPeriod Anniversary(LocalDate day, LocalDate first)
        {
            // PlusMonths falls back to the month's last day by itself.
            var months = (day.Year - first.Year) * 12 + day.Month - first.Month;
            months = first.PlusMonths(months) > day ? months - 1 : months;

            return Between(first.PlusMonths(months), first.PlusMonths(months + 1));
        }

        BillingPeriod Thirty(LocalDate day, LocalDate first)
        {
            var days = Period.DaysBetween(first, day);
            var whole = days >= 0 ? days / 30 : -((29 - days) / 30);

            return Between(first.PlusDays(30 * whole), first.PlusDays(30 * whole + 30));
        }
    }

    /// <summary>How many days it has.</summary>
    public int Days(DateTimeZone zone) => DaysFrom(Start, zone);

    /// <summary>How many of its days are left at an instant, the day of the instant included.</summary>
    public int DaysFrom(Instant instant, DateTimeZone zone) =>
        Period.DaysBetween(instant.InZone(zone).Date, End.InZone(zone).Date);

    /// <summary>The first day of the part of the calendar year that a day is in.</summary>
    /// <param name="months">How long a part is: 3 or 6.</param>
    internal static LocalDate CalendarPart(LocalDate date, int months) => new(date.Year, (date.Month - 1) / months * months + 1, 1);

    private static LocalDate First(LocalDate date) => new(date.Year, date.Month, 1);
}
