using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Rating;
using NodaTime;
using Orleans.Concurrency;

namespace Billing.Contracts.Tariffs;

/// <summary>One import of a price list: begun, uploaded in pieces, read, looked at, applied. Key: made when the wizard opens.</summary>
/// <remarks>
/// All of it is stored: the page may be reloaded, and an import whose silo died is taken up again by the next look at it.
/// Looking (<see cref="ShowAsync"/>) is polled; nothing waits for half a million rows.
/// </remarks>
[Alias("billing.rate-import")]
public interface IRateImportGrain : IGrainWithGuidKey
{
    /// <summary>Names the tariff and how to read the list. The same order again changes nothing.</summary>
    [Alias("begin")]
    Task<ChangeReply> BeginAsync(RateImportOrder order);

    /// <summary>A piece of the file, of 1 byte to 1 MiB; the same piece again takes its own place.</summary>
    /// <param name="piece">0, 1, 2 …</param>
    /// <param name="content">CSV (comma, semicolon or tab) in UTF-8, cut anywhere.</param>
    [Alias("upload")]
    Task<ChangeReply> UploadAsync(int piece, ImmutableArray<byte> content);

    /// <summary>Reads the list and compares it with the tariff, in the background; again after other options.</summary>
    /// <param name="pieces">How many there are.</param>
    [Alias("read")]
    Task<ChangeReply> ReadAsync(int pieces, RateImportOptions options, string by);

    /// <summary>Asks the rating cases as if it were applied; null when it is not ready to be.</summary>
    [Alias("try"), AlwaysInterleave, ResponseTimeout("00:05:00")]
    Task<RatingTrialReport?> TryAsync();

    /// <summary>Makes what was looked at the tariff's next version, in the background.</summary>
    /// <param name="edit">With the tariff's version that the comparison was with.</param>
    [Alias("apply")]
    Task<ChangeReply> ApplyAsync(Edit edit);

    /// <summary>Forgets the file and stops; what is applied stays.</summary>
    [Alias("cancel")]
    Task<ChangeReply> CancelAsync(string by);

    /// <summary>How far it is; null when it was never begun.</summary>
    [Alias("show"), AlwaysInterleave]
    Task<RateImportView?> ShowAsync();

    /// <summary>Lines that were refused, in their order.</summary>
    /// <param name="afterLine">0: from the beginning.</param>
    /// <param name="count">1 to 1000.</param>
    [Alias("rejected"), AlwaysInterleave]
    Task<ImmutableArray<RejectedRow>> RejectedAsync(int afterLine, int count);
}

[GenerateSerializer, Immutable, Alias("billing.rate-import-order")]
public sealed record RateImportOrder(
    [property: Id(0)] long TariffId,
    [property: Id(1)] string FileName,
    [property: Id(2)] string By);

/// <param name="IsReplacing">The tariff has the rows and no others; else they come to the rates that are there.</param>
/// <param name="SkipsBad">Rows that cannot be read are left out; else one of them and nothing is applied.</param>
/// <param name="EffectiveFrom">Of rows that name no date; null: the time of reading.</param>
/// <param name="PriceUnitSize">Base units in a price unit; null: a minute, an event, and to be given for bytes.</param>
/// <param name="Intervals">Of rows that name none, as <c>60/6</c>; null: one price unit.</param>
/// <param name="Columns">A name that is understood in the place of each head of the file, empty to pass it over; empty: the heads as they are.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-import-options")]
public sealed record RateImportOptions(
    [property: Id(0)] bool IsReplacing = false,
    [property: Id(1)] bool SkipsBad = false,
    [property: Id(2)] Instant? EffectiveFrom = null,
    [property: Id(3)] long? PriceUnitSize = null,
    [property: Id(4)] string? Intervals = null,
    [property: Id(5)] ImmutableArray<string> Columns = default);

/// <param name="Stage">In words, such as <c>reading</c>; with <paramref name="Done"/> of <paramref name="Of"/>.</param>
/// <param name="Heads">The first line of the file.</param>
/// <param name="Problem">Why all of it was refused or failed.</param>
/// <param name="Diff">What it would do, then what it did.</param>
/// <param name="Version">Of the tariff: that it was compared with, then the one that was made.</param>
/// <param name="IsStale">The tariff has a newer version than it was compared with: read again before it is applied.</param>
[GenerateSerializer, Immutable, Alias("billing.rate-import-view")]
public sealed record RateImportView(
    [property: Id(0)] Guid ImportId,
    [property: Id(1)] RateImportOrder Order,
    [property: Id(2)] RateImportState State,
    [property: Id(3)] RateImportOptions Options,
    [property: Id(4)] string Stage,
    [property: Id(5)] long Done,
    [property: Id(6)] long Of,
    [property: Id(7)] ImmutableArray<string> Heads,
    [property: Id(8)] ImmutableArray<string> Notices,
    [property: Id(9)] int Rows,
    [property: Id(10)] int Rejected,
    [property: Id(11)] RateDiff? Diff,
    [property: Id(12)] string? Problem,
    [property: Id(13)] long Version,
    [property: Id(14)] bool IsStale,
    [property: Id(15)] Instant BegunAt,
    [property: Id(16)] Instant? EndedAt);

/// <summary>Numbers are on the wire and stored.</summary>
[GenerateSerializer]
public enum RateImportState
{
    Uploading = 1,
    Reading = 2,

    /// <summary>Read and compared: look at it, then apply.</summary>
    Ready = 3,

    Applying = 4,
    Applied = 5,

    /// <summary>See the problem; with other options it may be read again.</summary>
    Failed = 6,

    Cancelled = 7,
}

/// <param name="Line">In the file, the first line is 1.</param>
/// <param name="Text">The line as it stands there.</param>
[GenerateSerializer, Immutable, Alias("billing.rejected-row")]
public sealed record RejectedRow(
    [property: Id(0)] int Line,
    [property: Id(1)] string Column,
    [property: Id(2)] string Value,
    [property: Id(3)] string Reason,
    [property: Id(4)] string Text);
