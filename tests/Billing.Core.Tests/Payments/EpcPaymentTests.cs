using Billing.Core.Payments;

namespace Billing.Core.Tests.Payments;

public sealed class EpcPaymentTests
{
    [Theory]
    [InlineData("PT50 0002 0123 1234 5678 9015 4", "PT50000201231234567890154")]
    [InlineData("de89370400440532013000", "DE89370400440532013000")]
    [InlineData("GB82-WEST-1234-5698-7654-32", "GB82WEST12345698765432")]
    [InlineData("DE89370400440532013001", "")] // a digit is wrong
    [InlineData("8937DE0400440532013000", "")]
    [InlineData("DE89", "")]
    [InlineData("", "")]
    public void An_account_number_is_known_by_its_check_digits(string typed, string plain) => Assert.Equal(plain, Iban.Plain(typed));

    // The example of the guideline's annex, with version 002 and no BIC.
    [Fact]
    public void It_says_what_banks_read() => Assert.Equal(
        "BCD\n002\n1\nSCT\n\nRed Cross of Belgium\nBE72000000001616\nEUR1.00\n\n\nUrgency fund",
        EpcPayment.Of("Red Cross of Belgium", "BE72 0000 0000 1616", "EUR", 1, "Urgency fund"));

    [Theory]
    [InlineData("USD", "12.50", "BE72000000001616")]
    [InlineData("EUR", "0", "BE72000000001616")]
    [InlineData("EUR", "-5", "BE72000000001616")]
    [InlineData("EUR", "1.005", "BE72000000001616")]
    [InlineData("EUR", "1000000000", "BE72000000001616")]
    [InlineData("EUR", "12.50", "")]
    [InlineData("EUR", "12.50", "BE72000000001617")]
    public void What_cannot_be_paid_so_has_no_code(string currency, string amount, string iban) =>
        Assert.Null(EpcPayment.Of("Northline", iban, currency, Rates.D(amount), "INV-000001"));

    [Fact]
    public void Names_and_texts_are_one_line_and_no_longer_than_they_may() => Assert.Equal(
        ["a b", new string('x', 140)],
        EpcPayment.Of("a\nb", "BE72000000001616", "EUR", 1, new string('x', 200))!.Split('\n') is var lines ? [lines[5], lines[10]] : []);
}
