namespace Billing.Contracts.Changes;

/// <summary>Does what was ordered for a time that has come. Key: 0, one for the cluster.</summary>
[Alias("billing.due-changes")]
public interface IDueChangesGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Products of accounts that change, drafts of products that are published, ends of suspensions, and vouchers, payments, subscribers'
    /// orders and tellings of changes that were interrupted.
    /// </summary>
    /// <returns>How many were done.</returns>
    [Alias("sweep")]
    Task<int> SweepAsync();
}
