using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Contracts.Tariffs;

/// <summary>A tariff to be made.</summary>
/// <param name="Name">Unique; up to 100 characters.</param>
/// <param name="Currency">ISO 4217, for life.</param>
/// <param name="PeriodSetId">Null: it knows no periods.</param>
[GenerateSerializer, Immutable, Alias("billing.new-tariff")]
public sealed record NewTariff(
    [property: Id(0)] string Name,
    [property: Id(1)] string Currency,
    [property: Id(2)] Unit Unit,
    [property: Id(3)] long? PeriodSetId = null);

/// <summary>A named calendar, in order of precedence: see <see cref="TariffPeriods"/>.</summary>
[GenerateSerializer, Immutable, Alias("billing.period-set-details")]
public sealed record PeriodSetDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<PeriodDetails> Periods);

/// <param name="Dates">Days that are in it from midnight to midnight, as <c>2026-12-25</c>.</param>
[GenerateSerializer, Immutable, Alias("billing.period-details")]
public sealed record PeriodDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<WeeklyHours> Weekly,
    [property: Id(2)] ImmutableArray<string> Dates);

/// <param name="Days">The days on which the hours begin.</param>
/// <param name="From">As <c>08:00</c> or <c>08:00:30</c>, by the account's clock.</param>
/// <param name="To">The first second after them; at or before <paramref name="From"/>: on the next day.</param>
[GenerateSerializer, Immutable, Alias("billing.weekly-hours")]
public sealed record WeeklyHours(
    [property: Id(0)] Weekdays Days,
    [property: Id(1)] string From,
    [property: Id(2)] string To);

/// <summary>A rate as somebody enters it: see <see cref="RateRow"/> for what the fields mean.</summary>
/// <param name="Destination">A prefix of digits, or a keyword.</param>
/// <param name="EffectiveFrom">Null: now.</param>
/// <param name="Price">In the tariff's currency per <paramref name="PriceUnitSize"/> base units.</param>
/// <param name="Intervals">As <c>60/6</c>, or with prices of their own as <c>60x2@0.20/6@0.10</c>; null: one price unit.</param>
/// <param name="PriceUnitSize">60 for prices per minute, 1 000 000 or 1 048 576 per MB, 1 per event.</param>
/// <param name="Periods">Prices of the tariff's periods.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-details")]
public sealed record RateDetails(
    [property: Id(0)] string Destination,
    [property: Id(1)] Instant? EffectiveFrom,
    [property: Id(2)] decimal Price,
    [property: Id(3)] string? Intervals,
    [property: Id(4)] long PriceUnitSize,
    [property: Id(5)] decimal ConnectFee = 0,
    [property: Id(6)] long FreeUnits = 0,
    [property: Id(7)] decimal SurchargePercent = 0,
    [property: Id(8)] decimal MinimumCharge = 0,
    [property: Id(9)] decimal? MaximumCharge = null,
    [property: Id(10)] int RoundTo = 5,
    [property: Id(11)] Rounding Rounding = Rounding.HalfAwayFromZero,
    [property: Id(12)] RateStatus Status = RateStatus.Active,
    [property: Id(13)] RateDirection Direction = RateDirection.Charge,
    [property: Id(14)] ImmutableArray<PeriodPrice> Periods = default,
    [property: Id(15)] Instant? EffectiveTo = null);

[GenerateSerializer, Immutable, Alias("billing.period-price")]
public sealed record PeriodPrice(
    [property: Id(0)] string Period,
    [property: Id(1)] decimal Price,
    [property: Id(2)] string? Intervals);

/// <summary>All prices, fees and bounds of some rates by a part of themselves, from a date on.</summary>
/// <param name="Percent">−100 to 1000: 5 makes 0.10 to 0.105. Rounded to <paramref name="Decimals"/>, half away from zero.</param>
/// <param name="Prefix">Only destinations that begin so; null: all.</param>
/// <param name="DestinationGroup">Only destinations of this group, by its name; null: all.</param>
/// <param name="EffectiveFrom">Null: now. Rates that take effect later are changed too, at their own date.</param>
/// <param name="Decimals">0 to 10.</param>
[GenerateSerializer, Immutable, Alias("billing.bulk-change")]
public sealed record BulkChange(
    [property: Id(0)] decimal Percent,
    [property: Id(1)] string? Prefix,
    [property: Id(2)] string? DestinationGroup,
    [property: Id(3)] Instant? EffectiveFrom,
    [property: Id(4)] int Decimals = 5);

/// <summary>What a change of rates does, or would do.</summary>
/// <param name="Added">Rates that the new version has and the one before has not.</param>
/// <param name="Gaps">Destinations that have a rate in force now and would have none, but one that begins later.</param>
/// <param name="Rises">The ten greatest, the greatest first.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-diff")]
public sealed record RateDiff(
    [property: Id(0)] int New,
    [property: Id(1)] int PriceUp,
    [property: Id(2)] int PriceDown,
    [property: Id(3)] int OtherTerms,
    [property: Id(4)] int Unchanged,
    [property: Id(5)] int Discontinued,
    [property: Id(6)] int Added,
    [property: Id(7)] int Removed,
    [property: Id(8)] int Gaps,
    [property: Id(9)] ImmutableArray<RateRise> Rises);

/// <param name="What">Which amount rises: <c>price</c>, <c>connect fee</c> …</param>
/// <param name="Percent">Of the old one; null when it was free.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-rise")]
public sealed record RateRise(
    [property: Id(0)] string Destination,
    [property: Id(1)] Instant EffectiveFrom,
    [property: Id(2)] string What,
    [property: Id(3)] decimal OldPrice,
    [property: Id(4)] decimal NewPrice,
    [property: Id(5)] decimal? Percent);

/// <summary>What taking back a version does, or would do.</summary>
/// <param name="Diff">What it does to prices, at the first moment from now on at which they differ.</param>
/// <param name="Withdrawn">Rates that go before they were ever in force.</param>
/// <param name="Ended">Rates that were in force, and end now.</param>
/// <param name="Restored">Rates that come back.</param>
/// <param name="Kept">Destinations that were changed again since, and stay as they are.</param>
/// <param name="LostPeriod">A period that the tariff knows no more and a rate to come back has a price for: it cannot be done. Else null.</param>
/// <param name="TariffVersion">The newest version, that this is the answer for.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-reversal")]
public sealed record RateReversalView(
    [property: Id(0)] int Version,
    [property: Id(1)] RateDiff Diff,
    [property: Id(2)] int Withdrawn,
    [property: Id(3)] int Ended,
    [property: Id(4)] int Restored,
    [property: Id(5)] int Kept,
    [property: Id(6)] string? LostPeriod,
    [property: Id(7)] long TariffVersion);

/// <summary>A tariff's head as it is edited.</summary>
[GenerateSerializer, Immutable, Alias("billing.tariff-head")]
public sealed record TariffHead(
    [property: Id(0)] long TariffId,
    [property: Id(1)] string Name,
    [property: Id(2)] string Currency,
    [property: Id(3)] Unit Unit,
    [property: Id(4)] long? PeriodSetId,
    [property: Id(5)] bool IsRetired,
    [property: Id(6)] long Version);
