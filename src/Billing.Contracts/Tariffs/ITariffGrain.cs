using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Rating;
using Billing.Core.Tariffs.Import;
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

    /// <summary>As it is stored, for who edits it; null when there is none.</summary>
    [Alias("head"), AlwaysInterleave]
    Task<TariffHead?> HeadAsync();

    /// <summary>Another name, other periods: a new version.</summary>
    /// <param name="periodSetId">A set with every period that rates have prices for; null: none.</param>
    [Alias("edit")]
    Task<ChangeReply> EditAsync(string name, long? periodSetId, Edit edit);

    /// <summary>Offers it to products no more, or again; those that have it keep it.</summary>
    [Alias("retire")]
    Task<ChangeReply> RetireAsync(bool isRetired, Edit edit);

    /// <summary>Adds rates, each in the place of one with its destination and effective date: one new version for all.</summary>
    /// <param name="rates">1 to 1000.</param>
    [Alias("set-rates"), ResponseTimeout("00:05:00")]
    Task<ChangeReply> SetRatesAsync(ImmutableArray<RateDetails> rates, Edit edit);

    /// <summary>From a date on a destination has no rate of its own: a shorter prefix may match. What begins later stays.</summary>
    /// <param name="at">Null: now.</param>
    [Alias("end-rate")]
    Task<ChangeReply> EndRateAsync(string destination, Instant? at, Edit edit);

    /// <summary>Takes back a rate that is not in force yet, by its destination and effective date.</summary>
    [Alias("withdraw-rate")]
    Task<ChangeReply> WithdrawRateAsync(string destination, Instant effectiveFrom, Edit edit);

    /// <summary>What <see cref="BulkAsync"/> would do; null when there is no such tariff.</summary>
    [Alias("preview-bulk"), AlwaysInterleave, ResponseTimeout("00:05:00")]
    Task<RateDiff?> PreviewBulkAsync(BulkChange change);

    /// <summary>Asks the rating cases as if <see cref="BulkAsync"/> were done; null when it could not be.</summary>
    [Alias("try-bulk"), AlwaysInterleave, ResponseTimeout("00:05:00")]
    Task<RatingTrialReport?> TryBulkAsync(BulkChange change);

    [Alias("bulk"), ResponseTimeout("00:05:00")]
    Task<ChangeReply> BulkAsync(BulkChange change, Edit edit);

    /// <summary>What <see cref="RevertAsync"/> would do now; null when the version changed no rate.</summary>
    [Alias("preview-revert"), AlwaysInterleave, ResponseTimeout("00:05:00")]
    Task<RateReversalView?> PreviewRevertAsync(int version);

    /// <summary>Asks the rating cases as if <see cref="RevertAsync"/> were done; null when it could not be.</summary>
    [Alias("try-revert"), AlwaysInterleave, ResponseTimeout("00:05:00")]
    Task<RatingTrialReport?> TryRevertAsync(int version);

    /// <summary>Takes back all that one version did to rates, an import or a change of many prices: a new version.</summary>
    /// <remarks>
    /// What is not in force yet goes; what is ends now, and what was charged stays. A destination that was changed again since stays
    /// as it is. The result can be taken back in the same way. The rule: <see cref="RateReversal"/>.
    /// </remarks>
    [Alias("revert"), ResponseTimeout("00:05:00")]
    Task<ChangeReply> RevertAsync(int version, Edit edit);
}
