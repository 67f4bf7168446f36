using System.Collections.Immutable;
using Billing.Contracts.Changes;
using NodaTime;

namespace Billing.Contracts.Tariffs;

/// <summary>How the price lists of each carrier are read, for everybody who imports them. Key: 0.</summary>
[Alias("billing.carrier-layouts")]
public interface ICarrierLayoutsGrain : IGrainWithIntegerKey
{
    /// <summary>By carrier.</summary>
    [Alias("list")]
    Task<ImmutableArray<CarrierLayout>> ListAsync();

    /// <summary>Remembers it, in the place of what was remembered of the carrier (in any case).</summary>
    [Alias("save")]
    Task<ChangeReply> SaveAsync(CarrierLayout layout);

    [Alias("forget")]
    Task<ChangeReply> ForgetAsync(string carrier);
}

/// <param name="Carrier">1 to 100 characters.</param>
/// <param name="Columns">What each head of its files that is not understood by itself is said to hold; empty: to be passed over.</param>
/// <param name="TariffId">The tariff that its last list was for.</param>
/// <param name="By">Who said so last.</param>
/// <param name="SavedAt">Set by the grain.</param>
[GenerateSerializer, Immutable, Alias("billing.carrier-layout")]
public sealed record CarrierLayout(
    [property: Id(0)] string Carrier,
    [property: Id(1)] ImmutableDictionary<string, string> Columns,
    [property: Id(2)] bool IsReplacing,
    [property: Id(3)] bool SkipsBad,
    [property: Id(4)] long? PriceUnitSize,
    [property: Id(5)] string? Intervals,
    [property: Id(6)] long TariffId,
    [property: Id(7)] string By,
    [property: Id(8)] Instant SavedAt = default);
