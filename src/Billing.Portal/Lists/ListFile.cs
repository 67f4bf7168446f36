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

    public static async Task<MemoryStream> WriteAsync<TRow>(IReadOnlyList<FileColumn<TRow>> columns, IAsyncEnumerable<TRow> rows, CancellationToken cancellation)
    {
        var file = new MemoryStream();
        file.Write([0xEF, 0xBB, 0xBF]); // spreadsheets take the file for another encoding without it

        using (var writer = Sep.New(',').Writer(options => options with { Escape = true, ColNotSetOption = SepColNotSetOption.Empty }).To(file, leaveOpen: true))
        {
            writer.Header.Add([.. columns.Select(column => column.Heading)]);

            await foreach (var row in rows.WithCancellation(cancellation))
            {
                using var line = writer.NewRow(cancellation);

                foreach (var column in columns)
                {
                    line[column.Heading].Set(CsvText.Of(column.Cell(row)));
                }
            }
        }

        file.Position = 0;

        return file;
    }
}

/// <param name="Name">In English: what an export knows the column by.</param>
/// <param name="Cell">A number, an instant or a text, as <see cref="CsvText"/> writes it.</param>
internal sealed record FileColumn<TRow>(string Name, string Heading, Func<TRow, object?> Cell);
