using System.Globalization;
using System.Text;

namespace Billing.Core.Tariffs.Import;

/// <summary>The prefixes in a cell: one or several, each brought to E.164 without "+", or a keyword.</summary>
/// <remarks>
/// <c>+44 (7700) 900</c>, <c>0044-7700</c>, <c>44 7700-7709</c>, <c>447700, 447701</c>. A dash may be part of a number or
/// of a range: where both are possible the cell is refused, for a wrong prefix is a wrong price.
/// </remarks>
internal static class DestinationCell
{
    private const int MostOfRange = 1_000;

    private static readonly string[] Special = [Destination.OnNet, Destination.Incoming, Destination.Emergency, Destination.Any];

    /// <summary>Adds the destinations of a cell, or says what is wrong and adds none.</summary>
    internal static string? Read(string cell, ImportTerms terms, List<string> destinations)
    {
        if (cell.Length == 0)
        {
            return "is empty: expected a prefix, or * for any destination";
        }

        if (IsPlainPrefix(cell))
        {
            destinations.Add(cell);

            return null;
        }

        if (Keyword(cell, terms) is { } keyword)
        {
            destinations.Add(keyword);

            return null;
        }

        var found = new List<string>();
        var parts = cell.Split([',', ';', '|', '/'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        foreach (var part in parts)
        {
            if (ReadPart(part, found) is { } error)
            {
                return error;
            }
        }

        if (parts.Length > 1 && parts[0].Contains(' ', StringComparison.Ordinal) && parts[1..].Any(part => part.Length <= LastGroup(parts[0]).Length))
        {
            return "lists prefixes that may go on after the first one's country code: expected each of them whole";
        }

        destinations.AddRange(found);

        return found.Count > 0 ? null : "has no digits";
    }

    private static bool IsPlainPrefix(string cell) =>
        cell.Length <= Destination.MaxDigits && cell.All(char.IsAsciiDigit) && !cell.StartsWith("00", StringComparison.Ordinal);

    // Other words are keywords where numbers are not what is rated, or where the tariff has them already.
    private static string? Keyword(string cell, ImportTerms terms)
    {
        if (char.IsAsciiDigit(cell[0]) || cell[0] is '+' or '(')
        {
            return null;
        }

        return Special.FirstOrDefault(special => string.Equals(special, cell, StringComparison.OrdinalIgnoreCase))
            ?? ((terms.Unit is not Unit.Second || terms.Keywords.Contains(cell)) && Destination.FindError(cell) is null ? cell : null);
    }

    private static string? ReadPart(string part, List<string> found)
    {
        var stray = part.AsSpan(1).IndexOf('+') >= 0 ? '+' : part.FirstOrDefault(c => !char.IsAsciiDigit(c) && !IsMark(c));

        if (stray != default)
        {
            return char.IsLetter(stray)
                ? "has letters, and is none of the keywords ONNET, INCOMING, EMERGENCY and *"
                : $"has the sign {stray} in it: expected digits";
        }

        var groups = part.Replace('–', '-').Split('-');

        if (groups.Length > 1)
        {
            switch (RangeOf(groups, out var from, out var to))
            {
                case true:
                    return AddRange(groups, from, to, found);

                case null:
                    return "may be a range or a number with dashes: expected a range such as 447700-447709, or digits";
            }
        }

        return Add(part, found);
    }

    // Null: both are possible. The last group of a number is not shorter than the one before it; a range's has as many digits.
    private static bool? RangeOf(string[] groups, out string from, out string to)
    {
        (from, to) = (LastGroup(groups[^2]), Digits(groups[^1]));

        if (to.Length > from.Length)
        {
            return false;
        }

        if (to.Length < from.Length || to.Length == 0)
        {
            return null;
        }

        if (string.CompareOrdinal(from, to) >= 0)
        {
            return false; // it would end before it begins
        }

        return (groups.Length, from[0] == to[0]) switch
        {
            (2, true) => true,
            (2, false) or (_, true) => null,
            _ => false,
        };
    }

    private static string? AddRange(string[] groups, string from, string to, List<string> found)
    {
        if (from.Length > Destination.MaxDigits)
        {
            return "has more than 16 digits";
        }

        var whole = groups[^2].TrimStart().StartsWith('+') ? Digits(groups[^2]) : WithoutZeros(Digits(groups[^2]));
        var (first, last) = (long.Parse(from, CultureInfo.InvariantCulture), long.Parse(to, CultureInfo.InvariantCulture));

        if (last - first >= MostOfRange)
        {
            return $"is a range of more than {MostOfRange} prefixes: expected a shorter prefix";
        }

        if (from.StartsWith("00", StringComparison.Ordinal) || whole.Length < from.Length)
        {
            return "is a range of numbers with 00 before them: expected it without";
        }

        for (var number = first; number <= last; number++)
        {
            var end = number.ToString(CultureInfo.InvariantCulture).PadLeft(from.Length, '0');

            if (Add(whole[..^from.Length] + end, found) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static string? Add(string text, List<string> found)
    {
        var digits = Digits(text);
        digits = text.StartsWith('+') ? digits : WithoutZeros(digits);

        switch (digits.Length)
        {
            case 0:
                return "has no digits after the 00 of an international number";

            case > Destination.MaxDigits:
                return "has more than 16 digits";
        }

        found.Add(digits);

        return null;
    }

    private static string WithoutZeros(string digits) => digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits;

    private static string LastGroup(string text) => Digits(text.TrimEnd()[(text.TrimEnd().LastIndexOf(' ') + 1)..]);

    private static string Digits(string text)
    {
        var digits = new StringBuilder(text.Length);

        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                digits.Append(c);
            }
        }

        return digits.ToString();
    }

    private static bool IsMark(char c) => c is '+' or ' ' or '-' or '–' or '(' or ')' or '.' or '\u00a0';
}
