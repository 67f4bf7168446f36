using NodaTime;

namespace Billing.Radius.Server.Nodes;

/// <summary>How far a gateway's clock is from ours, by its Event-Timestamps.</summary>
/// <remarks>
/// A report may have waited in the gateway, and then says an earlier time; none can say a later one than its clock's. So the
/// largest difference of the last minutes is the clock's, to a second and the way of a packet.
/// </remarks>
internal sealed class ClockWatch
{
    private const long None = long.MinValue;
    private const int WindowSeconds = 150;
    private const int OffsetBits = 32; // 12 days in milliseconds to either side

    // Window number above, milliseconds below: the newest window's largest difference, and that of the one before.
    private long _newest = None;
    private long _before = None;

    public void Saw(Instant eventAt, Instant arrivedAt)
    {
        var window = arrivedAt.ToUnixTimeSeconds() / WindowSeconds;
        var offset = long.Clamp((eventAt - arrivedAt).BclCompatibleTicks / NodaConstants.TicksPerMillisecond, -(1L << (OffsetBits - 2)), 1L << (OffsetBits - 2));
        var mine = (window << OffsetBits) + offset;
        var known = Volatile.Read(ref _newest);

        // Mostly nothing new, and then nothing is written.
        while (known == None || WindowOf(known) < window || (WindowOf(known) == window && known < mine))
        {
            var seen = Interlocked.CompareExchange(ref _newest, mine, known);

            if (seen == known)
            {
                if (known != None && WindowOf(known) < window)
                {
                    Volatile.Write(ref _before, known);
                }

                return;
            }

            known = seen;
        }
    }

    /// <summary>Milliseconds that it is ahead of ours; null: it said none in the last minutes.</summary>
    public long? Offset(Instant now)
    {
        var window = now.ToUnixTimeSeconds() / WindowSeconds;
        long? largest = null;

        foreach (var known in new[] { Volatile.Read(ref _newest), Volatile.Read(ref _before) })
        {
            if (known != None && WindowOf(known) >= window - 1)
            {
                var offset = known - (WindowOf(known) << OffsetBits);
                largest = largest is { } other ? long.Max(other, offset) : offset;
            }
        }

        return largest;
    }

    private static long WindowOf(long packed) => (packed + (1L << (OffsetBits - 1))) >> OffsetBits;
}
