using Billing.Contracts.Changes;
using Billing.Contracts.Payers;

namespace Billing.Grains.Payers;

internal sealed class PlanGrain(IPlanStore store) : Grain, IPlanGrain
{
    private long PlanHeadId => this.GetPrimaryKeyLong();

    public Task<PlanView?> GetAsync() => store.PlanAsync(PlanHeadId);

    public async Task<ChangeReply> EditAsync(PlanDetails details, Edit edit)
    {
        details = PlanRules.Whole(details);

        return PlanRules.Check(details).Refusal ?? await store.EditAsync(PlanHeadId, details, edit);
    }

    public Task<ChangeReply> RetireAsync(bool isRetired, Edit edit) => store.RetirePlanAsync(PlanHeadId, isRetired, edit);
}

internal sealed class CustomerClassGrain(IPlanStore store) : Grain, ICustomerClassGrain
{
    private long ClassHeadId => this.GetPrimaryKeyLong();

    public Task<ClassView?> GetAsync() => store.ClassAsync(ClassHeadId);

    public async Task<ChangeReply> EditAsync(ClassDetails details, Edit edit)
    {
        details = PlanRules.Whole(details);

        return PlanRules.Check(details).Refusal ?? await store.EditAsync(ClassHeadId, details, edit);
    }

    public Task<ChangeReply> RetireAsync(bool isRetired, Edit edit) => store.RetireClassAsync(ClassHeadId, isRetired, edit);
}
