using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Tariffs.Import;
using Billing.Host.Composition;
using Billing.Postgres.Tariffs;
using NodaTime;

namespace Billing.Host.Tariffs;

/// <summary>What the person at the shell asked for.</summary>
/// <param name="Errors">Where to write the lines that are refused; null: nowhere.</param>
internal sealed record RateImportOptions(string File, ImportMode Mode, bool IsDry, bool SkipsBad, string? Errors);

/// <summary>What an import did, or would do.</summary>
/// <param name="Version">Of the tariff after it; the version that it had when nothing was written.</param>
internal sealed record RateImportResult(
    Tariff Known,
    RateImportOptions Options,
    IReadOnlyList<string> Notices,
    int Lines,
    int Rejected,
    IReadOnlyList<RejectedLine> RejectedLines,
    RateChanges Changes,
    int Version,
    bool IsWritten)
{
    public bool IsRefused => Rejected > 0 && !Options.SkipsBad;
}

/// <summary>Reads a price list and makes it a tariff's next version.</summary>
/// <param name="by">Who, for the audit log.</param>
internal sealed class RateImport(TariffPublisher tariffs, string by, Instant now)
{
    /// <param name="known">The tariff; an empty one of number 0 is made by the import.</param>
    /// <exception cref="UserException">The file as a whole cannot be imported.</exception>
    public async Task<RateImportResult> RunAsync(
        Tariff known, ImportTerms terms, RateImportOptions options, Action<string, long, long> progress, CancellationToken cancellation)
    {
        using var file = PriceListFile.Open(options.File);

        if (!ColumnMap.TryCreate(file.Heads, terms, out var map, out var error))
        {
            throw new UserException($"{options.File}: {error}");
        }

        using var rejected = new RejectedLines(file, options.Errors);
        var list = new PriceList(terms, map);
        var lines = file.ReadInto(list, rejected.Add, (done, of) => progress("reading", done, of), cancellation);

        if (list.Rates.Count == 0 && rejected.Count == 0)
        {
            throw new UserException($"{options.File} has no rates, only a first line: nothing was imported");
        }

        RateChanges Decide(Tariff newest)
        {
            progress("comparing", 0, 1);

            return RateChanges.Between(newest, list, options.Mode, now);
        }

        var result = new RateImportResult(
            known, options, map.Notices, lines, rejected.Count, rejected.Shown, Decide(known), known.Version, false);

        if (options.IsDry || result.IsRefused || list.Rates.Count == 0)
        {
            return result;
        }

        var publication = await tariffs.PublishAsync(
            known,
            newest => ReferenceEquals(newest, known) ? result.Changes : Decide(newest),
            progress,
            cancellation,
            new(by, $"import {Path.GetFileName(options.File)} into", now));

        return result with { Changes = publication.Changes, Version = publication.Version, IsWritten = !publication.Changes.IsEmpty };
    }
}
