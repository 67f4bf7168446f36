using System.Collections.Immutable;
using Billing.Core.Rating;
using Billing.Core.Tariffs;

namespace Billing.Contracts.Rating;

/// <summary>Which rate a session would get and what it would cost, with each step that led to it.</summary>
/// <param name="Result"><c>rated</c>, <c>free</c> (a call for help without a rate) or <c>refused</c>.</param>
/// <param name="Reason">The rate in words, or why there is none; for people, in English, as all words here.</param>
/// <param name="Period">The tariff period in force at the start; null: the default one.</param>
/// <param name="Prefix">The rate's destination: the prefix or keyword that matched.</param>
/// <param name="Number">What was dialled (or who calls) in E.164 without "+"; null: none.</param>
/// <param name="Destination">What was rated: the number, or a keyword in its place.</param>
/// <param name="Price">Null: units were not asked about, or there is no rate.</param>
[GenerateSerializer, Immutable, Alias("billing.rating-answer")]
public sealed record RatingAnswer(
    [property: Id(0)] string Result,
    [property: Id(1)] string Reason,
    [property: Id(2)] ImmutableArray<RatingStep> Steps,
    [property: Id(3)] string? Service,
    [property: Id(4)] string? Tariff,
    [property: Id(5)] string? Prefix,
    [property: Id(6)] long? RateId,
    [property: Id(7)] string? Period,
    [property: Id(8)] string? Number,
    [property: Id(9)] string? Destination,
    [property: Id(10)] ImmutableArray<string> DestinationGroups,
    [property: Id(11)] long? TariffId = null,
    [property: Id(12)] long? AccountId = null,
    [property: Id(13)] RatingPrice? Price = null);

/// <summary>One step: what was asked, and what came of it.</summary>
[GenerateSerializer, Immutable, Alias("billing.rating-step")]
public sealed record RatingStep([property: Id(0)] string Asked, [property: Id(1)] string Found)
{
    /// <summary>More of it, such as why each discount does not apply.</summary>
    [Id(2)]
    public ImmutableArray<string> Details { get; init; } = [];
}

/// <summary>What the usage would cost.</summary>
/// <param name="Amount">What money would pay, after allowances and discounts; in <paramref name="Currency"/>.</param>
/// <param name="ByRate">What the rate alone makes of it, whatever the account has.</param>
/// <param name="ChargedUnits">Base units of the started intervals.</param>
/// <param name="GrantedUnits">The largest grant for the funds before any use; 0 when it would have been refused.</param>
/// <param name="Refusal">Why the funds would not have let it begin; null: they would.</param>
[GenerateSerializer, Immutable, Alias("billing.rating-price")]
public sealed record RatingPrice(
    [property: Id(0)] string Currency,
    [property: Id(1)] decimal Amount,
    [property: Id(2)] decimal ByRate,
    [property: Id(3)] Unit Unit,
    [property: Id(4)] long UsedUnits,
    [property: Id(5)] long ChargedUnits,
    [property: Id(6)] long GrantedUnits,
    [property: Id(7)] string? Refusal,
    [property: Id(8)] ImmutableArray<RatingPart> Parts)
{
    /// <summary>The allowance that ends the grant, for nothing is sold beyond it; null: none of them.</summary>
    [Id(9)]
    public string? BlockedBy { get; init; }

    /// <summary>What the gateway is told to apply when the session begins; null: nothing, its own policy is in force.</summary>
    [Id(10)]
    public string? Policy { get; init; }

    /// <summary>The same of a session that begins at the same time but when this one's usage is used.</summary>
    [Id(11)]
    public string? PolicyAfter { get; init; }
}

/// <summary>One line of the price: see <see cref="RatedPart"/>.</summary>
/// <param name="Payer">The allowance that pays or the discount that takes off, by name; null: plain money.</param>
[GenerateSerializer, Immutable, Alias("billing.rating-part")]
public sealed record RatingPart(
    [property: Id(0)] RatedPartKind Kind,
    [property: Id(1)] long FromUnit,
    [property: Id(2)] long Units,
    [property: Id(3)] string? Period,
    [property: Id(4)] decimal Price,
    [property: Id(5)] decimal Amount,
    [property: Id(6)] decimal Percent,
    [property: Id(7)] string? Payer,
    [property: Id(8)] bool IsAllowance);
