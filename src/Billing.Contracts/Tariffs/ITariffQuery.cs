using Billing.Contracts.Paging;
using NodaTime;

namespace Billing.Contracts.Tariffs;

/// <summary>Tariffs and their rates as they are stored.</summary>
public interface ITariffQuery
{
    Task<Page<TariffRow>> ListAsync(TariffFilter filter, PageRequest<TariffSort> page, CancellationToken cancellation);

    Task<TariffRow?> FindAsync(long tariffId, CancellationToken cancellation);

    /// <summary>The rates in force at an instant, by destination, for a grid that scrolls: any position costs the same.</summary>
    /// <param name="at">To the minute.</param>
    /// <param name="offset">The position of the first row, from 0.</param>
    /// <param name="count">1 to <see cref="PageRequest{TSort}.MostRows"/>.</param>
    Task<Window<RateListing>> RatesAsync(
        long tariffId, Instant at, RateFilter filter, int offset, int count, CancellationToken cancellation);

    /// <summary>The first of them, without waiting until a large tariff is counted: its total may be an estimate for a moment.</summary>
    Task<Window<RateListing>> FirstRatesAsync(
        long tariffId, Instant at, RateFilter filter, int count, CancellationToken cancellation);

    /// <summary>
    /// The same in another order, where the filter leaves up to <see cref="RateFilter.MostSorted"/>: of more, those by prefix,
    /// <see cref="Window{T}.IsUnordered"/>.
    /// </summary>
    Task<Window<RateListing>> SortedRatesAsync(
        long tariffId, Instant at, RateFilter filter, RateSort sort, bool isDescending, int offset, int count, CancellationToken cancellation);

    /// <summary>All of a destination's rates that there ever were, the newest effective date first; withdrawn ones too.</summary>
    Task<IReadOnlyList<RateRevision>> HistoryAsync(long tariffId, string destination, CancellationToken cancellation);

    /// <summary>The rate of a destination at an instant with all its terms, as it is entered; null when none is in force.</summary>
    /// <param name="destination">The destination of the rate itself, not a number that it fits.</param>
    Task<RateDetails?> TermsAsync(long tariffId, string destination, Instant at, CancellationToken cancellation);

    /// <summary>The effective dates after an instant at which rates of any tariff change, with how many: what is to come.</summary>
    Task<IReadOnlyList<PlannedChange>> PlannedAsync(Instant after, Instant before, CancellationToken cancellation);

    /// <summary>The changes of a tariff's rates that the audit log has, the newest first.</summary>
    /// <param name="before">Only those of earlier versions; null: from the newest.</param>
    /// <param name="count">1 to <see cref="PageRequest{TSort}.MostRows"/>.</param>
    Task<IReadOnlyList<RateChangeRow>> ChangesAsync(long tariffId, int? before, int count, CancellationToken cancellation);

    Task<IReadOnlyList<PeriodSetRow>> PeriodSetsAsync(CancellationToken cancellation);
}

public enum TariffSort
{
    Name,
}

public enum RateSort
{
    Prefix,

    /// <summary>What the catalogue calls the destination; what it does not have comes last.</summary>
    Name,

    /// <summary>The first price of a rate's ladder, of one base unit; forbidden destinations come last.</summary>
    Price,
}
