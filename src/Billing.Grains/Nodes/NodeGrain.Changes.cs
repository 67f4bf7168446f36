using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;

namespace Billing.Grains.Nodes;

internal sealed partial class NodeGrain
{
    public Task<NodeConfiguration?> GetAsync() => throw new NotImplementedException();

    public Task<ChangeReply> EditAsync(NodeDetails details, Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> RenewSecretAsync(Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> RetireAsync(bool isRetired, Edit edit) => throw new NotImplementedException();
}
