using Billing.Core.BillingPeriods;

namespace Billing.Portal.Balances;

/// <summary>What periods are called.</summary>
internal static class PeriodWords
{
    /// <summary>English; the key of its translation.</summary>
    public static string Name(PeriodKind kind) => kind switch
    {
        PeriodKind.Never => "ever",
        PeriodKind.Daily => "day",
        PeriodKind.Weekly => "week",
        PeriodKind.SemiMonthly => "half month",
        PeriodKind.Monthly => "month",
        PeriodKind.MonthlyAnniversary => "month from its day",
        PeriodKind.ThirtyDays => "30 days",
        PeriodKind.Quarterly => "calendar quarter",
        PeriodKind.HalfYearly => "calendar half year",
        _ => "year",
    };
}
