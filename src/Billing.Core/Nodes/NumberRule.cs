namespace Billing.Core.Nodes;

/// <summary>One step from what a gateway sends to E.164 without "+". No regular expressions: a rule always ends.</summary>
/// <param name="Prefix">What the number begins with; empty fits every number.</param>
/// <param name="MinLength">The shortest number that it fits, its beginning included.</param>
/// <param name="MaxLength">The longest.</param>
/// <param name="Strip">How many characters are taken from the beginning.</param>
/// <param name="Prepend">What is put in their place.</param>
public sealed record NumberRule(string Prefix, int MinLength, int MaxLength, int Strip, string Prepend)
{
    internal bool Fits(ReadOnlySpan<char> number) =>
        number.Length >= MinLength && number.Length <= MaxLength && number.Length >= Strip && number.StartsWith(Prefix, StringComparison.Ordinal);

    internal string Apply(ReadOnlySpan<char> number) => string.Concat(Prepend, number[Strip..]);
}
