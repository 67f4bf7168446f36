using System.Collections.Immutable;

namespace Billing.Contracts.Rating;

/// <summary>What the rating cases would get if a change were made, beside what they would get without it.</summary>
/// <remarks>
/// A change that begins later says nothing of a call that is over: a case from before it is asked as the same call in a later
/// week, on the same weekday and at the same time of day by the account's clock, both with the change and without.
/// </remarks>
/// <param name="Run">How many cases were asked.</param>
/// <param name="Changed">Those that the change gives another rate or amount, that something else pays for, ends or limits.</param>
/// <param name="IsWithBenefits">Allowances and discounts were asked too: see <see cref="RatingCasePrice"/>.</param>
[GenerateSerializer, Immutable, Alias("billing.rating-trial")]
public sealed record RatingTrialReport(
    [property: Id(0)] int Run, [property: Id(1)] ImmutableArray<RatingCaseChange> Changed, [property: Id(2)] bool IsWithBenefits = false);

/// <param name="Question">As it was asked: perhaps of a later week.</param>
/// <param name="Before">Without the change; null: it is not rated.</param>
/// <param name="After">With it; null: it is not rated.</param>
/// <param name="PaidBefore">What pays without the change; null: it is not rated, or the change is one of rates alone.</param>
/// <param name="PaidAfter">What pays with it; null as that.</param>
[GenerateSerializer, Immutable, Alias("billing.rating-case-change")]
public sealed record RatingCaseChange(
    [property: Id(0)] long CaseId,
    [property: Id(1)] string Name,
    [property: Id(2)] RatingQuestion Question,
    [property: Id(3)] ExpectedRating? Before,
    [property: Id(4)] ExpectedRating? After,
    [property: Id(5)] RatingCasePrice? PaidBefore = null,
    [property: Id(6)] RatingCasePrice? PaidAfter = null);

/// <summary>What an account's products make of a case.</summary>
/// <remarks>
/// What is left differs from account to account and from day to day, so it is supposed: each allowance of the account's products is
/// full, as if its period had just begun, nothing is counted for a discount yet, and there is money enough. What is the account's
/// own, and what other accounts of its payer have, is left out.
/// </remarks>
/// <param name="Price">With its parts; <see cref="RatingPrice.GrantedUnits"/> is all that it would be granted, not the first slice.</param>
/// <param name="Why">What became of allowances and discounts.</param>
[GenerateSerializer, Immutable, Alias("billing.rating-case-price")]
public sealed record RatingCasePrice([property: Id(0)] RatingPrice Price, [property: Id(1)] ImmutableArray<RatingStep> Why);
