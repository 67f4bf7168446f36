using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;

namespace Billing.Grains.Nodes;

/// <summary>Reads and writes gateways, their groups and what their numbers mean; every write with its line in the audit log.</summary>
public interface INodeChangeStore
{
    Task<NodeConfiguration?> GetAsync(int nodeId);

    /// <param name="secret">In clear.</param>
    Task<ChangeReply> CreateAsync(string operationId, NodeDetails node, string secret, string by);

    Task<ChangeReply> EditAsync(int nodeId, NodeDetails details, Edit edit);

    Task<ChangeReply> SetSecretAsync(int nodeId, string secret, Edit edit);

    /// <param name="identity">Null: it has no key.</param>
    /// <param name="key">Hexadecimal, in clear.</param>
    Task<ChangeReply> SetTlsKeyAsync(int nodeId, string? identity, string? key, Edit edit);

    /// <param name="name">Null: none is asked for.</param>
    Task<ChangeReply> SetTlsNameAsync(int nodeId, string? name, Edit edit);

    Task<ChangeReply> RetireAsync(int nodeId, bool isRetired, Edit edit);

    Task<NodeGroupView?> GetGroupAsync(int nodeGroupId);

    Task<ChangeReply> CreateGroupAsync(string operationId, NodeGroupDetails group, string by);

    Task<ChangeReply> EditGroupAsync(int nodeGroupId, NodeGroupDetails details, Edit edit);

    /// <summary>The emergency numbers of every gateway.</summary>
    Task<EmergencyNumbers> GetEmergencyAsync();

    Task<ChangeReply> EditEmergencyAsync(ImmutableArray<string> numbers, Edit edit);
}
