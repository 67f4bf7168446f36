using System.Globalization;
using Billing.Portal.Design;
using Billing.Portal.Today;
using NodaTime;

namespace Billing.Portal.Tests.Desk;

/// <summary>What today's figures are beside others.</summary>
public sealed class WeekAgoTests
{
    private static readonly LocalDate Day = new(2026, 11, 1);

    [Theory]
    //          now   then    told
    [InlineData(110, "100", "+10 % against a week ago")]
    [InlineData(95, "100", "\u22125 % against a week ago")]
    [InlineData(100, "100", "0 % against a week ago")]
    [InlineData(300, "100", "+200 % against a week ago")]
    [InlineData(23, "1", "1.00\u00a0USD a week ago")]
    [InlineData(23, "0.001", "0.00\u00a0USD a week ago")]
    [InlineData(23, "0", null)]
    [InlineData(0, "100", "\u2212100 % against a week ago")]
    public void A_sum_that_is_many_times_that_of_a_week_ago_is_told_by_what_it_was(int now, string then, string? told)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");

        Assert.Equal(told, WeekAgo.Beside(now, decimal.Parse(then, CultureInfo.InvariantCulture), "USD", new WordsLocalizer()));
    }

    [Fact]
    public void The_currency_that_is_drawn_is_charged_in_most_often_whatever_the_amounts_are() =>
        Assert.Equal("EUR", MainCurrency.Of([new(Day, "voice", "JPY", 1, 60, 9_000), new(Day, "voice", "EUR", 2, 60, 3), new(Day, "sms", "EUR", 1, 1, 0.1m)]));
}
