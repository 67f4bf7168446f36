using System.Globalization;
using Billing.Core.Amounts;

namespace Billing.Core.Tests.Amounts;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("USD", 2)]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KWD", 3)]
    [InlineData("AED", 2)]
    [InlineData("ZWG", 2)]
    public void A_code_of_the_standard_is_a_currency(string code, int digits)
    {
        var currency = Currency.Parse(code);

        Assert.Equal((code, digits), (currency.Code, currency.MinorUnitDigits));
        Assert.Equal(currency, Currency.Parse(code));
        Assert.Equal(code, currency.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("usd")]
    [InlineData("US")]
    [InlineData("DOLLAR")]
    [InlineData("ZZZ")]
    [InlineData("XXX")]
    public void Anything_else_is_refused_and_quoted(string text)
    {
        Assert.False(Currency.TryParse(text, out _));
        Assert.Contains($"\"{text}\"", Assert.Throws<FormatException>(() => Currency.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("USD", "12.5", "12.50")]
    [InlineData("USD", "0.00125", "0.00125")]
    [InlineData("JPY", "1200", "1200")]
    [InlineData("JPY", "0.5", "0.5")]
    [InlineData("KWD", "1.5", "1.500")]
    [InlineData("KWD", "1.50005", "1.50005")]
    public void Amounts_are_written_with_the_decimals_of_its_minor_unit_at_least(string code, string amount, string text) =>
        Assert.Equal(text, decimal.Parse(amount, CultureInfo.InvariantCulture).ToString(Currency.Parse(code).Format, CultureInfo.InvariantCulture));

    [Fact]
    public void The_default_is_no_currency()
    {
        Assert.Equal("XXX", default(Currency).Code);
        Assert.NotEqual(Currency.Usd, default);
        Assert.False(Currency.TryParse(null, out _));
    }
}
