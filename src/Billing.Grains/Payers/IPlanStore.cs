using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using NodaTime;

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

    /// <summary>Another version where the terms are other ones; its payers are to be told, see <see cref="TellPayersAsync"/>.</summary>
    Task<ChangeReply> EditAsync(long classHeadId, ClassDetails details, Edit edit);

    /// <summary>Has the next payers of a class that was edited looked at; each of them, whoever is killed in between.</summary>
    /// <param name="most">How many payers are gone through, of whatever class.</param>
    /// <returns>Whether there were any to tell.</returns>
    Task<bool> TellPayersAsync(Instant now, int most);

    Task<ChangeReply> RetireClassAsync(long classHeadId, bool isRetired, Edit edit);
}
