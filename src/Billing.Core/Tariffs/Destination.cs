namespace Billing.Core.Tariffs;

/// <summary>The special destinations, and what a destination may look like.</summary>
/// <remarks>
/// A destination that starts with a digit is a prefix of an E.164 number without "+": it matches every number that
/// begins with it. Anything else is a keyword: it matches as a whole, in capitals or not.
/// </remarks>
public static class Destination
{
    /// <summary>A call between two accounts of this system.</summary>
    public const string OnNet = "ONNET";

    /// <summary>A call that the account receives.</summary>
    public const string Incoming = "INCOMING";

    /// <summary>An emergency call; never refused for lack of money.</summary>
    public const string Emergency = "EMERGENCY";

    /// <summary>Every number and keyword that no other destination of the tariff matches.</summary>
    public const string Any = "*";

    /// <summary>One more than a number of E.164 has digits.</summary>
    public const int MaxDigits = 16;

    public const int MaxKeywordLength = 64;

    /// <summary>Whether it is a prefix of 1 to 16 digits, or a keyword of up to 64 letters, digits and <c>* # . _ -</c>.</summary>
    public static bool IsOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return FindError(text) is null;
    }

    internal static bool IsPrefix(ReadOnlySpan<char> destination) =>
        !destination.IsEmpty && char.IsAsciiDigit(destination[0]);

    internal static string? FindError(string destination)
    {
        if (destination.Length == 0)
        {
            return "is empty; use * for any destination";
        }

        if (IsPrefix(destination))
        {
            return destination.Length <= MaxDigits && destination.All(char.IsAsciiDigit)
                ? null
                : $"\"{destination}\" starts like a prefix, but is not 1 to 16 digits";
        }

        return destination.Length <= MaxKeywordLength && destination.All(IsKeywordCharacter)
            ? null
            : $"\"{destination}\" is not a keyword of up to 64 letters, digits and * # . _ -";
    }

    private static bool IsKeywordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '*' or '#' or '.' or '_' or '-';
}
