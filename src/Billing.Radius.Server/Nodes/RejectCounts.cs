using System.Collections.Concurrent;
using System.Collections.Immutable;
using Billing.Contracts.Nodes;
using NodaTime;

namespace Billing.Radius.Server.Nodes;

/// <summary>Rejects of one gateway in the last hour, by reason.</summary>
internal sealed class RejectCounts
{
    private const int Minutes = 60;

    private readonly ConcurrentDictionary<string, Hour> _hours = new(StringComparer.Ordinal);

    /// <param name="reason">One of a few that we give.</param>
    public void Count(string reason, Instant now) => _hours.GetOrAdd(reason, static _ => new()).Count(MinuteOf(now));

    /// <summary>What was counted since the start.</summary>
    public IEnumerable<ReasonCount> Total() => _hours.Select(pair => new ReasonCount(pair.Key, pair.Value.Total));

    /// <summary>What was counted in the last hour, most frequent first.</summary>
    public ImmutableArray<ReasonCount> Since(Instant now) =>
    [
        .. _hours.Select(pair => new ReasonCount(pair.Key, pair.Value.Sum(MinuteOf(now)))).Where(one => one.Count > 0).OrderByDescending(one => one.Count),
    ];

    private static long MinuteOf(Instant now) => now.ToUnixTimeSeconds() / 60;

    private sealed class Hour
    {
        private readonly (long Minute, long Count)[] _ring = new (long, long)[Minutes];

        public long Total { get; private set; }

        public void Count(long minute)
        {
            lock (_ring)
            {
                Total++;
                ref var slot = ref _ring[minute % Minutes];
                slot = slot.Minute == minute ? slot with { Count = slot.Count + 1 } : (minute, 1);
            }
        }

        public long Sum(long minute)
        {
            lock (_ring)
            {
                return _ring.Where(slot => slot.Minute > minute - Minutes).Sum(slot => slot.Count);
            }
        }
    }
}
