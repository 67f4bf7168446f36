using System.Collections.Frozen;

namespace Billing.Radius;

/// <summary>What the dictionary knows about an attribute.</summary>
public sealed record DictionaryAttribute(string Name, AttributeKey Key, AttributeType Type)
{
    /// <summary>Whether the value must not be shown: a password, a key, or what could be tried against one.</summary>
    public bool IsSecret { get; init; }

    /// <summary>How the value is hidden on the way.</summary>
    public AttributeHiding Hiding { get; init; }

    /// <summary>Whether the first octet may be a tag that groups attributes of one tunnel (RFC 2868 3).</summary>
    public bool HasTag { get; init; }

    /// <summary>The only length that the dictionary allows, in octets; null where the type decides.</summary>
    public int? FixedLength { get; init; }

    /// <summary>The names of numbers, where there are any.</summary>
    public FrozenDictionary<uint, string> ValueNames { get; init; } = FrozenDictionary<uint, string>.Empty;

    /// <summary>The numbers of names, in any case; several names may have one number.</summary>
    public FrozenDictionary<string, uint> Values { get; init; } = FrozenDictionary<string, uint>.Empty;
}
