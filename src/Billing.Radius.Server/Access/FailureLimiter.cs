using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Access;

/// <summary>Counts wrong credentials per gateway and name, a minute at a time.</summary>
internal sealed class FailureLimiter(IOptions<RadiusOptions> options)
{
    private const int MostNames = 100_000;

    private readonly ConcurrentDictionary<(int NodeId, string Alias), Minute> _minutes = new();

    public bool IsBlocked(int nodeId, string alias, DateTimeOffset now) =>
        _minutes.TryGetValue((nodeId, alias), out var minute)
        && minute.Of == MinuteOf(now)
        && minute.Failures >= options.Value.MostFailuresPerMinute;

    public void Failed(int nodeId, string alias, DateTimeOffset now)
    {
        if (_minutes.Count >= MostNames)
        {
            _minutes.Clear();
        }

        var current = MinuteOf(now);
        _minutes.AddOrUpdate(
            (nodeId, alias),
            _ => new(current, 1),
            (_, minute) => minute.Of == current ? minute with { Failures = minute.Failures + 1 } : new(current, 1));
    }

    private static long MinuteOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / 60;

    private readonly record struct Minute(long Of, int Failures);
}
