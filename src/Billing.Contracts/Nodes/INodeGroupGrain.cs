using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Orleans.Concurrency;

namespace Billing.Contracts.Nodes;

/// <summary>Gateways that products rate alike. Key: the group's number.</summary>
[Alias("billing.node-group")]
public interface INodeGroupGrain : IGrainWithIntegerKey
{
    /// <summary>As it is stored; null when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<NodeGroupView?> GetAsync();

    [Alias("edit")]
    Task<ChangeReply> EditAsync(NodeGroupDetails details, Edit edit);
}

/// <param name="Name">Unique; up to 100 characters.</param>
/// <param name="Nodes">The gateways in it, by number.</param>
[GenerateSerializer, Immutable, Alias("billing.node-group-details")]
public sealed record NodeGroupDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<int> Nodes);

[GenerateSerializer, Immutable, Alias("billing.node-group-view")]
public sealed record NodeGroupView(
    [property: Id(0)] int NodeGroupId,
    [property: Id(1)] NodeGroupDetails Details,
    [property: Id(2)] long Version);
