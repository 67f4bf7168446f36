using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Billing.Radius.Server.Profiles;

/// <summary>One attribute that a gateway is sent, as its profile writes it: <c>Cisco-AVPair=ip:sub-qos-policy-in={policy}</c>.</summary>
/// <remarks>
/// <para>What stands in braces is replaced; where one of these has no value, or the result is none of the attribute's type or longer
/// than an attribute, the attribute is not sent: cut short it would mean something else.</para>
/// <para><c>Tunnel-Type:1=VLAN</c> has a tag (RFC 2868 3). <c>WiMAX-PPAQ={ WiMAX-Duration-Quota=60, WiMAX-Update-Reason=2 }</c> has
/// attributes within it, and is not sent unless all of them are.</para>
/// </remarks>
internal sealed partial class AttributeTemplate
{
    private const byte LastTag = 31;

    private static readonly ImmutableArray<string> Names = [.. Values.Names];

    private readonly DictionaryAttribute _attribute;
    private readonly byte _tag;
    private readonly string _text;
    private readonly ImmutableArray<AttributeTemplate> _within;

    private AttributeTemplate(DictionaryAttribute attribute, byte tag, string text, ImmutableArray<AttributeTemplate> within) =>
        (_attribute, _tag, _text, _within) = (attribute, tag, text, within);

    public AttributeKey Key => _attribute.Key;

    /// <summary>Only the value that names the policy, in an attribute of text.</summary>
    /// <exception cref="InvalidDataException">It is no attribute of text that can be written.</exception>
    public static AttributeTemplate OfPolicy(string attribute, string field, RadiusDictionary dictionary) =>
        Read($"{attribute}={{policy}}", field, dictionary) is { _attribute.Type: AttributeType.Text } template
            ? template
            : throw new InvalidDataException($"{field}: \"{attribute}\" takes no text; expected an attribute of type string");

    /// <exception cref="InvalidDataException">The message names the field, the attribute and what was expected.</exception>
    public static AttributeTemplate Read(string line, string field, RadiusDictionary dictionary) => Read(line, field, dictionary, null);

    /// <summary>Whether a place is in it.</summary>
    public bool Says(string place) => _text.Contains($"{{{place}}}", StringComparison.Ordinal) || _within.Any(part => part.Says(place));

    /// <summary>The value's octets; null: it is not sent.</summary>
    public byte[]? Render(Values values)
    {
        if (_text == Values.ClassPlace)
        {
            return values.Class;
        }

        var isComplete = true;
        var text = Place().Replace(_text, match =>
        {
            var value = values.Find(match.Groups[1].Value);
            isComplete &= value is { Length: > 0 };

            return value ?? "";
        });

        return _within.IsEmpty ? isComplete ? Octets(text) : null : Within(values);
    }

    private static AttributeTemplate Read(string line, string field, RadiusDictionary dictionary, DictionaryAttribute? parent)
    {
        if (line.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at))
        {
            throw new InvalidDataException($"{field}: \"{line}\"; expected attribute=value");
        }

        var (name, text) = (line[..at].Trim(), line[(at + 1)..].Trim());
        var (attribute, tag) = Find(name, field, dictionary);
        Check(attribute, field, parent);

        if (attribute.Type is AttributeType.Tlv && text.StartsWith('{') && text.EndsWith('}'))
        {
            return new(attribute, tag, "", [.. Parts(text[1..^1]).Select(part => Read(part, field, dictionary, attribute))]);
        }

        foreach (Match match in Place().Matches(text))
        {
            if (!Names.Contains(match.Groups[1].Value))
            {
                throw new InvalidDataException($"{field}: {match.Value} is not known; expected one of {string.Join(", ", Names.Select(known => $"{{{known}}}"))}");
            }
        }

        var template = new AttributeTemplate(attribute, tag, text, []);

        return Place().IsMatch(text) || template.Octets(text) is not null
            ? template
            : throw new InvalidDataException($"{field}: \"{text}\" is no value of {attribute.Name}; expected {AttributeText.Expected(attribute)}");
    }

    private static (DictionaryAttribute Attribute, byte Tag) Find(string name, string field, RadiusDictionary dictionary)
    {
        if (dictionary.TryFind(name, out var plain))
        {
            return (plain, 0);
        }

        if (name.Split(':') is not [var untagged, var digits] || !dictionary.TryFind(untagged, out var attribute))
        {
            throw new InvalidDataException($"{field}: \"{name}\" is in no dictionary; expected an attribute's name");
        }

        return attribute.HasTag && AttributeText.Number(digits, LastTag) is > 0 and var tag
            ? (attribute, (byte)tag)
            : throw new InvalidDataException(attribute.HasTag
                ? $"{field}: \"{name}\": expected a tag of 1 to {LastTag}"
                : $"{field}: \"{name}\": {untagged} has no tag (RFC 2868)");
    }

    private static void Check(DictionaryAttribute attribute, string field, DictionaryAttribute? parent)
    {
        var key = attribute.Key;

        if (parent is not null && (key.Vendor != parent.Key.Vendor || key.Type != parent.Key.Type || key.Sub >> 8 != parent.Key.Sub || key.Sub == 0))
        {
            throw new InvalidDataException($"{field}: \"{attribute.Name}\" is not within {parent.Name}");
        }

        if (attribute.IsSecret)
        {
            throw new InvalidDataException($"{field}: \"{attribute.Name}\" cannot be written: it is hidden with the gateway's secret");
        }

        // A part of another attribute is no attribute by itself.
        if (parent is null && (key is { Vendor: not 0, Sub: not 0 } or { Sub: > byte.MaxValue } || key is { Vendor: 0, Type: 26 }))
        {
            throw new InvalidDataException($"{field}: \"{attribute.Name}\" cannot be written by itself; expected {{ {attribute.Name}=… }} within its own attribute");
        }
    }

    // At the commas outside of braces.
    private static IEnumerable<string> Parts(string text)
    {
        var (depth, from) = (0, 0);

        for (var at = 0; at < text.Length; at++)
        {
            depth += text[at] switch { '{' => 1, '}' => -1, _ => 0 };

            if (depth == 0 && text[at] == ',')
            {
                yield return text[from..at].Trim();
                from = at + 1;
            }
        }

        yield return text[from..].Trim();
    }

    private byte[]? Within(Values values)
    {
        var octets = new List<byte>();

        foreach (var part in _within)
        {
            if (part.Render(values) is not { Length: <= byte.MaxValue - 2 } value)
            {
                return null;
            }

            octets.AddRange([(byte)(part.Key.Sub & 0xff), (byte)(value.Length + 2), .. value]);
        }

        return Fitting([.. octets]);
    }

    private byte[]? Octets(string text) => AttributeText.Octets(_attribute, text) is { } octets ? Fitting(Tagged(octets)) : null;

    // The tag takes a number's highest octet, and stands before a text.
    private byte[]? Tagged(byte[] octets) => (_attribute.HasTag, _attribute.Type) switch
    {
        (true, AttributeType.Integer) => octets[0] == 0 ? [_tag, .. octets[1..]] : null,
        (true, _) when _tag > 0 => [_tag, .. octets],
        _ => octets,
    };

    private byte[]? Fitting(byte[]? octets) => octets is { Length: > 0 } && octets.Length <= RadiusPacketWriter.LongestValue(Key with
    {
        Sub = Key.Vendor != 0 ? 0 : Key.Sub & 0xff,
    })
        ? octets
        : null;

    [GeneratedRegex(@"\{([a-z-]+)\}")]
    private static partial Regex Place();
}
