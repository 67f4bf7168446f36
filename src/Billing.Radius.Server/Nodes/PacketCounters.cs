namespace Billing.Radius.Server.Nodes;

/// <summary>Counts of one source of packets, since the start.</summary>
public sealed class PacketCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<Outcome>().Length];

    public long this[Outcome outcome] => Volatile.Read(ref _counts[(int)outcome]);

    internal void Count(Outcome outcome) => Interlocked.Increment(ref _counts[(int)outcome]);

    /// <summary>What is above zero.</summary>
    public IReadOnlyDictionary<string, long> ToDictionary() =>
        Enum.GetValues<Outcome>().Where(outcome => this[outcome] > 0).ToDictionary(outcome => outcome.ToString(), outcome => this[outcome]);
}
