using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;

namespace Billing.Grains.Tariffs;

/// <summary>Reads tariffs and rates as they are stored.</summary>
public interface ITariffStore
{
    /// <summary>The newest version of a tariff, compiled; null when there is no such tariff.</summary>
    /// <param name="known">
    /// A version that was read before: then only what changed since is read and checked. It is the result when there is
    /// nothing newer.
    /// </param>
    /// <param name="draft">What was compiled of a version to come: it is the result if the newest version is of this draft.</param>
    /// <param name="read">Told now and then how many rates were read so far.</param>
    Task<Tariff?> LoadAsync(long tariffId, Tariff? known = null, TariffDraft? draft = null, Action<int>? read = null);

    /// <summary>What a draft makes of the version that it changes; null when it is not a draft of this version.</summary>
    Task<TariffDraft?> LoadDraftAsync(Guid draftId, Tariff known);

    /// <summary>What one version did to rates; null when it changed none.</summary>
    Task<RateChangeSet?> LoadChangeAsync(long tariffId, int version);

    /// <summary>One rate, of whatever version: rates are never changed.</summary>
    Task<Rate?> LoadRateAsync(long rateId);

    /// <summary>One set of periods: sets are never changed.</summary>
    Task<TariffPeriods?> LoadPeriodsAsync(long periodSetId);

    /// <summary>The newest version of each tariff.</summary>
    Task<IReadOnlyDictionary<long, int>> VersionsAsync(CancellationToken cancellation);
}
