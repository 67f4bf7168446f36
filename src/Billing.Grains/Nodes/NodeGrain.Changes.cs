using System.Security.Cryptography;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Grains.Changes;

namespace Billing.Grains.Nodes;

// Listeners look at the gateways every few seconds, silos at what their numbers mean.
internal sealed partial class NodeGrain
{
    internal const int SecretLength = 32;
    private const int TlsKeyLength = 32;

    public Task<NodeConfiguration?> GetAsync() => changes.GetAsync(NodeId);

    public async Task<ChangeReply> EditAsync(NodeDetails details, Edit edit)
    {
        details = NodeRules.Whole(details);

        return NodeRules.Check(details).Refusal ?? await changes.EditAsync(NodeId, details, edit);
    }

    public async Task<ChangeReply> RenewSecretAsync(Edit edit)
    {
        var secret = Secrets.New(SecretLength);
        var reply = await changes.SetSecretAsync(NodeId, secret, edit);

        return reply.IsDone ? reply with { Secret = secret } : reply;
    }

    public async Task<ChangeReply> SetTlsKeyAsync(string? identity, string? key, Edit edit)
    {
        if (NodeRules.CheckTls(identity, key).Refusal is { } refusal)
        {
            return refusal;
        }

        var made = identity is not null && key is null ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TlsKeyLength)) : null;
        var reply = await changes.SetTlsKeyAsync(NodeId, identity, made ?? key, edit);

        return reply.IsDone ? reply with { Secret = made } : reply;
    }

    public async Task<ChangeReply> SetTlsNameAsync(string? name, Edit edit) =>
        NodeRules.CheckTlsName(name).Refusal ?? await changes.SetTlsNameAsync(NodeId, name, edit);

    public Task<ChangeReply> RetireAsync(bool isRetired, Edit edit) => changes.RetireAsync(NodeId, isRetired, edit);
}
