using NodaTime;

namespace Billing.Contracts.Tariffs;

/// <summary>A tariff without its rates.</summary>
/// <param name="Unit">The base unit, in small letters: <c>second</c>, <c>byte</c>, <c>event</c>.</param>
[GenerateSerializer, Immutable, Alias("billing.tariff-view")]
public sealed record TariffView(
    [property: Id(0)] long TariffId,
    [property: Id(1)] int Version,
    [property: Id(2)] string Name,
    [property: Id(3)] string Currency,
    [property: Id(4)] string Unit,
    [property: Id(5)] int Rates);

/// <summary>A rate as people read it.</summary>
/// <param name="Status">In small letters: <c>active</c>, <c>forbidden</c>, <c>hidden</c>.</param>
/// <param name="Prices">The default ladder in words: <c>60/6 at 0.10</c>, per <paramref name="PriceUnitSize"/> base units.</param>
/// <param name="ConnectFee">In the tariff's currency.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-view")]
public sealed record RateView(
    [property: Id(0)] long RateId,
    [property: Id(1)] int TariffVersion,
    [property: Id(2)] string Destination,
    [property: Id(3)] Instant EffectiveFrom,
    [property: Id(4)] Instant? EffectiveTo,
    [property: Id(5)] string Status,
    [property: Id(6)] string Prices,
    [property: Id(7)] long PriceUnitSize,
    [property: Id(8)] decimal ConnectFee);
