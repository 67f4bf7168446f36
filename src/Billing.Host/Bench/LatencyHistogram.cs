using System.Numerics;

namespace Billing.Host.Bench;

/// <summary>Counts durations in buckets that are 1/32 of their magnitude wide, so quantiles are within 3.2 %.</summary>
public sealed class LatencyHistogram
{
    private const int Precision = 5;
    private const int Steps = 1 << Precision;

    private readonly long[] _buckets = new long[(64 - Precision) * Steps];

    public long Count { get; private set; }

    public TimeSpan Maximum { get; private set; }

    public void Add(long nanoseconds)
    {
        var value = Math.Max(nanoseconds, 0);
        _buckets[Bucket(value)]++;
        Count++;
        var duration = TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick);
        Maximum = duration > Maximum ? duration : Maximum;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _buckets.Length; i++)
        {
            _buckets[i] += other._buckets[i];
        }

        Count += other.Count;
        Maximum = other.Maximum > Maximum ? other.Maximum : Maximum;
    }

    /// <summary>The duration that this share of those counted does not exceed; zero when none is counted.</summary>
    /// <param name="share">From 0 to 1: 0.99 for the 99th percentile.</param>
    public TimeSpan Quantile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;

        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];

            if (seen >= rank)
            {
                var upper = TimeSpan.FromTicks(UpperBound(i) / TimeSpan.NanosecondsPerTick);
                return upper < Maximum ? upper : Maximum;
            }
        }

        return TimeSpan.Zero;
    }

    // Values below 32 have a bucket each. Above, the highest bit says which row of 32, the five bits below it where.
    private static int Bucket(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value) - Precision);
        return shift * Steps + (int)(value >> shift);
    }

    private static long UpperBound(int bucket)
    {
        var shift = Math.Max(0, bucket / Steps - 1);
        return ((long)(bucket - shift * Steps) << shift) + (1L << shift) - 1;
    }
}
