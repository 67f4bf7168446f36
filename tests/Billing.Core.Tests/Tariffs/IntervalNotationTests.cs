using Billing.Core.Tariffs;

namespace Billing.Core.Tests.Tariffs;

public sealed class IntervalNotationTests
{
    [Fact]
    public void Sixty_slash_six_is_one_interval_of_60_and_then_6() =>
        Assert.Equal([new(60, 1, 0.10m), new(6, null, 0.10m)], Rates.Ladder("60/6", "0.10").Intervals);

    [Theory]
    [InlineData("1/1")]
    [InlineData("1")]
    [InlineData(" 1 / 1 ")]
    [InlineData("1/1/1")]
    public void Equal_lengths_are_one_step(string notation) =>
        Assert.Equal([new(1, null, 0.10m)], Rates.Ladder(notation, "0.10").Intervals);

    [Fact]
    public void The_first_interval_may_have_a_price_of_its_own()
    {
        Assert.True(IntervalNotation.TryParse("60/60", 0.30m, 0.10m, out var ladder, out _));
        Assert.Equal([new(60, 1, 0.30m), new(60, null, 0.10m)], ladder.Intervals);
    }

    [Theory]
    [InlineData("60/6", "60/6")]
    [InlineData("1/1", "1/1")]
    [InlineData("30/20/6", "30/20/6")]
    public void A_ladder_is_written_as_it_was_read(string notation, string written) =>
        Assert.Equal(written, IntervalNotation.Format(Rates.Ladder(notation, "0.10")));

    [Fact]
    public void A_step_of_many_intervals_has_no_notation()
    {
        Assert.True(PriceLadder.TryCreate([new(60, 2, 1), new(6, null, 1)], out var ladder, out _));
        Assert.Null(IntervalNotation.Format(ladder));
    }

    [Theory]
    [InlineData("", "not a list")]
    [InlineData("60/", "not a list")]
    [InlineData("60/-6", "not a list")]
    [InlineData("60/6.5", "not a list")]
    [InlineData("60/0", "step 2: the length")]
    [InlineData("99999999999999999999", "not a list")]
    public void Anything_else_is_an_error_with_a_reason(string notation, string reason)
    {
        Assert.False(IntervalNotation.TryParse(notation, 0.10m, out var ladder, out var error));
        Assert.Null(ladder);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }
}
