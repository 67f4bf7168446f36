using NodaTime;

namespace Billing.Radius.Server.Nodes;

/// <summary>Counts of one source of packets, since the start.</summary>
public sealed class PacketCounters
{
    private static readonly int Outcomes = Enum.GetValues<Outcome>().Length;
    private static readonly RequestCode[] Codes = Enum.GetValues<RequestCode>();

    private readonly long[] _counts = new long[Codes.Length * Outcomes];

    private long _arrived;
    private long _lastArrivedAt;

    /// <summary>Datagrams that came, whatever became of them.</summary>
    public long Arrived => Volatile.Read(ref _arrived);

    /// <summary>When the last one came; null: none did.</summary>
    public Instant? LastArrivedAt => Volatile.Read(ref _lastArrivedAt) is not 0 and var ticks ? Instant.FromUnixTimeTicks(ticks) : null;

    public long this[Outcome outcome] => Codes.Sum(code => this[code, outcome]);

    public long this[RequestCode code, Outcome outcome] => Volatile.Read(ref _counts[Place(code, outcome)]);

    internal void Count(Outcome outcome, RequestCode code = RequestCode.Other) => Interlocked.Increment(ref _counts[Place(code, outcome)]);

    internal void Arrive(Instant at)
    {
        Interlocked.Increment(ref _arrived);
        Volatile.Write(ref _lastArrivedAt, at.ToUnixTimeTicks());
    }

    private static int Place(RequestCode code, Outcome outcome) => (int)code * Outcomes + (int)outcome;

    /// <summary>What is above zero.</summary>
    public IReadOnlyDictionary<string, long> ToDictionary() =>
        Enum.GetValues<Outcome>().Where(outcome => this[outcome] > 0).ToDictionary(outcome => outcome.ToString(), outcome => this[outcome]);
}
