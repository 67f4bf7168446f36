using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Orleans.Concurrency;

namespace Billing.Contracts.Destinations;

/// <summary>Destinations that allowances and discounts are given for. Key: the group's number.</summary>
[Alias("billing.destination-group")]
public interface IDestinationGroupGrain : IGrainWithIntegerKey
{
    /// <summary>As it is stored; null when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<DestinationGroupView?> GetAsync();

    /// <summary>In every silo within a second; running sessions keep what they began with.</summary>
    [Alias("edit")]
    Task<ChangeReply> EditAsync(DestinationGroupDetails details, Edit edit);
}

/// <param name="Name">Unique in capitals or not, without commas; up to 100 characters. Allowances and discounts name it.</param>
/// <param name="Members">Prefixes, keywords, or <c>*</c> for whatever nothing else of the group matches.</param>
/// <param name="Excluded">What is taken out of what a shorter member has put in.</param>
[GenerateSerializer, Immutable, Alias("billing.destination-group-details")]
public sealed record DestinationGroupDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<string> Members,
    [property: Id(2)] ImmutableArray<string> Excluded);

[GenerateSerializer, Immutable, Alias("billing.destination-group-view")]
public sealed record DestinationGroupView(
    [property: Id(0)] int DestinationGroupId,
    [property: Id(1)] DestinationGroupDetails Details,
    [property: Id(2)] long Version);
