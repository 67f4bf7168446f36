using Billing.Core.Payments;

namespace Billing.Core.Tests.Payments;

public sealed class CardNumberTests
{
    [Theory]
    [InlineData("4242 4242 4242 4242", "Visa ending in 4242")]
    [InlineData("5555-5555-5555-4444", "Mastercard ending in 4444")]
    [InlineData("2223003122003222", "Mastercard ending in 3222")]
    [InlineData("378282246310005", "American Express ending in 0005")]
    [InlineData("6011111111111117", "card ending in 1117")]
    public void A_number_says_whose_it_is(string typed, string described) =>
        Assert.Equal(described, CardNumber.Describe(CardNumber.Plain(typed)));

    [Theory]
    [InlineData("4242424242424241")] // the check digit
    [InlineData("4224424242424242")] // two digits changed places
    [InlineData("42424242424")]
    [InlineData("42424242424242424242")]
    [InlineData("4242x4242424242424")]
    [InlineData("")]
    public void A_slip_of_the_finger_is_no_number(string typed) => Assert.Equal("", CardNumber.Plain(typed));
}
