using System.Globalization;
using Billing.Portal.Design;

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
}
