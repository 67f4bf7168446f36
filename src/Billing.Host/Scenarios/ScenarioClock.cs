using NodaTime;

namespace Billing.Host.Scenarios;

/// <summary>The time of a scenario: it stands still until it is moved. Timers and measured spans stay real.</summary>
internal sealed class ScenarioClock : TimeProvider
{
    private long _ticks;

    public ScenarioClock(Instant start) => Now = start;

    public Instant Now
    {
        get => Instant.FromUnixTimeTicks(Volatile.Read(ref _ticks));
        set => Volatile.Write(ref _ticks, value.ToUnixTimeTicks());
    }

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
}
