namespace Billing.Core.Accounts;

/// <summary>The secret of an account's service: PAP and CHAP compute with it, so gateways and devices store it.</summary>
public static class ServicePassword
{
    // RFC 2865 5.2: a User-Password has at most 128 octets.
    public const int MaxOctets = 128;

    /// <summary>How long a generated one is: 80 bits.</summary>
    public const int GeneratedLength = 16;

    // Nothing that one letter is taken for another in; 32, so that each octet gives every character with the same chance.
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    public static bool IsOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return text.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(text) <= MaxOctets && !text.Any(char.IsControl);
    }

    /// <summary>A password of as many characters as there are octets, five bits each.</summary>
    public static string From(ReadOnlySpan<byte> random)
    {
        Span<char> text = stackalloc char[random.Length];

        for (var i = 0; i < random.Length; i++)
        {
            text[i] = Letters[random[i] % Letters.Length];
        }

        return new(text);
    }
}
