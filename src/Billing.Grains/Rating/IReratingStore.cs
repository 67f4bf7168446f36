using System.Collections.Immutable;
using Billing.Contracts.Rating;
using NodaTime;

namespace Billing.Grains.Rating;

/// <summary>Keeps re-ratings: what was asked for, what was found, and how far they are.</summary>
public interface IReratingStore
{
    Task<StoredRerating?> FindAsync(string key);

    /// <summary>Those that are at work or were interrupted, the oldest first.</summary>
    Task<IReadOnlyList<string>> UnfinishedAsync(int most);

    /// <summary>Begins one, unless there is one of the key.</summary>
    Task BeginAsync(string key, ReratingOrder order, Instant now);

    /// <summary>Adds what a page came to.</summary>
    /// <param name="page">How many were added before.</param>
    /// <returns>False: another writer has added this page, and nothing was changed.</returns>
    Task<bool> AddAsync(string key, int page, ReviewedPage content, Instant? reviewedAt, bool isCut);

    Task FailAsync(string key, string problem, Instant now);

    /// <summary>Notes that it is to be posted, unless somebody did or the dry run runs.</summary>
    Task BeginPostAsync(string key, ReratingPost order, Instant now);

    /// <summary>The next rows that differ, in order.</summary>
    Task<IReadOnlyList<PostableRow>> DueAsync(string key, int after, int most);

    /// <summary>Notes what came of rows.</summary>
    /// <param name="after">Where the one before ended.</param>
    /// <returns>False: another writer has noted these.</returns>
    Task<bool> NoteAsync(string key, int after, ImmutableArray<PostedRow> rows);

    Task EndAsync(string key, Instant now);
}

/// <param name="Pages">How many are looked at.</param>
/// <param name="Cursor">Where the next begins.</param>
/// <param name="PostedThrough">The number of the last row that is done.</param>
public sealed record StoredRerating(ReratingView View, int Pages, string? Cursor, int PostedThrough);

/// <param name="Rows">What differs or has a problem.</param>
/// <param name="Cursor">Where the next begins; null: this is the last.</param>
public sealed record ReviewedPage(int Looked, ImmutableArray<(RatedRecord Record, RerateView View)> Rows, string? Cursor);

/// <param name="Refunded">What was refunded when it was priced; null: an earlier version did not note it.</param>
public sealed record PostableRow(int Number, long BalanceId, Guid SessionId, int Part, decimal Becomes, decimal? Refunded);

/// <param name="Problem">Why it was not corrected; null: it was.</param>
public sealed record PostedRow(int Number, decimal? Posted, long? Sequence, RerateProblem? Problem);
