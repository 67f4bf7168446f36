namespace Billing.Radius;

/// <summary>The flags that matter here; any other is ignored.</summary>
internal readonly record struct AttributeFlags(bool IsSecret, bool HasTag, AttributeHiding Hiding)
{
    private const string Encrypt = "encrypt=";

    /// <param name="words">What follows the type: flags, each word a list with commas.</param>
    public static AttributeFlags Parse(ReadOnlySpan<string> words)
    {
        var (isSecret, hasTag, hiding) = (false, false, AttributeHiding.None);

        foreach (var word in words)
        {
            foreach (var flag in word.Split(','))
            {
                isSecret |= flag is "secret" || flag.StartsWith(Encrypt, StringComparison.Ordinal);
                hasTag |= flag is "has_tag";
                hiding = flag switch
                {
                    "encrypt=1" => AttributeHiding.AsPassword,
                    "encrypt=2" => AttributeHiding.WithSalt,
                    "encrypt=3" => AttributeHiding.AsSecret,
                    _ => hiding,
                };
            }
        }

        return new(isSecret, hasTag, hiding);
    }
}
