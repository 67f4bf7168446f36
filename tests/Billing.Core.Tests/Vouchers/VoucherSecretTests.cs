using Billing.Core.Vouchers;
using CsCheck;

namespace Billing.Core.Tests.Vouchers;

public sealed class VoucherSecretTests
{
    [Fact]
    public void A_code_is_printed_in_four_groups() =>
        Assert.Equal("0123-4567-89AB-CDEF", VoucherSecret.From([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));

    [Fact]
    public void Whatever_way_a_code_is_typed_it_is_found() => Gen.Byte.Array[VoucherSecret.Length].Sample(random =>
    {
        var code = VoucherSecret.From(random);

        foreach (var typed in new[]
        {
            code.ToLowerInvariant(), code.Replace('-', ' '), code.Replace("-", "", StringComparison.Ordinal),
            code.Replace('0', 'O').Replace('1', 'l'), $" {code} ",
        })
        {
            Assert.True(VoucherSecret.TryHash(typed, out var hash));
            Assert.True(VoucherSecret.TryHash(code, out var same));
            Assert.Equal(same, hash);
        }
    });

    [Theory]
    [InlineData("")]
    [InlineData("0123-4567-89AB-CDE")]
    [InlineData("0123-4567-89AB-CDEF0")]
    [InlineData("0123-4567-89AB-CDEU")]
    [InlineData("0123-4567-89AB-CDE!")]
    public void What_cannot_be_a_code_has_no_hash(string typed) => Assert.False(VoucherSecret.TryHash(typed, out _));
}
