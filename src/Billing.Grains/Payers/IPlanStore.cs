using Billing.Contracts.Changes;
using Billing.Contracts.Payers;

namespace Billing.Grains.Payers;

/// <summary>Reads and writes plans and customer classes; every write with its line in the audit log.</summary>
public interface IPlanStore
{
    Task<PlanView?> PlanAsync(long planHeadId);

    Task<ChangeReply> CreateAsync(string operationId, PlanDetails plan, string by);

    /// <summary>Another version where the terms are other ones.</summary>
    Task<ChangeReply> EditAsync(long planHeadId, PlanDetails plan, Edit edit);

    Task<ChangeReply> RetirePlanAsync(long planHeadId, bool isRetired, Edit edit);

    Task<ClassView?> ClassAsync(long classHeadId);

    Task<ChangeReply> CreateAsync(string operationId, ClassDetails details, string by);

    /// <summary>Another version where the terms are other ones.</summary>
    Task<ChangeReply> EditAsync(long classHeadId, ClassDetails details, Edit edit);

    Task<ChangeReply> RetireClassAsync(long classHeadId, bool isRetired, Edit edit);
}
