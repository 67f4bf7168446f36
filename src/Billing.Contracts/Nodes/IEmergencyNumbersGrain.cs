using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Orleans.Concurrency;

namespace Billing.Contracts.Nodes;

/// <summary>The emergency numbers of every gateway; those of one are with the gateway. Key: 0.</summary>
[Alias("billing.emergency-numbers")]
public interface IEmergencyNumbersGrain : IGrainWithIntegerKey
{
    [Alias("get"), AlwaysInterleave]
    Task<EmergencyNumbers> GetAsync();

    /// <param name="numbers">All of them: 2 to 16 digits, * or #.</param>
    [Alias("edit")]
    Task<ChangeReply> EditAsync(ImmutableArray<string> numbers, Edit edit);
}

[GenerateSerializer, Immutable, Alias("billing.emergency-numbers-view")]
public sealed record EmergencyNumbers(
    [property: Id(0)] ImmutableArray<string> Numbers,
    [property: Id(1)] long Version);
