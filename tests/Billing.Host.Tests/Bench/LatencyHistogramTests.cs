using Billing.Host.Bench;
using CsCheck;

namespace Billing.Host.Tests.Bench;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void A_quantile_is_the_exact_one_to_a_thirtysecond() =>
        Gen.Select(Gen.Long[0, 100_000_000_000].Array[1, 200], Gen.Double[0, 1]).Sample((nanoseconds, share) =>
        {
            var histogram = new LatencyHistogram();
            Array.ForEach(nanoseconds, histogram.Add);
            var rank = Math.Max(1, (int)Math.Ceiling(share * nanoseconds.Length));
            var exact = nanoseconds.Order().ElementAt(rank - 1) / 100;
            var ticks = histogram.Quantile(share).Ticks;

            return ticks >= exact && ticks <= exact + exact / 32 + 1 && ticks <= histogram.Maximum.Ticks;
        });

    [Fact]
    public void Nothing_counted_takes_no_time() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Quantile(0.99));

    [Fact]
    public void Histograms_add_up()
    {
        var (one, other) = (new LatencyHistogram(), new LatencyHistogram());
        one.Add(1_000_000);
        other.Add(9_000_000);
        one.Add(other);

        Assert.Equal(2, one.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(9), one.Maximum);
        Assert.Equal(TimeSpan.FromMilliseconds(9), one.Quantile(1));
    }
}
