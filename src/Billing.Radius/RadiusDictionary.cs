using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Billing.Radius;

/// <summary>The names and the types of attributes, read from text files in FreeRADIUS's format.</summary>
/// <remarks>Immutable: to change it at run time, load another and swap the reference.</remarks>
public sealed class RadiusDictionary
{
    private static readonly Lazy<RadiusDictionary> LazyStandard =
        new(() => Load(Path.Combine(AppContext.BaseDirectory, "Dictionaries", "dictionary")));

    private readonly FrozenDictionary<string, DictionaryAttribute> _byName;
    private readonly FrozenDictionary<AttributeKey, DictionaryAttribute> _byKey;

    internal RadiusDictionary(
        FrozenDictionary<string, DictionaryAttribute> byName,
        FrozenDictionary<AttributeKey, DictionaryAttribute> byKey)
    {
        _byName = byName;
        _byKey = byKey;
    }

    /// <summary>The dictionary that comes with the program.</summary>
    public static RadiusDictionary Standard => LazyStandard.Value;

    public IReadOnlyCollection<DictionaryAttribute> All => _byKey.Values;

    /// <summary>Reads a file and those that it includes.</summary>
    /// <exception cref="RadiusDictionaryException">
    /// A line is not understood, or an included file is missing.
    /// </exception>
    public static RadiusDictionary Load(string path)
    {
        var reader = new DictionaryReader();
        reader.Read(path);
        return reader.Build();
    }

    /// <param name="name">The attribute's name, in any case.</param>
    public bool TryFind(string name, [NotNullWhen(true)] out DictionaryAttribute? attribute) =>
        _byName.TryGetValue(name, out attribute);

    public bool TryFind(AttributeKey key, [NotNullWhen(true)] out DictionaryAttribute? attribute) =>
        _byKey.TryGetValue(key, out attribute);

    /// <summary>An attribute for people and records: <c>Session-Timeout = 3600</c>.</summary>
    /// <remarks>
    /// An unknown one is <c>Attr-26.9999.1 = 0x…</c>. A value whose length does not fit its type is shown as octets
    /// (RFC 6929 2.8). Secrets are <c>***</c>, also where a dictionary forgets to call them so. The result is one
    /// line of printable characters, whatever the octets.
    /// </remarks>
    public string Format(AttributeKey key, ReadOnlySpan<byte> value) => AttributeFormat.Format(this, key, value);

    public string Format(in RadiusAttribute attribute) => Format(attribute.Key, attribute.Value);

    /// <summary>All attributes of a packet in their order.</summary>
    /// <param name="attributes">As <see cref="RadiusPacket.AttributeOctets"/>; octets that are none are one line of digits.</param>
    public IReadOnlyList<string> FormatAll(ReadOnlySpan<byte> attributes)
    {
        if (!RadiusPacket.AttributesFill(attributes))
        {
            return [$"0x{Convert.ToHexStringLower(attributes)}"];
        }

        var lines = new List<string>();
        var attribute = new AttributeEnumerator(attributes);

        while (attribute.MoveNext())
        {
            lines.Add(Format(attribute.Current));
        }

        return lines;
    }
}
