using Billing.Core.Tariffs;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Tariffs;

public sealed class TariffPeriodsTests
{
    private static readonly TariffPeriods Calendar = Periods(
        new TariffPeriod("peak", new WeeklyRange(Weekdays.WorkingDays, Time("08:00"), Time("18:00"))),
        new TariffPeriod(
            "weekend", [new(Weekdays.Weekend, Time("00:00"), Time("00:00"))], [new(2026, 12, 25), new(2027, 1, 1)]),
        new TariffPeriod("night", new WeeklyRange(Weekdays.All, Time("22:00"), Time("06:00"))));

    [Theory]
    [InlineData("2026-02-02T08:00:00Z", "peak")]    // a Monday
    [InlineData("2026-02-02T07:59:59.999Z", null)]
    [InlineData("2026-02-02T17:59:59.999Z", "peak")]
    [InlineData("2026-02-02T18:00:00Z", null)]
    [InlineData("2026-02-02T22:00:00Z", "night")]
    [InlineData("2026-02-03T05:59:59Z", "night")]
    [InlineData("2026-02-03T06:00:00Z", null)]
    [InlineData("2026-02-07T10:00:00Z", "weekend")] // a Saturday
    [InlineData("2026-02-07T23:00:00Z", "weekend")] // the first period of the list wins
    [InlineData("2026-02-08T23:59:59Z", "weekend")]
    [InlineData("2026-02-09T00:00:00Z", "night")]   // Sunday's night runs on into Monday
    [InlineData("2026-12-25T10:00:00Z", "weekend")] // a Friday, listed as a date
    [InlineData("2026-12-24T23:59:59Z", "night")]
    [InlineData("2026-12-26T00:00:00Z", "weekend")]
    public void The_calendar_says_which_period_is_in_force(string at, string? period) =>
        Assert.Equal(period, Calendar.At(At(at), DateTimeZone.Utc)?.Name);

    [Fact]
    public void No_period_changes_before_the_announced_border() =>
        Gen.Select(
            Gen.OneOf("2026-02-01T00:00:00Z", "2026-03-07T12:00:00Z", "2026-10-31T12:00:00Z", "2026-12-24T00:00:00Z"),
            Gen.Long[0, 8 * 86_400_000L],
            Gen.Long[0, 86_400_000L]).Sample((day, offset, ahead) =>
            {
                var instant = At(day) + Duration.FromMilliseconds(offset);
                var span = Calendar.SpanAt(instant, NewYork);
                var later = instant + Duration.FromMilliseconds(ahead);

                return span.Until > instant
                    && (later >= span.Until || Calendar.At(later, NewYork) == span.Period);
            });

    [Theory]
    [InlineData("", Weekdays.All, "08:00", "no name")]
    [InlineData("peak", Weekdays.None, "08:00", "no days")]
    [InlineData("peak", (Weekdays)128, "08:00", "no days")]
    [InlineData("twice", Weekdays.All, "08:00", "Two periods are named \"twice\"")]
    public void A_calendar_that_makes_no_sense_is_refused(string name, Weekdays days, string from, string reason)
    {
        var twice = new TariffPeriod("twice", new WeeklyRange(Weekdays.All, Time("01:00"), Time("02:00")));
        var period = new TariffPeriod(name, new WeeklyRange(days, Time(from), Time("20:00")));

        Assert.False(TariffPeriods.TryCreate([twice, period], out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_seconds_are_refused() => Assert.False(TariffPeriods.TryCreate(
        [new TariffPeriod("peak", new WeeklyRange(Weekdays.All, Time("08:00").PlusMilliseconds(500), Time("20:00")))],
        out _,
        out _));
}
