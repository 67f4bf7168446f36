using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;

namespace Billing.Host.Price;

/// <summary>The words of cases, scenarios and the shell for what all of them can say.</summary>
internal static class CaseWords
{
    public static readonly (string Word, PeriodKind Kind)[] Periods =
    [
        ("never", PeriodKind.Never),
        ("daily", PeriodKind.Daily),
        ("weekly", PeriodKind.Weekly),
        ("semi-monthly", PeriodKind.SemiMonthly),
        ("monthly", PeriodKind.Monthly),
        ("anniversary", PeriodKind.MonthlyAnniversary),
        ("30-days", PeriodKind.ThirtyDays),
        ("quarterly", PeriodKind.Quarterly),
        ("half-yearly", PeriodKind.HalfYearly),
        ("yearly", PeriodKind.Yearly),
    ];

    public static readonly (string Word, Rounding Rounding)[] Roundings =
    [
        ("half-away", Rounding.HalfAwayFromZero),
        ("half-away-from-zero", Rounding.HalfAwayFromZero),
        ("half-even", Rounding.HalfEven),
        ("up", Rounding.Up),
        ("away-from-zero", Rounding.Up),
        ("down", Rounding.Down),
    ];
}
