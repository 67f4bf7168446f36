using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Listening;

/// <summary>How many requests are at work, and how many rejects only wait until they may leave.</summary>
/// <remarks>
/// A reject that waits costs memory and nothing else: if it counted as work, whoever guesses passwords from a gateway that we
/// know would have real requests refused.
/// </remarks>
internal sealed class WorkLoad(IOptions<RadiusOptions> options)
{
    private int _atWork;
    private int _waiting;

    public int AtWork => Volatile.Read(ref _atWork);

    public int Waiting => Volatile.Read(ref _waiting);

    public void Begin() => Interlocked.Increment(ref _atWork);

    public void End() => Interlocked.Decrement(ref _atWork);

    /// <summary>Turns work into waiting, until <see cref="Resume"/>.</summary>
    /// <returns>False when as many wait already as may.</returns>
    public bool TryRest()
    {
        if (Interlocked.Increment(ref _waiting) > options.Value.MostWaitingRejects)
        {
            Interlocked.Decrement(ref _waiting);

            return false;
        }

        Interlocked.Decrement(ref _atWork);

        return true;
    }

    public void Resume()
    {
        Interlocked.Increment(ref _atWork);
        Interlocked.Decrement(ref _waiting);
    }
}
