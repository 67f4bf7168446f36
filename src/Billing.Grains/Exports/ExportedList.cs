using System.Collections.Immutable;
using System.IO.Compression;
using Billing.Contracts.Exports;
using Billing.Contracts.Paging;
using nietras.SeparatedValues;

namespace Billing.Grains.Exports;

internal interface IExportedList
{
    /// <param name="cursor">Where the piece before ended.</param>
    /// <param name="isFirst">The headings stand in the first piece.</param>
    Task<ExportPiece> ReadAsync(string? cursor, bool isFirst);
}

/// <summary>A list read page after page, some thousands of rows in memory at most.</summary>
/// <param name="cells">The list's columns by their English names.</param>
internal sealed class ExportedList<TRow, TSort>(
    ImmutableArray<ExportColumn> columns,
    bool isDescending,
    IReadOnlyDictionary<string, Func<TRow, object?>> cells,
    Func<PageRequest<TSort>, Task<Page<TRow>>> list) : IExportedList
    where TSort : struct, Enum
{
    private const int RowsOfPiece = 5_000;
    private const int PagesOfPiece = 20;

    private readonly (string Heading, Func<TRow, object?> Cell)[] _columns =
    [
        .. columns.Select(column => cells.TryGetValue(column.Name, out var cell)
            ? (column.Heading, cell)
            : throw new ArgumentException($"columns: expected some of {string.Join(", ", cells.Keys)}; {column.Name} is none", nameof(columns))),
    ];

    public async Task<ExportPiece> ReadAsync(string? cursor, bool isFirst)
    {
        var file = new MemoryStream();
        var rows = 0;

        await using (var packed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            if (isFirst)
            {
                packed.Write([0xEF, 0xBB, 0xBF]); // spreadsheets take the file for another encoding without it
            }

            await using var writer = Sep.New(',').Writer(options => options with { Escape = true, WriteHeader = isFirst })
                .To(packed, leaveOpen: true);
            writer.Header.Add([.. _columns.Select(column => column.Heading)]);

            // A filter that finds little looks through many pages; the place that it has come to is kept now and then.
            for (var pages = 0; pages < PagesOfPiece && rows < RowsOfPiece; pages++)
            {
                var page = await list(new(IsDescending: isDescending, Size: PageRequest<TSort>.MostRows, Cursor: cursor));

                foreach (var row in page.Rows)
                {
                    await using var line = writer.NewRow();

                    for (var i = 0; i < _columns.Length; i++)
                    {
                        line[i].Set(CsvText.Of(_columns[i].Cell(row)));
                    }
                }

                (rows, cursor) = (rows + page.Rows.Count, page.Next);

                if (cursor is null)
                {
                    break;
                }
            }
        }

        return new(file.ToArray(), rows, cursor);
    }
}
