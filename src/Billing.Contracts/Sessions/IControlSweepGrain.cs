namespace Billing.Contracts.Sessions;

/// <summary>Ends sessions of accounts that were suspended or closed. One in the cluster (key 0); called by every silo again and again.</summary>
[Alias("billing.control-sweep")]
public interface IControlSweepGrain : IGrainWithIntegerKey
{
    /// <summary>Has them disconnected, if that was not looked at just now.</summary>
    /// <returns>How many orders it gave.</returns>
    [Alias("sweep")]
    Task<int> SweepAsync();
}
