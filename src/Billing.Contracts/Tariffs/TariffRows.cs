using Billing.Contracts.Paging;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Contracts.Tariffs;

/// <summary>What is not null must fit.</summary>
/// <param name="Text">In the name, any case.</param>
/// <param name="IsRetired">Only those that are retired, or only the others.</param>
public sealed record TariffFilter(string? Text = null, string? Currency = null, Unit? Unit = null, bool? IsRetired = null);

/// <param name="Rates">Of the newest version, with those that are not in force yet.</param>
/// <param name="Products">How many products sell by it.</param>
/// <param name="PeriodSet">Null: it has one price at all times.</param>
public sealed record TariffRow(
    long TariffId,
    string Name,
    string Currency,
    Unit Unit,
    int Version,
    RowCount Rates,
    int Products,
    long? PeriodSetId,
    string? PeriodSet,
    bool IsRetired);

/// <summary>What is not null must fit.</summary>
/// <param name="Prefix">The beginning of the destination.</param>
/// <param name="Text">In what the catalogue of destinations calls it, any case.</param>
public sealed record RateFilter(string? Prefix = null, string? Text = null)
{
    /// <summary>So many are sorted by name or price; no index has them in that order.</summary>
    public const int MostSorted = 5_000;
}

/// <summary>A rate that is in force, with what comes after it.</summary>
/// <param name="DestinationName">What the catalogue of destinations calls it.</param>
/// <param name="First">The length of the first interval in base units; with <paramref name="Next"/> and <paramref name="Price"/> null when the ladder has more steps, or periods.</param>
/// <param name="Next">The length of every further one.</param>
/// <param name="Price">In the tariff's currency per <paramref name="PriceUnitSize"/> base units.</param>
/// <param name="Prices">The ladder in words, such as <c>60/6 at 0.10</c>.</param>
/// <param name="Then">The next change of this destination; null: none is planned.</param>
public sealed record RateListing(
    long RateId,
    string Destination,
    string? DestinationName,
    RateStatus Status,
    long? First,
    long? Next,
    decimal? Price,
    string Prices,
    long PriceUnitSize,
    decimal ConnectFee,
    Instant EffectiveFrom,
    Instant? EffectiveTo,
    NextRate? Then);

/// <param name="Price">As in <see cref="RateListing"/>; null with a longer ladder, and at the end.</param>
/// <param name="IsEnd">The rate ends and none follows.</param>
public sealed record NextRate(Instant From, RateStatus Status, decimal? Price, string Prices, bool IsEnd);

/// <param name="AddedIn">The version of the tariff that brought it.</param>
/// <param name="RemovedIn">The version that withdrew it; null: it is in the newest one.</param>
public sealed record RateRevision(
    long RateId,
    int AddedIn,
    int? RemovedIn,
    Instant EffectiveFrom,
    Instant? EffectiveTo,
    RateStatus Status,
    decimal? Price,
    string Prices,
    long PriceUnitSize,
    decimal ConnectFee);

/// <summary>One change of a tariff's rates: an import, a change of many prices, an entry; the unit that is taken back.</summary>
/// <param name="Version">The version that it made.</param>
/// <param name="What">A sentence for people, in English.</param>
/// <param name="Added">Rates that came.</param>
/// <param name="Removed">Rates that went.</param>
/// <param name="Reverts">The version that it took back; null: it is no such change.</param>
/// <param name="RevertedIn">The newest version that took it back; null: none did.</param>
public sealed record RateChangeRow(
    int Version, Instant At, string By, string What, int Added, int Removed, int? Reverts, int? RevertedIn);

/// <param name="Rates">How many begin then.</param>
public sealed record PlannedChange(long TariffId, string Tariff, Instant From, int Rates);

/// <param name="Periods">As they are stored.</param>
/// <param name="Tariffs">The tariffs that use it.</param>
public sealed record PeriodSetRow(long PeriodSetId, string Name, TariffPeriods Periods, IReadOnlyList<string> Tariffs);
