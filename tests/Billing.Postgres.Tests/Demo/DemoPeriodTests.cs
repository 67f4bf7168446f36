using Billing.Postgres.Demo;

namespace Billing.Postgres.Tests.Demo;

/// <summary>On whatever day an operator is made up, it has invoices of usage, and some of them are unpaid.</summary>
public sealed class DemoPeriodTests
{
    private const int MostDaysMissing = 5;

    public static TheoryData<string> Sizes => [.. DemoSize.All.Select(size => size.Name)];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void On_every_day_of_four_years_the_billed_month_is_in_the_records_and_over_for_long_enough(string name)
    {
        var size = DemoSize.All.Single(one => one.Name == name);

        for (var today = new DateTime(2027, 1, 1); today.Year < 2031; today = today.AddDays(1))
        {
            var (first, after) = DemoPeriod.At(new(today.AddHours(23), TimeSpan.Zero));
            var records = today.AddDays(1 - size.Days);
            Assert.True(first.AddMonths(1) == after && after.Day == 1, $"{today:d}: {first:d} to {after:d}");
            Assert.True(after < today.AddDays(-1), $"{today:d}: what is due on {after:d} is not unpaid for a day");
            Assert.True(records <= first.AddDays(MostDaysMissing), $"{today:d}: {first:d} is before the records' first day {records:d}");
        }
    }

    [Theory]
    //          now                   first          after
    [InlineData("2027-03-01T00:00Z", "2027-01-01", "2027-02-01")]
    [InlineData("2027-03-02T23:59Z", "2027-01-01", "2027-02-01")]
    [InlineData("2027-03-03T00:00Z", "2027-02-01", "2027-03-01")]
    [InlineData("2027-03-31T12:00Z", "2027-02-01", "2027-03-01")]
    [InlineData("2028-02-29T12:00Z", "2028-01-01", "2028-02-01")]
    [InlineData("2027-01-01T12:00Z", "2026-11-01", "2026-12-01")]
    [InlineData("2027-03-03T01:00+02:00", "2027-01-01", "2027-02-01")]
    public void The_last_month_is_billed_when_its_invoices_can_be_unpaid(string now, string first, string after) => Assert.Equal(
        new DemoPeriod(Day(first), Day(after)), DemoPeriod.At(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    private static DateTime Day(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
