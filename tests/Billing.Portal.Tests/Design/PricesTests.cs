using System.Globalization;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Usage;

namespace Billing.Portal.Tests.Design;

/// <summary>Rates are stored in English with a point: who reads them has words and digits of their own.</summary>
public sealed class PricesTests
{
    [Theory]
    [InlineData("60/6 at 0.10", "60/6 a 0,10")]
    [InlineData("1/1 at 0.025; peak 1/1 at 0.04", "1/1 a 0,025; peak 1/1 a 0,04")]
    [InlineData("60 x2 at 0.20, then 6 at 0.0000000001", "60 x2 a 0,20, luego 6 a 0,0000000001")]
    [InlineData("something else", "something else")]
    public void A_rate_is_told_in_the_viewers_words(string stored, string spanish)
    {
        var before = CultureInfo.CurrentUICulture;

        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es-ES");
            Assert.Equal(spanish, Prices.Told(stored, new WordsLocalizer(), CultureInfo.GetCultureInfo("es-ES")));
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
            Assert.Equal(stored, Prices.Told(stored, new WordsLocalizer(), CultureInfo.GetCultureInfo("en-GB")));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Theory]
    [InlineData("1/1 at 0.025; peak 1/1 at 0.04", 60L, "1/1 at 0.025; peak 1/1 at 0.04, USD / minute")]
    [InlineData("60/6 at 0.10", null, "60/6 at 0.10, USD")]
    public void Staff_read_how_it_is_counted_and_in_which_money(string stored, long? size, string told) =>
        Assert.Equal(told, UsageText.Ladders(stored, Unit.Second, size, "USD", new WordsLocalizer()));

    // How it is counted stands in no subscriber's words; steps cannot be told without it.
    [Theory]
    [InlineData("60/6 at 0.10", "0.10\u00a0USD a minute")]
    [InlineData("1/1 at 0.025; peak 1/1 at 0.04", "0.025\u00a0USD a minute; peak 0.04\u00a0USD a minute")]
    [InlineData("60 x2 at 0.20, then 6 at 0.10", "60 x2 at 0.20, then 6 at 0.10")]
    public void A_subscriber_reads_what_a_minute_costs(string stored, string told)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);

        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
            Assert.Equal(told, UsageText.Rate(stored, Unit.Second, 60, "USD", new WordsLocalizer()));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }
}
