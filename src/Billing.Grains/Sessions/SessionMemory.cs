using Microsoft.Extensions.Options;

namespace Billing.Grains.Sessions;

/// <summary>How many sessions' last steps this process remembers: for people to look at, so there is a bound and no promise.</summary>
internal sealed class SessionMemory(IOptions<SessionOptions> options)
{
    private int _taken;

    /// <returns>A place for a session's steps; null: as many are taken as there may be, or none are wanted.</returns>
    public StepRing? TryTake()
    {
        if (options.Value.RecentSteps <= 0 || Volatile.Read(ref _taken) >= options.Value.RecentSessions)
        {
            return null;
        }

        Interlocked.Increment(ref _taken);

        return new(options.Value.RecentSteps);
    }

    public void Return(int places) => Interlocked.Add(ref _taken, -places);
}
