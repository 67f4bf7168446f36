using System.Globalization;

namespace Billing.Host.Chaos;

/// <summary>The system's clock, off by as many seconds as a file says: a clock jumps when the file changes.</summary>
/// <remarks>
/// As a machine's does whose time is set: what is measured and waited for goes on, the time of day does not. The environment
/// variable is set by chaos alone, for its silos; it is no setting.
/// </remarks>
internal sealed class ShiftedClock(string file) : TimeProvider
{
    public const string Variable = "BILLING_CHAOS_CLOCK";

    private const long LookEvery = 100; // ms

    private long _looked;
    private long _offset;

    public override DateTimeOffset GetUtcNow()
    {
        var now = Environment.TickCount64;

        if (now - Volatile.Read(ref _looked) >= LookEvery)
        {
            Volatile.Write(ref _looked, now);
            Volatile.Write(ref _offset, Read());
        }

        return base.GetUtcNow().AddTicks(Volatile.Read(ref _offset));
    }

    /// <summary>The clock that chaos gave this process; null in any other.</summary>
    public static ShiftedClock? OfChaos() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file ? new(file) : null;

    private long Read()
    {
        try
        {
            return File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
                ? seconds * TimeSpan.TicksPerSecond
                : 0;
        }
        catch (IOException)
        {
            return Volatile.Read(ref _offset); // it is being written
        }
    }
}
