using System.Buffers;

namespace Billing.Core.Customers;

/// <summary>Whether a text can be an e-mail address; whether somebody reads it only a message can tell.</summary>
public static class EmailAddress
{
    // RFC 5321 4.5.3.1.3: a path of 256 octets with its angle brackets.
    private const int MaxLength = 254;

    private static readonly SearchValues<char> Never = SearchValues.Create(" \t\r\n,;<>()[]\"\\:");

    /// <summary>One part before and one after the @, the second a domain with a dot; nothing that a mail header reads otherwise.</summary>
    public static bool IsOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var at = text.IndexOf('@', StringComparison.Ordinal);
        var domain = text[(at + 1)..];

        return at > 0
            && text.Length <= MaxLength
            && !text.AsSpan().ContainsAny(Never)
            && !domain.Contains('@', StringComparison.Ordinal)
            && domain.Contains('.', StringComparison.Ordinal)
            && Array.TrueForAll(domain.Split('.'), label => label.Length is > 0 and <= 63);
    }
}
