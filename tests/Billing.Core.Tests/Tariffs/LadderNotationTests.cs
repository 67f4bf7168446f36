using Billing.Core.Tariffs;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Tariffs;

public sealed class LadderNotationTests
{
    [Theory]
    [InlineData("60/6", "60/6 at 0.10")]
    [InlineData("60", "60/60 at 0.10")]
    [InlineData("60@0.2/6", "60 at 0.20, then 6 at 0.10")]
    [InlineData("60x2@0.2/30x1/6@0", "60 x2 at 0.20, then 30 at 0.10, then 6 at 0.00")]
    [InlineData("1@0.0000012345", "1/1 at 0.0000012345")]
    public void A_ladder_is_said_in_words(string text, string words) =>
        Assert.Equal(words, LadderNotation.Describe(Parse(text, "0.10")));

    [Fact]
    public void A_rate_is_said_with_its_prices_in_periods()
    {
        var periods = Periods(Daily("peak", "08:00", "18:00"), Daily("night", "00:00", "06:00"));

        Assert.Equal("60/6 at 0.10", LadderNotation.Describe(Row("44", "60/6").Valid()));
        Assert.Equal(
            "60/6 at 0.10; night 60/60 at 0.05; peak 1/1 at 0.20",
            LadderNotation.Describe(Row("44", "60/6").In("peak", "1/1", "0.20").In("night", "60/60", "0.05").Valid(periods: periods)));
    }

    [Theory]
    [InlineData("60/6", "60/6")]
    [InlineData("60x2/6", "60x2@0.1/6@0.1")]
    [InlineData("60x1/60", "60@0.1/60@0.1")]
    public void What_is_written_reads_as_the_same_ladder(string text, string written)
    {
        var ladder = Parse(text, "0.10");
        var (formatted, price) = LadderNotation.Format(ladder);

        Assert.Equal(written, formatted);
        Assert.True(LadderNotation.TryParse(formatted, price, null, out var again, out _));
        Assert.Equal(ladder, again);
    }

    [Theory]
    [InlineData("60x2/6x2")]
    [InlineData("60x/6")]
    [InlineData("60@/6")]
    [InlineData("60@-1/6")]
    [InlineData("60@0,1/6")]
    [InlineData("x2@1")]
    public void Anything_else_is_an_error(string text) =>
        Assert.False(LadderNotation.TryParse(text, 0.10m, null, out _, out _));

    [Fact]
    public void A_step_needs_a_price_from_somewhere() =>
        Assert.False(LadderNotation.TryParse("60@0.2/6", null, null, out _, out _));

    private static PriceLadder Parse(string text, string price) =>
        LadderNotation.TryParse(text, D(price), null, out var ladder, out var error) ? ladder : throw new ArgumentException(error);
}
