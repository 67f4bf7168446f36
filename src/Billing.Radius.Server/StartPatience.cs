using Billing.Contracts.Service;

namespace Billing.Radius.Server;

/// <summary>How long a start waits for a database that answered, and went away again before the ports were opened.</summary>
/// <remarks>
/// A process in its start answers nobody and keeps no reports. Ended, it is started anew, waits for the database with the spool open, and
/// serves the gateways that may go on without it.
/// </remarks>
internal sealed class StartPatience(ICommitHealth health, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private long? _awaySince;

    /// <summary>Called again and again while the start waits.</summary>
    /// <exception cref="TimeoutException">Nothing could be committed for too long.</exception>
    public void Check()
    {
        if (health.CanCommit)
        {
            _awaySince = null;

            return;
        }

        _awaySince ??= clock.GetTimestamp();

        if (clock.GetElapsedTime(_awaySince.Value) >= Longest)
        {
            throw new TimeoutException(
                $"nothing could be committed for {Longest.TotalSeconds:0} s during the start (the database or the cluster's membership does not answer): "
                + "started again, this process waits for the database");
        }
    }
}
