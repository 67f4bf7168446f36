using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Orleans.Concurrency;

namespace Billing.Contracts.Nodes;

/// <summary>A pool of addresses as administrators see to it. Key: its name, 1 to 100 characters. Leasing is <see cref="IAddressPoolGrain"/>.</summary>
[Alias("billing.pool")]
public interface IPoolGrain : IGrainWithStringKey
{
    /// <summary>As it is stored; null when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<PoolView?> GetAsync();

    /// <summary>Makes it (version 0 was seen) or changes it.</summary>
    [Alias("set")]
    Task<ChangeReply> SetAsync(PoolChange change, Edit edit);
}

/// <param name="Add">IPv4 networks, /16 to /30, of which each address but the first and the last comes in; single addresses too.</param>
/// <param name="Take">The same, whose addresses leave the pool; refused while a running session has one.</param>
/// <param name="Nodes">The gateways whose data sessions are given its addresses, by number.</param>
[GenerateSerializer, Immutable, Alias("billing.pool-change")]
public sealed record PoolChange(
    [property: Id(0)] ImmutableArray<string> Add,
    [property: Id(1)] ImmutableArray<string> Take,
    [property: Id(2)] ImmutableArray<int> Nodes);

/// <param name="Leased">Addresses of running sessions.</param>
/// <param name="Nodes">The names of the gateways that it is for.</param>
[GenerateSerializer, Immutable, Alias("billing.pool-view")]
public sealed record PoolView(
    [property: Id(0)] string Name,
    [property: Id(1)] int Addresses,
    [property: Id(2)] int Leased,
    [property: Id(3)] ImmutableArray<string> Nodes,
    [property: Id(4)] ImmutableArray<int> NodeIds,
    [property: Id(5)] long Version);
