using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Access;

/// <summary>
/// Counts wrong credentials per gateway and name, and per gateway and source (Calling-Station-Id), which may try many names; a minute at
/// a time.
/// </summary>
/// <remarks>A gateway as a whole has no limit: whoever guesses behind it would lock everybody else out.</remarks>
internal sealed class FailureLimiter(IOptions<RadiusOptions> options)
{
    private const int MostNames = 100_000;

    private readonly ConcurrentDictionary<(int NodeId, bool IsSource, string Name), Minute> _minutes = new();

    public bool IsBlocked(int nodeId, string alias, string? source, DateTimeOffset now) =>
        FailuresOf((nodeId, false, alias), now) >= options.Value.MostFailuresPerMinute
        || (source is not null && FailuresOf((nodeId, true, source), now) >= options.Value.MostFailuresOfSourcePerMinute);

    /// <param name="source">The device or line that it came from, as the gateway calls it; null: it does not say.</param>
    public void Failed(int nodeId, string alias, string? source, DateTimeOffset now)
    {
        if (_minutes.Count >= MostNames)
        {
            _minutes.Clear();
        }

        Count((nodeId, false, alias), now);

        if (source is not null)
        {
            Count((nodeId, true, source), now);
        }
    }

    private int FailuresOf((int, bool, string) key, DateTimeOffset now) =>
        _minutes.TryGetValue(key, out var minute) && minute.Of == MinuteOf(now) ? minute.Failures : 0;

    private void Count((int, bool, string) key, DateTimeOffset now)
    {
        var current = MinuteOf(now);
        _minutes.AddOrUpdate(
            key,
            _ => new(current, 1),
            (_, minute) => minute.Of == current ? minute with { Failures = minute.Failures + 1 } : new(current, 1));
    }

    private static long MinuteOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / 60;

    private readonly record struct Minute(long Of, int Failures);
}
