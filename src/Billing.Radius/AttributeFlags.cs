namespace Billing.Radius;

/// <summary>The flags that matter here; any other is ignored.</summary>
internal readonly record struct AttributeFlags(bool IsSecret, bool HasTag)
{
    /// <param name="words">What follows the type: flags, each word a list with commas.</param>
    public static AttributeFlags Parse(ReadOnlySpan<string> words)
    {
        var (isSecret, hasTag) = (false, false);

        foreach (var word in words)
        {
            foreach (var flag in word.Split(','))
            {
                isSecret |= flag is "secret" || flag.StartsWith("encrypt=", StringComparison.Ordinal);
                hasTag |= flag is "has_tag";
            }
        }

        return new(isSecret, hasTag);
    }
}
