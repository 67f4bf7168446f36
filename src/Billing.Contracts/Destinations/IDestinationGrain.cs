using Billing.Contracts.Changes;
using Orleans.Concurrency;

namespace Billing.Contracts.Destinations;

/// <summary>An entry of the catalogue of destinations: what a number's beginning is called. Key: the prefix, 1 to 16 digits.</summary>
[Alias("billing.destination")]
public interface IDestinationGrain : IGrainWithStringKey
{
    /// <summary>As it is stored; null when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<DestinationView?> GetAsync();

    /// <summary>Adds it (version 0 was seen) or edits it.</summary>
    /// <param name="country">ISO 3166 code or another word for it, up to 100 characters.</param>
    /// <param name="description">For people, up to 200 characters.</param>
    [Alias("set")]
    Task<ChangeReply> SetAsync(string country, string description, Edit edit);

    /// <summary>Takes it out; rates and groups with the same prefix stay.</summary>
    [Alias("remove")]
    Task<ChangeReply> RemoveAsync(Edit edit);
}

[GenerateSerializer, Immutable, Alias("billing.destination-view")]
public sealed record DestinationView(
    [property: Id(0)] string Prefix,
    [property: Id(1)] string Country,
    [property: Id(2)] string Description,
    [property: Id(3)] long Version);
