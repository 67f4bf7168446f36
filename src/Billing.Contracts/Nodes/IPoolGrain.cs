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

/// <summary>What a pool's sessions are given. Numbers are stored.</summary>
[GenerateSerializer]
public enum PoolKind
{
    /// <summary>An IPv4 address (Framed-IP-Address).</summary>
    Addresses = 1,

    /// <summary>An IPv6 prefix for the link to the user (Framed-IPv6-Prefix, RFC 3162 2.3).</summary>
    LinkPrefixes = 2,

    /// <summary>An IPv6 prefix for the network behind the user's router (Delegated-IPv6-Prefix, RFC 4818 3).</summary>
    DelegatedPrefixes = 3,
}

/// <param name="Add">
/// IPv4 networks, /16 to /30, of which each address but the first and the last comes in; single addresses too. Of prefixes a network
/// and how long each is: <c>2001:db8::/48/64</c> is the 65 536 of /64 in that /48.
/// </param>
/// <param name="Take">The same, whose addresses leave the pool; refused while a running session has one.</param>
/// <param name="Nodes">The gateways whose data sessions are given its addresses, by number.</param>
/// <param name="Kind">Of a new pool; null: addresses. It does not change.</param>
[GenerateSerializer, Immutable, Alias("billing.pool-change")]
public sealed record PoolChange(
    [property: Id(0)] ImmutableArray<string> Add,
    [property: Id(1)] ImmutableArray<string> Take,
    [property: Id(2)] ImmutableArray<int> Nodes,
    [property: Id(3)] PoolKind? Kind = null);

/// <param name="Leased">Addresses of running sessions.</param>
/// <param name="Nodes">The names of the gateways that it is for.</param>
[GenerateSerializer, Immutable, Alias("billing.pool-view")]
public sealed record PoolView(
    [property: Id(0)] string Name,
    [property: Id(1)] int Addresses,
    [property: Id(2)] int Leased,
    [property: Id(3)] ImmutableArray<string> Nodes,
    [property: Id(4)] ImmutableArray<int> NodeIds,
    [property: Id(5)] long Version,
    [property: Id(6)] PoolKind Kind = PoolKind.Addresses);
