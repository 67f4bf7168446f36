using System.Collections.Immutable;

namespace Billing.Contracts.Rating;

/// <summary>What the rating cases would get if a change were made, beside what they would get without it.</summary>
/// <remarks>
/// A change that begins later says nothing of a call that is over: a case from before it is asked as the same call in a later
/// week, on the same weekday and at the same time of day by the account's clock, both with the change and without.
/// </remarks>
/// <param name="Run">How many cases were asked.</param>
/// <param name="Changed">Those that the change gives another rate or amount.</param>
[GenerateSerializer, Immutable, Alias("billing.rating-trial")]
public sealed record RatingTrialReport([property: Id(0)] int Run, [property: Id(1)] ImmutableArray<RatingCaseChange> Changed);

/// <param name="Question">As it was asked: perhaps of a later week.</param>
/// <param name="Before">Without the change; null: it is not rated.</param>
/// <param name="After">With it; null: it is not rated.</param>
[GenerateSerializer, Immutable, Alias("billing.rating-case-change")]
public sealed record RatingCaseChange(
    [property: Id(0)] long CaseId,
    [property: Id(1)] string Name,
    [property: Id(2)] RatingQuestion Question,
    [property: Id(3)] ExpectedRating? Before,
    [property: Id(4)] ExpectedRating? After);
