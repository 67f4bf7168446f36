namespace Billing.Host.Tariffs;

/// <summary>Cells as RFC 4180 wants them.</summary>
internal static class CsvText
{
    /// <summary>The cell, in quotes if it would not be read as it is without them.</summary>
    public static string Quote(string cell, char separator) =>
        cell.AsSpan().ContainsAny(['"', '\r', '\n', separator])
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;
}
