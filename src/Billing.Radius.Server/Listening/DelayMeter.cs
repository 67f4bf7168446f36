using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Numerics;
using Billing.Contracts.Nodes;
using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Listening;

/// <summary>How long requests that were charged or granted took: for exporters, and for the portal in buckets an eighth of an octave wide.</summary>
internal sealed class DelayMeter
{
    private const int SubBits = 3;
    private const int SubBuckets = 1 << SubBits;
    private const int Buckets = 256;

    // One row a look: the last minute is that many of them.
    private const int Looks = 20;

    // Made once: a request allocates none of them.
    private static readonly KeyValuePair<string, object?>[] Tags =
        [.. Enum.GetValues<RequestCode>().Select(code => new KeyValuePair<string, object?>("radius.code", code.Name()))];

    private readonly long[] _counts = new long[Buckets];
    private readonly Queue<long[]> _looks = new();
    private readonly Histogram<double> _durations;

    public DelayMeter(IMeterFactory meters) => _durations = meters.Create(RadiusMeter.Name).CreateHistogram(
        "billing.radius.request.duration",
        "s",
        "From reading a request to having its answer ready to leave, of those that were charged or granted; rejects wait on purpose.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2] });

    public void Count(TimeSpan delay, RequestCode code)
    {
        Interlocked.Increment(ref _counts[BucketOf((ulong)long.Max(0, delay.Ticks / TimeSpan.TicksPerMicrosecond))]);
        _durations.Record(delay.TotalSeconds, Tags[(int)code]);
    }

    /// <summary>What was counted between the twentieth look before this one, or the start, and now. One caller, at even times.</summary>
    public ImmutableArray<DelayCount> Look()
    {
        var now = new long[Buckets];

        for (var i = 0; i < Buckets; i++)
        {
            now[i] = Volatile.Read(ref _counts[i]);
        }

        var before = _looks.Count > 0 ? _looks.Peek() : new long[Buckets];
        _looks.Enqueue(now);

        if (_looks.Count > Looks)
        {
            _looks.Dequeue();
        }

        return
        [
            .. from bucket in Enumerable.Range(0, Buckets)
               where now[bucket] > before[bucket]
               select new DelayCount(UpTo(bucket), now[bucket] - before[bucket]),
        ];
    }

    private static int BucketOf(ulong microseconds)
    {
        if (microseconds < SubBuckets)
        {
            return (int)microseconds;
        }

        var octave = BitOperations.Log2(microseconds);

        return int.Min(Buckets - 1, ((octave - SubBits + 1) << SubBits) + (int)((microseconds >> (octave - SubBits)) & (SubBuckets - 1)));
    }

    private static long UpTo(int bucket)
    {
        var (octave, part) = (bucket >> SubBits, bucket & (SubBuckets - 1));

        return octave == 0 ? part + 1 : (long)(SubBuckets + part + 1) << (octave - 1);
    }
}
