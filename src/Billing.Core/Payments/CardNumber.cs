namespace Billing.Core.Payments;

/// <summary>The number of a payment card (ISO/IEC 7812): digits, the last one a check digit.</summary>
public static class CardNumber
{
    /// <summary>Its digits alone; empty for what is no number.</summary>
    public static string Plain(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);

        var digits = string.Concat(typed.Where(c => c is not (' ' or '-')));

        return digits.Length is >= 12 and <= 19 && digits.All(char.IsAsciiDigit) && HasCheckDigit(digits) ? digits : "";
    }

    /// <summary>What may be shown and stored: <c>Visa ending in 4242</c>.</summary>
    public static string Describe(string plain)
    {
        ArgumentNullException.ThrowIfNull(plain);

        return Describe(BrandOf(plain), plain[^4..]);
    }

    /// <summary>The same of a card that somebody else keeps.</summary>
    public static string Describe(string brand, string lastFour) => $"{brand} ending in {lastFour}";

    /// <summary>The card's scheme by its first digits; <c>card</c> when it is none of the large ones.</summary>
    public static string BrandOf(string plain) => plain switch
    {
        ['4', ..] => "Visa",
        ['5', >= '1' and <= '5', ..] or ['2', >= '2' and <= '7', ..] => "Mastercard",
        ['3', '4' or '7', ..] => "American Express",
        _ => "card",
    };

    // Luhn: every second digit from the right doubled, its own digits summed.
    private static bool HasCheckDigit(string digits)
    {
        var sum = 0;

        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        }

        return sum % 10 == 0;
    }
}
