namespace Billing.Contracts.Sessions;

/// <summary>Makes session ids that nobody has used before.</summary>
/// <remarks>They begin with the time (UUID version 7), so sessions that begin together are stored together.</remarks>
public sealed class SessionIds(TimeProvider clock)
{
    public Guid New() => Guid.CreateVersion7(clock.GetUtcNow());
}
