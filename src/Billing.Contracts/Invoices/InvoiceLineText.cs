using System.Globalization;
using Billing.Core.Amounts;
using NodaTime;

namespace Billing.Contracts.Invoices;

/// <summary>What stands on a line before its amount: what it is, and for which days, or how much was used.</summary>
public static class InvoiceLineText
{
    private const long MostMegabytes = 9_999;

    /// <summary>What a line is, with its pieces and the customer's line that it is of: <c>3 × Mobile · 912345678</c>.</summary>
    public static string Of(InvoiceLineRecord line, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(line);
        var pieces = line.Quantity == 1 ? "" : $"{line.Quantity.ToString("#,##0", culture)} × ";

        return $"{pieces}{line.Text}{(line.Account is { } account ? $" · {account}" : "")}";
    }

    /// <param name="day">How a day is written.</param>
    public static string Beside(InvoiceLineRecord line, CultureInfo culture, Func<LocalDate, CultureInfo, string> day)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(day);

        return line switch
        {
            { Section: "usage", Unit: { } unit } => $"{line.Count.ToString("#,##0", culture)} × · {Volume(unit, line.Units, culture)}",
            { FromOn: { } from, ToOn: { } to } when to.PlusDays(-1) > from => $"{day(from, culture)} – {day(to.PlusDays(-1), culture)}",
            { FromOn: { } from } => day(from, culture),
            _ => "",
        };
    }

    /// <summary>A tax with its rate and what it is on, as tax offices want it: <c>VAT, 21 % × 100.00</c>; a rate that is in its name is not said twice.</summary>
    /// <param name="currency">ISO 4217.</param>
    public static string Tax(InvoiceTaxRecord tax, string currency, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(tax);
        var percent = tax.Percent.ToString("0.####", culture);
        var name = tax.Name.Replace("\u00a0", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        var at = name.IndexOf(percent + "%", StringComparison.Ordinal);
        var isNamed = at == 0 || (at > 0 && !char.IsDigit(name[at - 1]) && name[at - 1] is not ('.' or ','));
        var net = tax.Net.ToString("#,##" + Currency.Parse(currency).Format, culture);

        return $"{tax.Name}{(isNamed ? "" : $", {percent} %")} × {net.Replace('-', '\u2212')}";
    }

    /// <summary>Seconds as hours, minutes and seconds; bytes in decimal multiples: megabytes, and above 9 999 of them gigabytes to the megabyte.</summary>
    /// <param name="unit"><c>second</c>, <c>byte</c>, <c>event</c>.</param>
    /// <param name="units">In it.</param>
    public static string Volume(string unit, long units, CultureInfo culture) => unit switch
    {
        "second" => string.Create(culture, $"{units / 3600}:{units / 60 % 60:00}:{units % 60:00}"),
        "byte" when units > MostMegabytes * 1_000_000L => $"{(units / 1_000_000_000m).ToString("#,##0.000", culture)}\u00a0GB",
        "byte" => $"{(units / 1_000_000m).ToString("#,##0.#", culture)}\u00a0MB",
        _ => units.ToString("#,##0", culture),
    };
}
