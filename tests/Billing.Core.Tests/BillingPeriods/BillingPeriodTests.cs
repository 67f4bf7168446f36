using Billing.Core.BillingPeriods;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.BillingPeriods;

public sealed class BillingPeriodTests
{
    [Theory]
    [InlineData(PeriodKind.Daily, "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z")] // 23 hours in New York
    [InlineData(PeriodKind.Weekly, "2026-03-04T12:00:00Z", "2026-03-02T05:00:00Z", "2026-03-09T04:00:00Z")]
    [InlineData(PeriodKind.SemiMonthly, "2026-02-15T12:00:00Z", "2026-02-01T05:00:00Z", "2026-02-16T05:00:00Z")]
    [InlineData(PeriodKind.SemiMonthly, "2026-02-16T05:00:00Z", "2026-02-16T05:00:00Z", "2026-03-01T05:00:00Z")]
    [InlineData(PeriodKind.Monthly, "2026-02-28T23:00:00Z", "2026-02-01T05:00:00Z", "2026-03-01T05:00:00Z")]
    [InlineData(PeriodKind.MonthlyAnniversary, "2026-02-28T12:00:00Z", "2026-02-28T05:00:00Z", "2026-03-31T04:00:00Z")]
    [InlineData(PeriodKind.MonthlyAnniversary, "2026-04-29T12:00:00Z", "2026-03-31T04:00:00Z", "2026-04-30T04:00:00Z")]
    [InlineData(PeriodKind.MonthlyAnniversary, "2028-02-29T12:00:00Z", "2028-02-29T05:00:00Z", "2028-03-31T04:00:00Z")] // years later
    [InlineData(PeriodKind.MonthlyAnniversary, "2025-12-30T12:00:00Z", "2025-11-30T05:00:00Z", "2025-12-31T05:00:00Z")] // before it
    [InlineData(PeriodKind.ThirtyDays, "2026-03-02T12:00:00Z", "2026-03-02T05:00:00Z", "2026-04-01T04:00:00Z")]
    [InlineData(PeriodKind.Yearly, "2026-07-01T00:00:00Z", "2026-01-01T05:00:00Z", "2027-01-01T05:00:00Z")]
    [InlineData(PeriodKind.Quarterly, "2026-03-31T12:00:00Z", "2026-01-01T05:00:00Z", "2026-04-01T04:00:00Z")]
    [InlineData(PeriodKind.Quarterly, "2026-12-31T12:00:00Z", "2026-10-01T04:00:00Z", "2027-01-01T05:00:00Z")]
    [InlineData(PeriodKind.HalfYearly, "2026-06-30T12:00:00Z", "2026-01-01T05:00:00Z", "2026-07-01T04:00:00Z")]
    [InlineData(PeriodKind.HalfYearly, "2026-07-01T12:00:00Z", "2026-07-01T04:00:00Z", "2027-01-01T05:00:00Z")]
    public void Borders_are_midnights_of_the_zone(PeriodKind kind, string at, string start, string end)
    {
        var anchor = At("2026-01-31T12:00:00Z");

        Assert.Equal(new BillingPeriod(At(start), At(end)), BillingPeriod.At(kind, At(at), NewYork, anchor));
    }

    [Fact]
    public void Thirty_days_before_the_anchor_are_counted_back()
    {
        var period = BillingPeriod.At(PeriodKind.ThirtyDays, At("2026-01-30T12:00:00Z"), DateTimeZone.Utc, At("2026-01-31T12:00:00Z"));

        Assert.Equal(new BillingPeriod(At("2026-01-01T00:00:00Z"), At("2026-01-31T00:00:00Z")), period);
    }
}
