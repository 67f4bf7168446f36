using Billing.Contracts.Exports;
using nietras.SeparatedValues;

namespace Billing.Portal.Lists;

/// <summary>A list as CSV, in the invariant culture, whatever the viewer's.</summary>
internal static class ListFile
{
    /// <summary>The most rows of a file that a browser is given: of a list that is no job, it ends there and says so in its name.</summary>
    public const int MostRows = 100_000;

    /// <param name="first">It ends after so many rows, and there are more: who finds the file a year later reads it in its name. Null: it has all.</param>
    public static string Name(string label, int? first) => first is null ? $"{label}.csv" : FormattableString.Invariant($"{label}, first {first}.csv");

    public static async Task<MemoryStream> WriteAsync<TRow, TSort>(
        IReadOnlyList<ListColumn<TRow, TSort>> columns, IAsyncEnumerable<TRow> rows, CancellationToken cancellation)
        where TSort : struct, Enum
    {
        var written = columns.Where(column => column.IsInFiles).ToArray();
        var file = new MemoryStream();
        file.Write([0xEF, 0xBB, 0xBF]); // spreadsheets take the file for another encoding without it

        using (var writer = Sep.New(',').Writer(options => options with { Escape = true, ColNotSetOption = SepColNotSetOption.Empty }).To(file, leaveOpen: true))
        {
            writer.Header.Add([.. written.Select(column => column.Title.Value)]);

            await foreach (var row in rows.WithCancellation(cancellation))
            {
                using var line = writer.NewRow(cancellation);

                foreach (var column in written)
                {
                    line[column.Title.Value].Set(CsvText.Of(column.Value is { } value ? value(row) : column.Plain!(row)));
                }
            }
        }

        file.Position = 0;

        return file;
    }
}
