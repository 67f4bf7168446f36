namespace Billing.Contracts.Sessions;

/// <summary>
/// Finds running sessions whose gateways should be told another policy or were not told (another period of the day began, a limit
/// began or ended, an order was lost with its process). One in the cluster (key 0); called by every silo again and again.
/// </summary>
[Alias("billing.policy-sweep")]
public interface IPolicySweepGrain : IGrainWithIntegerKey
{
    /// <summary>Has their balances look at them, if that was not done just now.</summary>
    /// <returns>How many sessions it found.</returns>
    [Alias("sweep")]
    Task<int> SweepAsync();
}
