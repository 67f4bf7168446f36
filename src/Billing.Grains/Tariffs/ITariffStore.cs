using Billing.Core.Tariffs;

namespace Billing.Grains.Tariffs;

/// <summary>Reads tariffs and rates as they are stored.</summary>
public interface ITariffStore
{
    /// <summary>The newest version of a tariff, compiled; null when there is no such tariff.</summary>
    Task<Tariff?> LoadAsync(long tariffId);

    /// <summary>One rate, of whatever version: rates are never changed.</summary>
    Task<Rate?> LoadRateAsync(long rateId);

    /// <summary>One set of periods: sets are never changed.</summary>
    Task<TariffPeriods?> LoadPeriodsAsync(long periodSetId);

    /// <summary>The newest version of each tariff.</summary>
    Task<IReadOnlyDictionary<long, int>> VersionsAsync(CancellationToken cancellation);
}
