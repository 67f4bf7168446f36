using Billing.Core.Customers;

namespace Billing.Core.Tests.Customers;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ada@example.com", true)]
    [InlineData("ada.lovelace+billing@mail.example.co.uk", true)]
    [InlineData("josé@ejemplo.es", true)]
    [InlineData("", false)]
    [InlineData("ada", false)]
    [InlineData("@example.com", false)]
    [InlineData("ada@example", false)]
    [InlineData("ada@.com", false)]
    [InlineData("ada@example.com.", false)]
    [InlineData("ada@@example.com", false)]
    [InlineData("ada@eve@example.com", false)]
    [InlineData("Ada <ada@example.com>", false)]
    [InlineData("ada@example.com, eve@example.com", false)]
    [InlineData("ada@example.com\r\nBcc: eve@example.com", false)]
    public void An_address_is_one_and_nothing_else(string text, bool isOne) => Assert.Equal(isOne, EmailAddress.IsOne(text));

    [Fact]
    public void An_address_has_room_in_a_mail_header() =>
        Assert.False(EmailAddress.IsOne(new string('a', 243) + "@example.com"));
}
