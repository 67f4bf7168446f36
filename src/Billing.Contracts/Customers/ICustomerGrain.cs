using Billing.Contracts.Changes;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace Billing.Contracts.Customers;

/// <summary>One customer: who is billed. Key: its number in the database.</summary>
[Version(1)]
[Alias("billing.customer")]
public interface ICustomerGrain : IGrainWithIntegerKey
{
    /// <summary>As it is stored; null when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<CustomerView?> GetAsync();

    [Alias("edit")]
    Task<ChangeReply> EditAsync(CustomerDetails details, Edit edit);

    /// <summary>Active, suspended or closed; at once for new sessions of all its accounts, at their next report for open ones.</summary>
    [Alias("set-status")]
    Task<ChangeReply> SetStatusAsync(CustomerStatusOrder order);
}
