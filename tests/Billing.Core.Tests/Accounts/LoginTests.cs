using Billing.Core.Accounts;
using CsCheck;

namespace Billing.Core.Tests.Accounts;

public sealed class LoginTests
{
    [Theory]
    [InlineData("alice", true)]
    [InlineData("12125550100", true)]
    [InlineData("alice@isp.example", true)]
    [InlineData("00:11:22:33:44:55", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("tab\t", false)]
    [InlineData("zero\0", false)]
    public void A_login_is_printable_and_in_one_piece(string text, bool isOne) => Assert.Equal(isOne, Login.IsOne(text));

    [Fact]
    public void A_login_is_no_longer_than_its_column_of_a_form() =>
        Assert.Equal((true, false), (Login.IsOne(new string('a', 128)), Login.IsOne(new string('a', 129))));

    [Theory]
    [InlineData("", false)]
    [InlineData("pass word", true)]
    [InlineData("contraseña", true)]
    [InlineData("line\n", false)]
    public void A_password_is_what_people_type(string text, bool isOne) => Assert.Equal(isOne, ServicePassword.IsOne(text));

    [Fact]
    public void A_password_fits_the_attribute_that_carries_it() => // RFC 2865 5.2: 128 octets
        Assert.Equal((true, false), (ServicePassword.IsOne(new string('a', 128)), ServicePassword.IsOne(new string('ñ', 65))));

    [Fact]
    public void A_generated_password_is_one_and_says_its_random_octets() =>
        Gen.Byte.Array[16].Select(Gen.Byte.Array[16]).Sample((one, other) =>
        {
            var isSame = one.Zip(other).All(pair => pair.First % 32 == pair.Second % 32);

            return ServicePassword.IsOne(ServicePassword.From(one)) && (ServicePassword.From(one) == ServicePassword.From(other)) == isSame;
        });
}
