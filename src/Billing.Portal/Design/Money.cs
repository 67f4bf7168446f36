using System.Globalization;
using Billing.Core.Amounts;

namespace Billing.Portal.Design;

/// <summary>Amounts of money as people write them.</summary>
public static class Money
{
    /// <summary>At least two decimals, and as many more (to five) as the amount has; a true minus sign.</summary>
    public static string Text(decimal amount, CultureInfo culture, bool signed = false) => In(null, amount, culture, signed);

    /// <summary>As <see cref="Text(decimal, CultureInfo, bool)"/>, with the decimals of the currency's minor unit at least: none of a yen, three of a dinar.</summary>
    /// <param name="currency">ISO 4217; null where it is not known: two.</param>
    public static string In(string? currency, decimal amount, CultureInfo culture, bool signed = false)
    {
        var text = Math.Abs(amount).ToString("#,##" + (Currency.TryParse(currency, out var known) ? known.Format : "0.00###"), culture);

        return amount < 0 ? "\u2212" + text : signed && amount > 0 ? "+" + text : text;
    }

    /// <summary>To the minor unit, towards zero: never more than there is, nor more than is owed. The exact amount stands beside it.</summary>
    /// <param name="currency">ISO 4217; null where it is not known: two decimals.</param>
    public static string Short(decimal amount, CultureInfo culture, bool signed = false, string? currency = null) =>
        In(currency, Cut(amount, currency), culture, signed);

    /// <summary>Towards zero, to the currency's minor unit.</summary>
    public static decimal Cut(decimal amount, string? currency) =>
        decimal.Round(amount, Currency.TryParse(currency, out var known) ? known.MinorUnitDigits : 2, MidpointRounding.ToZero);

    /// <summary>To the currency's minor unit, half away from zero: of sums and comparisons, that nobody pays.</summary>
    /// <param name="currency">ISO 4217; null where it is not known: two decimals.</param>
    public static decimal Rounded(decimal amount, string? currency) =>
        decimal.Round(amount, Currency.TryParse(currency, out var known) ? known.MinorUnitDigits : 2, MidpointRounding.AwayFromZero);

    /// <summary>With the currency's ISO code: for sentences and buttons.</summary>
    public static string Text(decimal amount, string currency, CultureInfo culture) => $"{In(currency, amount, culture)}\u00a0{currency}";

    /// <summary>As a field of a form shows it: as people type it, without separators of thousands.</summary>
    /// <param name="currency">ISO 4217; null where it is not known: two decimals.</param>
    public static string Field(decimal amount, string? currency, CultureInfo culture) =>
        amount.ToString(Currency.TryParse(currency, out var known) ? known.Format : "0.00###", culture);

    /// <summary>What a person typed, in the culture's decimal separator or a point, without separators of thousands.</summary>
    /// <returns>
    /// Null when it is not an amount of at most five decimals: "1,000.00" and "1.000,00" are refused, not guessed, and so is "1.000"
    /// where the decimal separator is a comma: there it is a thousand.
    /// </returns>
    public static decimal? Parse(string? text, CultureInfo culture) => Parse(text, culture, decimals: 5, most: 1_000_000_000_000m);

    /// <summary>What a person typed to find an amount by: as <see cref="Parse(string?, CultureInfo)"/>, and as <see cref="Text(decimal, CultureInfo, bool)"/> writes it.</summary>
    /// <returns>Null when it is no amount. Unlike in a form a mistake costs nothing here: "1.000" is a thousand where a point separates thousands.</returns>
    public static decimal? Typed(string? text, CultureInfo culture) =>
        text?.Trim() is { Length: > 0 } typed ? Parse(WithoutThousands(typed, culture.NumberFormat), culture) : null;

    /// <summary>A number in that form, of either sign.</summary>
    internal static decimal? Parse(string? text, CultureInfo culture, int decimals, decimal most)
    {
        var separator = culture.NumberFormat.NumberDecimalSeparator;
        var plain = text?.Trim().Replace('\u2212', '-') ?? "";

        if (separator != "." && plain.Contains(separator, StringComparison.Ordinal))
        {
            if (plain.Contains('.', StringComparison.Ordinal))
            {
                return null;
            }

            plain = plain.Replace(separator, ".", StringComparison.Ordinal);
        }
        else if (separator != "." && IsGrouped(plain))
        {
            return null;
        }

        return decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && decimal.Round(number, decimals) == number
            && Math.Abs(number) <= most
                ? number
                : null;
    }

    /// <summary>Unchanged where what separates is not exactly where it is written: one to three digits, not zero first, and then three each.</summary>
    private static string WithoutThousands(string typed, NumberFormatInfo format)
    {
        // Of blanks each is as good as another: no keyboard has the narrow one that some cultures write.
        var separator = string.IsNullOrWhiteSpace(format.NumberGroupSeparator) ? ' ' : format.NumberGroupSeparator[0];
        var plain = separator == ' ' ? string.Concat(typed.Select(c => char.IsWhiteSpace(c) ? ' ' : c)) : typed;
        var end = plain.LastIndexOf(format.NumberDecimalSeparator, StringComparison.Ordinal);
        var (whole, rest) = end < 0 ? (plain, "") : (plain[..end], plain[end..]);
        var digits = whole.TrimStart('-', '+', '\u2212');
        var groups = digits.Split(separator);

        return groups.Length > 1 && groups[0].Length is >= 1 and <= 3 && groups[0][0] != '0' && groups.Skip(1).All(group => group.Length == 3)
            && groups.All(group => group.All(char.IsAsciiDigit))
                ? whole[..^digits.Length] + string.Concat(groups) + rest
                : typed;
    }

    /// <summary>Three digits behind a point, which may be a separator of thousands; behind a zero it is none.</summary>
    private static bool IsGrouped(string plain) =>
        plain.IndexOf('.', StringComparison.Ordinal) is var point and > 0 && plain.Length - point == 4 && plain[..point].Trim('-', '+', '0').Length > 0;
}
