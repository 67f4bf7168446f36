namespace Billing.Contracts.Balances;

/// <summary>Ends promotional money that nobody uses. One in the cluster (key 0); called by every silo again and again.</summary>
[Alias("billing.expiry")]
public interface IExpiryGrain : IGrainWithIntegerKey
{
    /// <summary>Lets balances post what has expired, if that was not looked at just now.</summary>
    /// <returns>How many balances posted something.</returns>
    [Alias("sweep")]
    Task<int> SweepAsync();
}
