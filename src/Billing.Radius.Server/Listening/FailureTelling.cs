namespace Billing.Radius.Server.Listening;

/// <summary>Which failures are told: the first of each second, with how many were not told since the one before.</summary>
/// <remarks>When a silo dies, thousands of requests a second fail for one reason. A line for each would cost more than the failures.</remarks>
internal sealed class FailureTelling(TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long _toldAt = long.MinValue;
    private int _untold;

    /// <param name="untold">How many failures were kept silent before this one.</param>
    public bool IsTold(out int untold)
    {
        var (now, last) = (clock.GetTimestamp(), Volatile.Read(ref _toldAt));

        if ((last == long.MinValue || clock.GetElapsedTime(last, now) >= Pause) && Interlocked.CompareExchange(ref _toldAt, now, last) == last)
        {
            untold = Interlocked.Exchange(ref _untold, 0);

            return true;
        }

        Interlocked.Increment(ref _untold);
        untold = 0;

        return false;
    }
}
