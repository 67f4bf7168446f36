using NodaTime;

namespace Billing.Radius.Server.Spooling;

/// <summary>A report as it came, and when.</summary>
/// <param name="IsByMachine">When it came is by the clock of the machine, not by the database's.</param>
/// <param name="Passed">What had passed since the machine's start when it came; null: that was another start, or is not known.</param>
internal sealed record SpooledReport(long ReportId, int NodeId, Instant ArrivedAt, byte[] Packet, bool IsByMachine, TimeSpan? Passed = null)
{
    /// <summary>When it came by the database's clock.</summary>
    /// <remarks>
    /// So long before now as has passed since, whatever the machine's clock said then: a machine that has just started may have one of
    /// years ago, until somebody sets it. If the machine has started anew since, its clock was off by as much as it is off now; and
    /// what would have come after now came now.
    /// </remarks>
    /// <param name="now">By the database.</param>
    /// <param name="machine">The same moment by the machine's clock.</param>
    /// <param name="passed">The same moment by what has passed since the machine's start.</param>
    public Instant CameAt(Instant now, Instant machine, TimeSpan passed) => IsByMachine switch
    {
        false => Instant.Min(ArrivedAt, now),
        _ when passed - Passed is { } since && since >= TimeSpan.Zero => now - Duration.FromTimeSpan(since),
        _ => Instant.Min(ArrivedAt + (now - machine), now),
    };
}
