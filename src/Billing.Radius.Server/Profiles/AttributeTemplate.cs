using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Billing.Radius.Server.Profiles;

/// <summary>One attribute that a gateway is sent, as its profile writes it: <c>Cisco-AVPair=ip:sub-qos-policy-in={policy}</c>.</summary>
/// <remarks>
/// What stands in braces is replaced; where one of these has no value, or the result is none of the attribute's type or longer
/// than an attribute, the attribute is not sent: cut short it would mean something else.
/// </remarks>
internal sealed partial class AttributeTemplate
{
    private static readonly ImmutableArray<string> Names = [.. Values.Names];

    private readonly DictionaryAttribute _attribute;
    private readonly string _text;

    private AttributeTemplate(DictionaryAttribute attribute, string text) => (_attribute, _text) = (attribute, text);

    public AttributeKey Key => _attribute.Key;

    private int MaximumLength => Key.Vendor == 0 ? RadiusPacketWriter.MaximumValueLength : RadiusPacketWriter.MaximumVendorValueLength;

    /// <summary>Only the value that names the policy, in an attribute of text.</summary>
    /// <exception cref="InvalidDataException">It is no attribute of text that can be written.</exception>
    public static AttributeTemplate OfPolicy(string attribute, string field, RadiusDictionary dictionary) =>
        Read($"{attribute}={{policy}}", field, dictionary) is { _attribute.Type: AttributeType.Text } template
            ? template
            : throw new InvalidDataException($"{field}: \"{attribute}\" takes no text; expected an attribute of type string");

    /// <exception cref="InvalidDataException">The message names the field and what was expected.</exception>
    public static AttributeTemplate Read(string line, string field, RadiusDictionary dictionary)
    {
        if (line.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at))
        {
            throw new InvalidDataException($"{field}: \"{line}\"; expected attribute=value");
        }

        var (name, text) = (line[..at].Trim(), line[(at + 1)..].Trim());

        if (!dictionary.TryFind(name, out var attribute))
        {
            throw new InvalidDataException($"{field}: \"{name}\" is in no dictionary; expected an attribute's name");
        }

        if (attribute is not { Key.Type: <= byte.MaxValue, HasTag: false, FixedLength: null, Type: AttributeType.Text or AttributeType.Integer or AttributeType.IPv4Address or AttributeType.IPv6Address or AttributeType.Octets })
        {
            throw new InvalidDataException($"{field}: \"{name}\" cannot be written; expected an attribute of type string, integer, address or octets, without a tag");
        }

        foreach (Match match in Place().Matches(text))
        {
            if (!Names.Contains(match.Groups[1].Value))
            {
                throw new InvalidDataException($"{field}: {match.Value} is not known; expected one of {string.Join(", ", Names.Select(known => $"{{{known}}}"))}");
            }
        }

        var template = new AttributeTemplate(attribute, text);

        return Place().IsMatch(text) || template.Octets(text) is not null
            ? template
            : throw new InvalidDataException($"{field}: \"{text}\" is no value of {name}");
    }

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

        return isComplete ? Octets(text) : null;
    }

    private byte[]? Octets(string text) => _attribute.Type switch
    {
        AttributeType.Text or AttributeType.Octets => Encoding.UTF8.GetBytes(text) is { Length: > 0 } octets && octets.Length <= MaximumLength ? octets : null,
        AttributeType.Integer => Number(text) is { } number ? Written(number) : null,
        AttributeType.IPv4Address => Address(text, AddressFamily.InterNetwork),
        AttributeType.IPv6Address => Address(text, AddressFamily.InterNetworkV6),
        _ => null,
    };

    private uint? Number(string text) => uint.TryParse(text, CultureInfo.InvariantCulture, out var number)
        ? number
        : _attribute.Values.TryGetValue(text, out var named) ? named : null;

    private static byte[] Written(uint number)
    {
        var octets = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, number);

        return octets;
    }

    private static byte[]? Address(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == family ? address.GetAddressBytes() : null;

    [GeneratedRegex(@"\{([a-z-]+)\}")]
    private static partial Regex Place();
}
