using Billing.Contracts.Sessions;
using Orleans.Concurrency;

namespace Billing.Contracts.Balances;

/// <summary>What a balance's process remembers of it for people to look at. Key: the balance's number, as of <see cref="IBalanceGrain"/>.</summary>
/// <remarks>An interface of its own: during an update a balance may be at a silo that does not have it yet, and charging goes on.</remarks>
[Alias("billing.balance-memory")]
public interface IBalanceMemoryGrain : IGrainWithIntegerKey
{
    /// <summary>The last requests of a session; none of a session of which this process has charged nothing.</summary>
    [Alias("recent"), AlwaysInterleave]
    ValueTask<RecentSteps> RecentAsync(Guid sessionId);
}
