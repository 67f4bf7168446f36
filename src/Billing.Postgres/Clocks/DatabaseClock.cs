namespace Billing.Postgres.Clocks;

/// <summary>The time of day by PostgreSQL's clock: one for all silos and portals, whatever their machines' clocks say.</summary>
/// <remarks>
/// What one silo dates, others compare: a gateway's restart, a session's last report, a rate's first second. Clocks of two machines
/// differ, and jump when they are set. So the database is asked, and between two answers the time that has passed is added, which
/// nobody sets. Until the first answer it is the machine's clock.
/// </remarks>
/// <param name="machine">The machine's clock.</param>
public sealed class DatabaseClock(TimeProvider machine) : TimeProvider
{
    private Reading? _reading;

    /// <summary>The database has told the time; until then it is the machine's.</summary>
    public bool IsHeard => Volatile.Read(ref _reading) is not null;

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override long GetTimestamp() => machine.GetTimestamp();

    public override DateTimeOffset GetUtcNow() =>
        Volatile.Read(ref _reading) is { } reading ? reading.At + GetElapsedTime(reading.Timestamp) : machine.GetUtcNow();

    /// <summary>Takes what the database said, unless the answer was under way for too long to know better than this clock.</summary>
    /// <param name="at">The database's time of day, UTC, at some moment between the two timestamps.</param>
    /// <param name="asked">The timestamp of <see cref="TimeProvider.GetTimestamp"/> before the question.</param>
    /// <param name="answered">The one after the answer.</param>
    /// <returns>By how much this clock was set: positive is forward, zero is not at all.</returns>
    public TimeSpan Hear(DateTimeOffset at, long asked, long answered)
    {
        var doubt = GetElapsedTime(asked, answered) / 2;
        var middle = asked + (answered - asked) / 2;
        var now = Volatile.Read(ref _reading) is { } reading
            ? reading.At + GetElapsedTime(reading.Timestamp, middle)
            : machine.GetUtcNow() - GetElapsedTime(middle);
        var off = at - now;

        if (_reading is not null && off.Duration() <= doubt)
        {
            return TimeSpan.Zero;
        }

        Volatile.Write(ref _reading, new(at, middle));

        return off;
    }

    private sealed record Reading(DateTimeOffset At, long Timestamp);
}
