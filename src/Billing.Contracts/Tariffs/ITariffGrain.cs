using NodaTime;
using Orleans.Concurrency;

namespace Billing.Contracts.Tariffs;

/// <summary>One tariff, as the cluster serves it: for those who have no catalogue of their own. Key: its number.</summary>
/// <remarks>
/// New versions reach the silos' catalogues from the database, in the commit that makes them (NOTIFY). A grain as the
/// messenger would be one more thing that can be down, and would ask of every writer to be a member of the cluster.
/// </remarks>
[Alias("billing.tariff")]
public interface ITariffGrain : IGrainWithIntegerKey
{
    /// <summary>Null when there is no such tariff.</summary>
    [Alias("show"), AlwaysInterleave]
    ValueTask<TariffView?> ShowAsync();

    /// <summary>The rate that a session to a destination would be priced by if it started at an instant.</summary>
    /// <param name="destination">A number in E.164 without "+", or a keyword.</param>
    /// <returns>Null when the tariff has no price for it.</returns>
    [Alias("find"), AlwaysInterleave]
    ValueTask<RateView?> FindAsync(string destination, Instant startAt);
}
