using System.Collections.Immutable;
using Billing.Contracts.Changes;
using NodaTime;

namespace Billing.Contracts.Rating;

/// <summary>Sessions whose price is known: asked again after tariffs change. Key: 0.</summary>
/// <remarks>
/// What is compared is the rate and what it alone makes of the usage: allowances and discounts come and go with every
/// session of the account, tariffs only when somebody changes them.
/// </remarks>
[Alias("billing.rating-cases")]
public interface IRatingCasesGrain : IGrainWithIntegerKey
{
    /// <summary>By name.</summary>
    [Alias("list")]
    Task<ImmutableArray<RatingCase>> ListAsync();

    /// <summary>Saves a question with the answer that it gets now, in the place of a case with the name.</summary>
    /// <param name="name">1 to 100 characters.</param>
    /// <param name="question">With a start and units; refused when it is not rated.</param>
    [Alias("save")]
    Task<ChangeReply> SaveAsync(string name, RatingQuestion question, string by);

    /// <summary>Takes changes over that are made: each case is asked as in the trial from now on, and expects what it got.</summary>
    /// <param name="changes">Those that are not rated any more stay as they are.</param>
    [Alias("accept")]
    Task<ChangeReply> AcceptAsync(ImmutableArray<RatingCaseChange> changes, string by);

    [Alias("remove")]
    Task<ChangeReply> RemoveAsync(long caseId, string by);
}

/// <param name="Expected">What it was when the case was saved.</param>
[GenerateSerializer, Immutable, Alias("billing.rating-case")]
public sealed record RatingCase(
    [property: Id(0)] long CaseId,
    [property: Id(1)] string Name,
    [property: Id(2)] RatingQuestion Question,
    [property: Id(3)] ExpectedRating Expected,
    [property: Id(4)] string By,
    [property: Id(5)] Instant SavedAt);

/// <param name="Amount">What the rate alone makes of the usage, in <paramref name="Currency"/>.</param>
[GenerateSerializer, Immutable, Alias("billing.expected-rating")]
public sealed record ExpectedRating(
    [property: Id(0)] string Tariff,
    [property: Id(1)] string Prefix,
    [property: Id(2)] decimal Amount,
    [property: Id(3)] string Currency)
{
    /// <summary>Of an answer; null when nothing was rated.</summary>
    public static ExpectedRating? Of(RatingAnswer answer) => answer is { Tariff: { } tariff, Prefix: { } prefix, Price: { } price }
        ? new(tariff, prefix, price.ByRate, price.Currency)
        : null;
}
