namespace Billing.Postgres.Search;

/// <summary>What somebody typed into a search box, and what it may be.</summary>
internal sealed record TypedText
{
    private const int Longest = 100;

    private TypedText(string text) => Text = text;

    /// <summary>Without spaces around it, in small letters.</summary>
    public string Text { get; }

    /// <summary>Digits, however the number was written (<c>+44 (0)20 7123-4567</c>, <c>0044…</c>); null: it is no number.</summary>
    public string? Number { get; private init; }

    /// <summary>Null when there is nothing to look for.</summary>
    public static TypedText? Of(string? typed)
    {
        var text = (typed ?? "").Replace("\0", "", StringComparison.Ordinal).Trim().ToLowerInvariant();

        return text.Length == 0 ? null : new(text.Length > Longest ? text[..Longest] : text) { Number = Digits(text) };
    }

    /// <summary>The beginnings of aliases that it may stand for: as it is, and as a number.</summary>
    public string[] Beginnings => Number is { } number && number != Text ? [Text, number] : [Text];

    private static string? Digits(string text)
    {
        var bare = new string([.. text.Replace("(0)", "", StringComparison.Ordinal).Where(c => c is not (' ' or '(' or ')' or '-' or '.' or '/' or '\u00a0'))]);
        var digits = bare.StartsWith('+') ? bare[1..] : bare.StartsWith("00", StringComparison.Ordinal) ? bare[2..] : bare;

        return digits.Length >= 1 && digits.All(char.IsAsciiDigit) ? digits : null;
    }
}
