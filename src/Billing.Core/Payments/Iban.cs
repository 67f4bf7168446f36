namespace Billing.Core.Payments;

/// <summary>An international bank account number (ISO 13616): country, two check digits, the country's own number.</summary>
public static class Iban
{
    private const int Shortest = 15;
    private const int Longest = 34;

    /// <summary>Its letters and digits alone; empty for what is none, by its check digits (ISO 7064, mod 97-10).</summary>
    public static string Plain(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);

        var plain = string.Concat(typed.Where(c => c is not (' ' or '\u00a0' or '-'))).ToUpperInvariant();

        return plain.Length is >= Shortest and <= Longest
            && plain.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))
            && char.IsAsciiLetterUpper(plain[0]) && char.IsAsciiLetterUpper(plain[1]) && char.IsAsciiDigit(plain[2]) && char.IsAsciiDigit(plain[3])
            && Remainder(plain) == 1
                ? plain
                : "";
    }

    // The first four go to the end, letters are 10 to 35, and the whole is one number.
    private static int Remainder(string plain)
    {
        var rest = 0;

        foreach (var one in plain[4..] + plain[..4])
        {
            rest = char.IsAsciiDigit(one) ? (rest * 10 + one - '0') % 97 : (rest * 100 + one - 'A' + 10) % 97;
        }

        return rest;
    }
}
