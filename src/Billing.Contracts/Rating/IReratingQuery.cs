using Billing.Contracts.Paging;
using NodaTime;

namespace Billing.Contracts.Rating;

/// <summary>What re-ratings found.</summary>
public interface IReratingQuery
{
    /// <summary>Records that differ or have a problem, in the order in which they were charged.</summary>
    Task<Page<ReratingRow>> RowsAsync(ReratingFilter filter, PageRequest<ReratingSort> page, CancellationToken cancellation);

    /// <summary>What the records that differ come to: one for each service and currency.</summary>
    Task<IReadOnlyList<ReratingTotal>> TotalsAsync(string key, CancellationToken cancellation);
}

/// <param name="Key">Of the job.</param>
/// <param name="OnlyProblems">Only what was not or cannot be corrected.</param>
/// <param name="Text">A part of the account's login, of the service or of a rate, in any case.</param>
/// <remarks>Two are equal when the same was typed: the rest follows from it.</remarks>
public sealed record ReratingFilter(string Key, bool OnlyProblems = false, string? Text = null)
{
    /// <summary>Services that the reader's language calls so: they fit too.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    public bool Equals(ReratingFilter? other) => (Key, OnlyProblems, Text) == (other?.Key, other?.OnlyProblems, other?.Text);

    public override int GetHashCode() => HashCode.Combine(Key, OnlyProblems, Text);
}

public enum ReratingSort
{
    Number,
}

/// <param name="Was">What it cost when it was looked at, corrections included; in <paramref name="Currency"/>.</param>
/// <param name="Becomes">What it should cost; null with a problem of the dry run.</param>
/// <param name="Posted">What the balance moved by; null: it was not corrected yet.</param>
/// <param name="Sequence">The ledger entry; null also when it cost that already by then.</param>
public sealed record ReratingRow(
    int Number,
    Guid SessionId,
    int Part,
    long AccountId,
    string Login,
    string Service,
    Instant StartedAt,
    string Currency,
    decimal Was,
    decimal? Becomes,
    string? Before,
    string? After,
    RerateProblem? Problem,
    decimal? Posted,
    long? Sequence);

/// <param name="Back">What is given back, of those that become cheaper.</param>
/// <param name="More">What is taken, of those that become dearer.</param>
public sealed record ReratingTotal(string Service, string Currency, long Records, decimal Was, decimal Becomes, decimal Back, decimal More)
{
    public decimal Difference => Becomes - Was;
}
