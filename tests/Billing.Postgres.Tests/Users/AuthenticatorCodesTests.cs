using System.Text;
using Billing.Postgres.Users;

namespace Billing.Postgres.Tests.Users;

public sealed class AuthenticatorCodesTests
{
    // RFC 6238, appendix B, SHA-1: its last six digits of eight.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void A_code_is_the_one_of_its_step(long seconds, string code) =>
        Assert.Equal(code, AuthenticatorCodes.Code("12345678901234567890"u8, seconds / 30));

    // RFC 4648, section 10.
    [Theory]
    [InlineData("", "")]
    [InlineData("MY======", "f")]
    [InlineData("MZXQ====", "fo")]
    [InlineData("MZXW6===", "foo")]
    [InlineData("mzxw 6yq=", "foob")]
    [InlineData("MZXW6YTB", "fooba")]
    [InlineData("MZXW6YTBOI======", "foobar")]
    public void A_key_is_read_from_base_32(string text, string bytes) =>
        Assert.Equal(bytes, Encoding.ASCII.GetString(AuthenticatorCodes.FromBase32(text)));
}
