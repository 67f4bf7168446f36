using System.Globalization;
using Billing.Core.Amounts;

namespace Billing.Core.Tests.Amounts;

public sealed class MoneyTests
{
    private static readonly Money TenDollars = new(10, Currency.Usd);
    private static readonly Money TenEuros = new(10, Currency.Eur);

    [Fact]
    public void Amounts_of_one_currency_add_subtract_and_compare()
    {
        Assert.Equal(new Money(10.25m, Currency.Usd), TenDollars + new Money(0.25m, Currency.Usd));
        Assert.Equal(new Money(-10, Currency.Usd), Money.Zero(Currency.Usd) - TenDollars);
        Assert.Equal(new Money(-10, Currency.Usd), -TenDollars);
        Assert.Equal(new Money(25, Currency.Usd), TenDollars * 2.5m);
        Assert.True(TenDollars > Money.Zero(Currency.Usd));
        Assert.True(TenDollars <= new Money(10.00m, Currency.Usd));
        Assert.Equal(TenDollars, Money.Max(TenDollars, Money.Zero(Currency.Usd)));
        Assert.Equal(Money.Zero(Currency.Usd), Money.Min(TenDollars, Money.Zero(Currency.Usd)));
    }

    [Fact]
    public void Amounts_of_different_currencies_never_mix()
    {
        Refuses(() => TenDollars + TenEuros);
        Refuses(() => TenDollars - TenEuros);
        Refuses(() => TenDollars < TenEuros);
        Refuses(() => Money.Max(TenDollars, TenEuros));
        Refuses(() => TenDollars.CompareTo(TenEuros));

        static void Refuses(Func<object> operation)
        {
            var error = Assert.Throws<InvalidOperationException>(operation);
            Assert.Contains("USD", error.Message, StringComparison.Ordinal);
            Assert.Contains("EUR", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Amounts_of_different_currencies_are_not_equal() => Assert.NotEqual(TenDollars, TenEuros);

    [Fact]
    public void A_forgotten_currency_shows_at_the_first_sum() =>
        Assert.Throws<InvalidOperationException>(() => default(Money) + TenDollars);

    [Theory]
    [InlineData("USD", "12.35")]
    [InlineData("JPY", "12")]
    [InlineData("KWD", "12.345")]
    public void An_invoice_rounds_to_the_minor_unit(string currency, string rounded) => Assert.Equal(
        Rates.D(rounded), new Money(12.345m, Currency.Parse(currency)).RoundToMinorUnit(Rounding.HalfAwayFromZero).Amount);

    [Fact]
    public void Text_does_not_depend_on_the_culture()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

        Assert.Equal("12.34 USD", new Money(12.34m, Currency.Usd).ToString());
    }
}
