using NodaTime;

namespace Billing.Contracts.Rating;

/// <summary>Re-rates many transaction records: first what that would do, then, when a person says so, that. Key: made when it is
/// asked for, up to 80 characters.</summary>
/// <remarks>
/// It goes on when nobody looks; what was interrupted goes on from its place with the next look, or the next sweep. What is posted
/// are the targets of the dry run: who corrects a record in between, or changes a rate, does not change what it costs after the job; what
/// is refunded in between comes off its target. Each
/// record is corrected once, by an operation whose id is made of the job's key and the row's number. Leaving a dry run is all there is
/// to cancelling it.
/// </remarks>
[Alias("billing.rerating")]
public interface IReratingGrain : IGrainWithStringKey
{
    /// <summary>Begins the dry run; the same key again is the same order.</summary>
    /// <exception cref="ArgumentException">The filter is none of usage records: nothing is done.</exception>
    [Alias("start")]
    Task<ReratingView> StartAsync(ReratingOrder order);

    /// <summary>How far it is; null when it was never begun, or was removed.</summary>
    [Alias("get")]
    Task<ReratingView?> GetAsync();

    /// <summary>Posts what the dry run found; asked again, it is the same order.</summary>
    /// <returns>As it is; unchanged while the dry run has not ended. Null when there is none.</returns>
    [Alias("post")]
    Task<ReratingView?> PostAsync(ReratingPost order);
}

/// <param name="Filter">That of the list of usage records, as <see cref="Exports.ExportFilter"/> writes it.</param>
/// <param name="By">The signed-in user's name.</param>
[GenerateSerializer, Immutable, Alias("billing.rerating-order")]
public sealed record ReratingOrder([property: Id(0)] string Filter, [property: Id(1)] string By)
{
    /// <summary>Records of one job; what is left is another one's.</summary>
    public const int Most = 100_000;
}

/// <param name="By">The signed-in user's name.</param>
/// <param name="Note">A reason, for the ledger.</param>
[GenerateSerializer, Immutable, Alias("billing.rerating-post")]
public sealed record ReratingPost([property: Id(0)] string By, [property: Id(1)] string Note);

/// <summary>How far a re-rating is.</summary>
/// <param name="Looked">Records that were priced again: equal, different, and those with a problem.</param>
/// <param name="IsCut">There are more than one job may have.</param>
/// <param name="Problem">Why the dry run ended early, in English; null: it did not.</param>
/// <param name="ReviewedAt">Null: the dry run runs.</param>
/// <param name="PostBegunAt">Null: nobody has said that it be posted.</param>
/// <param name="Posted">Records that are corrected.</param>
/// <param name="Failed">Records whose correction was not taken; their rows say why.</param>
/// <param name="EndedAt">When the last was posted.</param>
[GenerateSerializer, Immutable, Alias("billing.rerating-view")]
public sealed record ReratingView(
    [property: Id(0)] string Key,
    [property: Id(1)] string Filter,
    [property: Id(2)] string By,
    [property: Id(3)] int Looked,
    [property: Id(4)] int Equal,
    [property: Id(5)] int Different,
    [property: Id(6)] int Problems,
    [property: Id(7)] bool IsCut,
    [property: Id(8)] string? Problem,
    [property: Id(9)] Instant BegunAt,
    [property: Id(10)] Instant? ReviewedAt,
    [property: Id(11)] string? PostedBy,
    [property: Id(12)] string? Note,
    [property: Id(13)] Instant? PostBegunAt,
    [property: Id(14)] int Posted,
    [property: Id(15)] int Failed,
    [property: Id(16)] Instant? EndedAt)
{
    /// <summary>It can be posted: something differs, and nobody has done it.</summary>
    public bool IsPostable => ReviewedAt is not null && PostBegunAt is null && Problem is null && Different > 0;

    /// <summary>Nothing is going on.</summary>
    public bool IsAtRest => PostBegunAt is null ? ReviewedAt is not null : EndedAt is not null;
}
