using System.Collections.Immutable;
using System.Numerics;
using Billing.Contracts.Nodes;

namespace Billing.Radius.Server.Listening;

/// <summary>How long requests that were charged or granted took, in buckets an eighth of an octave wide.</summary>
internal sealed class DelayMeter
{
    private const int SubBits = 3;
    private const int SubBuckets = 1 << SubBits;
    private const int Buckets = 256;

    // One row a look: the last minute is that many of them.
    private const int Looks = 20;

    private readonly long[] _counts = new long[Buckets];
    private readonly Queue<long[]> _looks = new();

    public void Count(TimeSpan delay) =>
        Interlocked.Increment(ref _counts[BucketOf((ulong)long.Max(0, delay.Ticks / TimeSpan.TicksPerMicrosecond))]);

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
