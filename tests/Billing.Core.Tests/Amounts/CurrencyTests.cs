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

    [Fact]
    public void The_default_is_no_currency()
    {
        Assert.Equal("XXX", default(Currency).Code);
        Assert.NotEqual(Currency.Usd, default);
        Assert.False(Currency.TryParse(null, out _));
    }
}
