using NodaTime;

namespace Billing.Radius.Server.Nodes;

/// <summary>Counts of one source of packets, since the start.</summary>
public sealed class PacketCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<Outcome>().Length];

    private long _arrived;
    private long _lastArrivedAt;

    /// <summary>Datagrams that came, whatever became of them.</summary>
    public long Arrived => Volatile.Read(ref _arrived);

    /// <summary>When the last one came; null: none did.</summary>
    public Instant? LastArrivedAt => Volatile.Read(ref _lastArrivedAt) is not 0 and var ticks ? Instant.FromUnixTimeTicks(ticks) : null;

    public long this[Outcome outcome] => Volatile.Read(ref _counts[(int)outcome]);

    internal void Count(Outcome outcome) => Interlocked.Increment(ref _counts[(int)outcome]);

    internal void Arrive(Instant at)
    {
        Interlocked.Increment(ref _arrived);
        Volatile.Write(ref _lastArrivedAt, at.ToUnixTimeTicks());
    }

    /// <summary>What is above zero.</summary>
    public IReadOnlyDictionary<string, long> ToDictionary() =>
        Enum.GetValues<Outcome>().Where(outcome => this[outcome] > 0).ToDictionary(outcome => outcome.ToString(), outcome => this[outcome]);
}
