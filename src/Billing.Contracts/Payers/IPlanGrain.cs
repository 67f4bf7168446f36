using Billing.Contracts.Changes;
using Orleans.Concurrency;

namespace Billing.Contracts.Payers;

/// <summary>One subscription plan, with all its versions. Key: the number of its name.</summary>
/// <remarks>An edit is a new version: subscriptions keep the terms that they have, new ones and changes of plan get the new ones.</remarks>
[Alias("billing.plan")]
public interface IPlanGrain : IGrainWithIntegerKey
{
    /// <summary>The newest version; null when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<PlanView?> GetAsync();

    [Alias("edit")]
    Task<ChangeReply> EditAsync(PlanDetails details, Edit edit);

    /// <summary>Sells it no more, or again; who has it keeps it.</summary>
    [Alias("retire")]
    Task<ChangeReply> RetireAsync(bool isRetired, Edit edit);
}

/// <summary>How the customers of one class are billed. Key: the number of its name.</summary>
/// <remarks>An edit is a new version: it holds from each customer's open period on.</remarks>
[Alias("billing.customer-class")]
public interface ICustomerClassGrain : IGrainWithIntegerKey
{
    /// <summary>The newest version; null when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<ClassView?> GetAsync();

    [Alias("edit")]
    Task<ChangeReply> EditAsync(ClassDetails details, Edit edit);

    /// <summary>No customer is newly billed by it, or again; those who are stay.</summary>
    [Alias("retire")]
    Task<ChangeReply> RetireAsync(bool isRetired, Edit edit);
}
