using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Grains.Changes;

namespace Billing.Grains.Nodes;

internal sealed class NodeGroupGrain(INodeChangeStore changes) : Grain, INodeGroupGrain
{
    private int NodeGroupId => (int)this.GetPrimaryKeyLong();

    public Task<NodeGroupView?> GetAsync() => changes.GetGroupAsync(NodeGroupId);

    public async Task<ChangeReply> EditAsync(NodeGroupDetails details, Edit edit)
    {
        details = details with { Nodes = details.Nodes.OrEmpty() };

        return NodeRules.Check(details).Refusal ?? await changes.EditGroupAsync(NodeGroupId, details, edit);
    }
}

internal sealed class EmergencyNumbersGrain(INodeChangeStore changes) : Grain, IEmergencyNumbersGrain
{
    public Task<EmergencyNumbers> GetAsync() => changes.GetEmergencyAsync();

    public async Task<ChangeReply> EditAsync(ImmutableArray<string> numbers, Edit edit) =>
        NodeRules.CheckEmergency(numbers.OrEmpty()).Refusal ?? await changes.EditEmergencyAsync(numbers.OrEmpty(), edit);
}
