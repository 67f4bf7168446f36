using Billing.Contracts.Changes;
using NodaTime;

namespace Billing.Contracts.Tariffs;

/// <summary>Changes many prices of a tariff by a part of themselves. Key: the order's operation id.</summary>
/// <remarks>
/// It goes on when nobody waits. The tariff's new version and the end of this are one transaction, on the version that was seen:
/// what was interrupted changed nothing, or all, and the next look goes on.
/// </remarks>
[Alias("billing.rate-scaling")]
public interface IRateScalingGrain : IGrainWithStringKey
{
    /// <summary>Begins; the same order again is the same change.</summary>
    [Alias("start")]
    Task<ChangeReply> StartAsync(RateScalingOrder order);

    /// <summary>How far it is; null when it was never begun, or was removed.</summary>
    [Alias("get")]
    Task<RateScalingView?> GetAsync();
}

/// <param name="TariffName">For people.</param>
/// <param name="Edit">With the version for which it was shown what the change does.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-scaling-order")]
public sealed record RateScalingOrder(
    [property: Id(0)] long TariffId,
    [property: Id(1)] string TariffName,
    [property: Id(2)] BulkChange Change,
    [property: Id(3)] Edit Edit);

/// <param name="Stage">What is being done, in English; empty: nothing.</param>
/// <param name="Done">Of <paramref name="Of"/>, which is 0 while it is not known.</param>
/// <param name="Version">The tariff's, with the change; null: there is none.</param>
/// <param name="Problem">Why nothing was changed, in English; null: nothing is wrong.</param>
/// <param name="EndedAt">Null: it runs.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-scaling-view")]
public sealed record RateScalingView(
    [property: Id(0)] RateScalingOrder Order,
    [property: Id(1)] string Stage,
    [property: Id(2)] long Done,
    [property: Id(3)] long Of,
    [property: Id(4)] long? Version,
    [property: Id(5)] string? Problem,
    [property: Id(6)] Instant BegunAt,
    [property: Id(7)] Instant? EndedAt);
