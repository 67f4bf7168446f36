using System.Globalization;

namespace Billing.Contracts.Exports;

/// <summary>A cell of a CSV file, in the invariant culture, whatever the viewer's.</summary>
public static class CsvText
{
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => Harmless(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Harmless(value.ToString() ?? ""),
    };

    /// <summary>A spreadsheet would run a text that begins like a formula; what people typed must not become one.</summary>
    public static string Harmless(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
}
