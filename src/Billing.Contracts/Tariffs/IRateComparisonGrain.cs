using System.Collections.Immutable;
using Billing.Core.Tariffs;
using NodaTime;
using NodaTime.Text;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace Billing.Contracts.Tariffs;

/// <summary>One comparison of price lists, kept while somebody looks at it. Key: <see cref="RateComparisonOrder.Key"/>.</summary>
/// <remarks>
/// Made of the compiled tariffs that the silo has in memory, not of rows of the database: two lists of 500 000 rates are compared in
/// about a second, and every page after that costs nothing. When a tariff gets a new version it is made again.
/// </remarks>
[Version(2)]
[Alias("billing.rate-comparison")]
public interface IRateComparisonGrain : IGrainWithStringKey
{
    /// <param name="kind">Only those; null: all.</param>
    /// <param name="offset">The position of the first row, from 0.</param>
    /// <param name="count">1 to 500.</param>
    /// <returns>Null when a tariff is not there, or the two have not one currency and unit.</returns>
    [Alias("page"), ResponseTimeout("00:02:00")]
    Task<RateComparisonPage?> PageAsync(RateContrastKind? kind, int offset, int count);

    /// <summary>The same in another order, or of some destinations only.</summary>
    /// <returns>With the total of what was asked for, and the counts of all; null as above.</returns>
    [Alias("list"), ResponseTimeout("00:02:00")]
    Task<RateComparisonPage?> ListAsync(RateComparisonQuestion question);

    /// <summary>How far the comparison is that somebody waits for, whoever asked for it.</summary>
    /// <returns>Null: none is at work.</returns>
    [Alias("progress"), AlwaysInterleave]
    Task<RateComparisonProgress?> ProgressAsync();
}

/// <summary>What a comparison is put in order by. Numbers are on the wire.</summary>
public enum RateContrastSort
{
    /// <summary>The biggest first.</summary>
    Difference = 0,

    Destination = 1,
}

/// <param name="Kind">Only those; null: all.</param>
/// <param name="Prefix">Only destinations that begin so, in any case; empty: all.</param>
/// <param name="IsDescending">The other way round.</param>
/// <param name="Offset">The position of the first row, from 0.</param>
/// <param name="Count">1 to 500.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-comparison-question")]
public sealed record RateComparisonQuestion(
    [property: Id(0)] RateContrastKind? Kind,
    [property: Id(1)] string Prefix,
    [property: Id(2)] RateContrastSort Sort,
    [property: Id(3)] bool IsDescending,
    [property: Id(4)] int Offset,
    [property: Id(5)] int Count);

/// <summary>What a comparison is at. Numbers are on the wire.</summary>
public enum RateComparisonStage
{
    ReadingOne = 1,
    ReadingOther = 2,
    Comparing = 3,
}

/// <param name="Done">Rates that were read or compared so far.</param>
/// <param name="Of">Of so many; 0: how many there are is known when all are read.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-comparison-progress")]
public sealed record RateComparisonProgress(
    [property: Id(0)] RateComparisonStage Stage,
    [property: Id(1)] long Done,
    [property: Id(2)] long Of);

/// <summary>Which lists: the rates of a tariff that are in force at an instant, and those of another or the same one.</summary>
public sealed record RateComparisonOrder(long OneId, Instant OneAt, long OtherId, Instant OtherAt)
{
    /// <summary>Instants to the second.</summary>
    public string Key => $"{OneId}@{InstantPattern.General.Format(OneAt)} {OtherId}@{InstantPattern.General.Format(OtherAt)}";

    /// <summary>Null when it is no such key.</summary>
    public static RateComparisonOrder? Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);

        return key.Split('@', ' ') is [var one, var oneAt, var other, var otherAt]
            && long.TryParse(one, out var oneId) && long.TryParse(other, out var otherId)
            && InstantPattern.General.Parse(oneAt) is { Success: true } oneTime && InstantPattern.General.Parse(otherAt) is { Success: true } otherTime
            && oneTime.Value.InUtc().Year > 0 && otherTime.Value.InUtc().Year > 0 // the database knows no others
                ? new(oneId, oneTime.Value, otherId, otherTime.Value)
                : null;
    }
}

/// <param name="Rows">The biggest difference first: see <see cref="RateComparison"/>.</param>
/// <param name="Total">Rows of the kind that was asked for.</param>
/// <param name="Counts">How many there are of each kind.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-comparison-page")]
public sealed record RateComparisonPage(
    [property: Id(0)] ImmutableArray<RateContrastRow> Rows,
    [property: Id(1)] int Total,
    [property: Id(2)] ImmutableDictionary<RateContrastKind, int> Counts);

/// <param name="DestinationName">What the catalogue of destinations calls it; null: nothing.</param>
/// <param name="One">Null: the first list has no price for it.</param>
/// <param name="Other">Null: the second list has none.</param>
/// <param name="Percent">Of the first price; null: not comparable, it was free, or the price is the same and other terms are not.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-contrast")]
public sealed record RateContrastRow(
    [property: Id(0)] string Destination,
    [property: Id(1)] string? DestinationName,
    [property: Id(2)] ComparedRate? One,
    [property: Id(3)] ComparedRate? Other,
    [property: Id(4)] RateContrastKind Kind,
    [property: Id(5)] decimal? Percent);

/// <param name="Destination">Of the rate: it may be a shorter prefix.</param>
/// <param name="Price">Of the ladder's last step, in the tariff's currency per <paramref name="PriceUnitSize"/> base units.</param>
/// <param name="Prices">The ladder in words, such as <c>60/6 at 0.10</c>, and after it those of periods, <c>; peak 60/6 at 0.20</c>.</param>
[GenerateSerializer, Immutable, Alias("billing.compared-rate")]
public sealed record ComparedRate(
    [property: Id(0)] string Destination,
    [property: Id(1)] RateStatus Status,
    [property: Id(2)] decimal Price,
    [property: Id(3)] string Prices,
    [property: Id(4)] long PriceUnitSize,
    [property: Id(5)] decimal ConnectFee,
    [property: Id(6)] Instant EffectiveFrom);
