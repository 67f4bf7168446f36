using Billing.Core.Amounts;
using CsCheck;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Amounts;

public sealed class RoundingTests
{
    [Theory]
    [InlineData("16.85306", 2, Rounding.Up, "16.86")] // 16.85306 to 2 decimals, away from zero
    [InlineData("16.85000", 2, Rounding.Up, "16.85")]
    [InlineData("-16.85306", 2, Rounding.Up, "-16.86")]
    [InlineData("0.000001", 5, Rounding.Up, "0.00001")]
    [InlineData("2.345", 2, Rounding.HalfAwayFromZero, "2.35")]
    [InlineData("-2.345", 2, Rounding.HalfAwayFromZero, "-2.35")]
    [InlineData("2.34499", 2, Rounding.HalfAwayFromZero, "2.34")]
    [InlineData("2.345", 2, Rounding.HalfEven, "2.34")]
    [InlineData("2.355", 2, Rounding.HalfEven, "2.36")]
    [InlineData("-2.345", 2, Rounding.HalfEven, "-2.34")]
    [InlineData("2.349", 2, Rounding.Down, "2.34")]
    [InlineData("-2.349", 2, Rounding.Down, "-2.34")]
    [InlineData("1.5", 0, Rounding.HalfEven, "2")]
    [InlineData("0.5", 0, Rounding.HalfEven, "0")]
    public void An_amount_is_rounded_by_the_method(string amount, int decimals, Rounding rounding, string rounded) =>
        Assert.Equal(D(rounded), D(amount).Round(decimals, rounding));

    [Fact]
    public void Every_method_is_symmetric_and_keeps_order() =>
        Gen.Select(Gen.Decimal[-1000, 1000], Gen.Decimal[0, 1], Gen.Int[0, 5], Gen.Enum<Rounding>()).Sample(
            (value, more, decimals, rounding) =>
                (-value).Round(decimals, rounding) == -value.Round(decimals, rounding)
                && (value + more).Round(decimals, rounding) >= value.Round(decimals, rounding));

    [Fact]
    public void An_unknown_method_is_a_bug() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => 1m.Round(2, (Rounding)99));
}
