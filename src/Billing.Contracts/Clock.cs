using NodaTime;

namespace Billing.Contracts;

/// <summary>The clock in the domain's terms.</summary>
public static class Clock
{
    /// <summary>The present instant, of the clock that a test may move.</summary>
    public static Instant Now(this TimeProvider clock) => Instant.FromDateTimeOffset(clock.GetUtcNow());
}
