using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;

namespace Billing.Host.Tariffs;

/// <summary>Writes rates as a price list.</summary>
internal static class RateExport
{
    /// <returns>How many.</returns>
    public static int Write(Tariff tariff, IEnumerable<Rate> rates, TextWriter writer)
    {
        var count = 0;
        WriteLine(writer, PriceListText.Heads(tariff));

        foreach (var rate in rates)
        {
            WriteLine(writer, PriceListText.Cells(tariff, rate));
            count++;
        }

        return count;
    }

    private static void WriteLine(TextWriter writer, IEnumerable<string> cells) =>
        writer.WriteLine(string.Join(',', cells.Select(cell => CsvText.Quote(cell, ','))));
}
