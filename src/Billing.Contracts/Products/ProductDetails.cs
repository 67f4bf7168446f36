using System.Collections.Immutable;
using Billing.Core.Tariffs;

namespace Billing.Contracts.Products;

/// <summary>What a product sells and at which tariffs.</summary>
/// <param name="Name">Unique; up to 100 characters.</param>
/// <param name="Services">Each service once.</param>
/// <param name="Rating">The rating table beside the services' own tariffs: rows for a node group, an access code, or both.</param>
[GenerateSerializer, Immutable, Alias("billing.product-details")]
public sealed record ProductDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<ProductService> Services,
    [property: Id(2)] ImmutableArray<ProductRating> Rating);

/// <param name="Service">Small letters, digits and hyphens, such as <c>voice</c>.</param>
/// <param name="Unit">The base unit; the tariff's.</param>
/// <param name="TariffId">For any node group and any access code.</param>
/// <param name="SliceUnits">Base units granted at once to a gateway that can come back for more; null: all that is affordable.</param>
/// <param name="LongestUnits">The most base units that one session is granted.</param>
/// <param name="MaxSessions">Sessions of the service that an account may have at once; null: any number.</param>
[GenerateSerializer, Immutable, Alias("billing.product-service")]
public sealed record ProductService(
    [property: Id(0)] string Service,
    [property: Id(1)] Unit Unit,
    [property: Id(2)] long TariffId,
    [property: Id(3)] long? SliceUnits,
    [property: Id(4)] long LongestUnits,
    [property: Id(5)] int? MaxSessions);

/// <param name="NodeGroupId">Null: any; then an access code is given.</param>
/// <param name="AccessCode">Such as <c>OUTGOING</c>, <c>INCOMING</c> or a roaming zone; null: any; then a node group is given.</param>
[GenerateSerializer, Immutable, Alias("billing.product-rating")]
public sealed record ProductRating(
    [property: Id(0)] string Service,
    [property: Id(1)] int? NodeGroupId,
    [property: Id(2)] string? AccessCode,
    [property: Id(3)] long TariffId);

/// <summary>A product as it is edited.</summary>
/// <param name="IsRetired">It is not offered to accounts any more; those that have it keep it.</param>
[GenerateSerializer, Immutable, Alias("billing.product-view")]
public sealed record ProductView(
    [property: Id(0)] long ProductId,
    [property: Id(1)] ProductDetails Details,
    [property: Id(2)] bool IsRetired,
    [property: Id(3)] long Version);
