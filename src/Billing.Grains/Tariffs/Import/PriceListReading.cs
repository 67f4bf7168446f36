using System.Collections.Immutable;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using NodaTime;

namespace Billing.Grains.Tariffs.Import;

/// <summary>A price list that was read for a tariff: its rates, and the lines that were refused.</summary>
internal sealed record PriceListReading(
    ImmutableArray<string> Heads,
    ImmutableArray<string> Notices,
    PriceList? List,
    int Rows,
    int RejectedLines,
    IReadOnlyList<RejectedRow> Rejected,
    string? Problem)
{
    /// <summary>More of them are counted and not kept: such a list is put right at its source.</summary>
    private const int MostRejected = 10_000;

    /// <param name="progress">Told how many octets are read, and of how many.</param>
    public static PriceListReading Read(
        string name, Stream content, Tariff tariff, RateImportOptions options, Instant now, Action<long, long> progress, CancellationToken cancellation)
    {
        using var file = PriceListFile.Read(name, content);
        var ofTariff = ImportTerms.For(tariff, options.EffectiveFrom ?? now);
        var terms = ofTariff with
        {
            IsDateChosen = options.EffectiveFrom is not null,
            PriceUnitSize = options.PriceUnitSize ?? ofTariff.PriceUnitSize,
            Intervals = options.Intervals,
        };
        ImmutableArray<string> heads = [.. file.Heads];

        if (!options.Columns.IsDefaultOrEmpty && options.Columns.Length != heads.Length)
        {
            return new(heads, [], null, 0, 0, [], $"Columns: expected one for each of the {heads.Length} columns of the file");
        }

        if (!ColumnMap.TryCreate(options.Columns.IsDefaultOrEmpty ? heads : options.Columns, terms, out var map, out var error))
        {
            return new(heads, [], null, 0, 0, [], error);
        }

        var list = new PriceList(terms, map);
        var rejected = new List<RejectedRow>();
        var bad = 0;
        var rows = file.ReadInto(list, Reject, progress, cancellation);

        return new(heads, [.. map.Notices], list, rows, bad, rejected, rows == 0 ? $"{name} has no rates, only a first line" : null);

        void Reject(IReadOnlyList<CellError> errors)
        {
            bad++;

            if (rejected.Count < MostRejected)
            {
                rejected.AddRange(errors.Select(one => new RejectedRow(file.Line, one.Column, one.Value, one.Reason, file.Text)));
            }
        }
    }
}
