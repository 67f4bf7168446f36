using System.Globalization;
using NodaTime;

namespace Billing.Contracts.Invoices;

/// <summary>What stands between a line's name and its amount: for which days, or how much was used.</summary>
public static class InvoiceLineText
{
    /// <param name="day">How a day is written.</param>
    public static string Beside(InvoiceLineRecord line, CultureInfo culture, Func<LocalDate, CultureInfo, string> day)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(day);

        return line switch
        {
            { Section: "usage", Unit: not null } => $"{line.Count.ToString("#,##0", culture)} × · {Amount(line, culture)}",
            { FromOn: { } from, ToOn: { } to } when to.PlusDays(-1) > from => $"{day(from, culture)} – {day(to.PlusDays(-1), culture)}",
            { FromOn: { } from } => day(from, culture),
            _ => "",
        };
    }

    private static string Amount(InvoiceLineRecord line, CultureInfo culture) => line.Unit switch
    {
        "second" => string.Create(culture, $"{line.Units / 3600}:{line.Units / 60 % 60:00}:{line.Units % 60:00}"),
        "byte" => $"{(line.Units / 1_000_000m).ToString("#,##0.#", culture)}\u00a0MB",
        _ => line.Units.ToString("#,##0", culture),
    };
}
