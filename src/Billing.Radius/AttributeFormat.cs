using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Billing.Radius;

/// <summary>Writes attributes for people and records.</summary>
internal static class AttributeFormat
{
    private const string Hidden = "***";
    private const byte LastTag = 0x1f;

    public static string Format(RadiusDictionary dictionary, AttributeKey key, ReadOnlySpan<byte> value)
    {
        if (!dictionary.TryFind(key, out var attribute))
        {
            return $"Attr-{key} = {(IsAlwaysSecret(key) ? Hidden : Raw(value))}";
        }

        if (attribute.IsSecret || IsAlwaysSecret(key))
        {
            return $"{attribute.Name} = {Hidden}";
        }

        var name = attribute.Name;

        if (attribute.HasTag && value.Length > 0 && value[0] <= LastTag)
        {
            // The tag takes a number's highest octet, and stands before a text.
            name = value[0] == 0 ? name : FormattableString.Invariant($"{name}:{value[0]}");
            Span<byte> number = stackalloc byte[sizeof(uint)];
            number.Clear();

            if (attribute.Type != AttributeType.Integer)
            {
                value = value[1..];
            }
            else if (value.Length == number.Length)
            {
                value[1..].CopyTo(number[1..]);
                return $"{name} = {Text(attribute, number)}";
            }
        }

        return attribute.Type is AttributeType.Tlv && TlvEnumerator.IsWellFormed(value)
            ? $"{name} = {{ {Within(dictionary, key, value)} }}"
            : $"{name} = {Text(attribute, value) ?? Raw(value)}";
    }

    private static string Within(RadiusDictionary dictionary, AttributeKey key, ReadOnlySpan<byte> value)
    {
        var lines = new List<string>();
        var tlvs = new TlvEnumerator(value);

        while (tlvs.MoveNext())
        {
            lines.Add(Format(dictionary, key.Child(tlvs.Type), tlvs.Value));
        }

        return string.Join(", ", lines);
    }

    // No dictionary, not even a wrong one, may bring these to light.
    private static bool IsAlwaysSecret(AttributeKey key) => key switch
    {
        { Vendor: 0, Type: 2 or 3 or 69 or 70 or 74 or 79 or 80 or 84 or 103 or 106 or 121 } => true,
        {
            Vendor: Attributes.Microsoft.Vendor,
            Type: 1 or >= 3 and <= 6 or 12 or 16 or 17 or 19 or 20 or >= 25 and <= 27
        } => true,
        _ => false,
    };

    /// <returns>Null where the length does not fit the type.</returns>
    private static string? Text(DictionaryAttribute attribute, ReadOnlySpan<byte> value)
    {
        if (attribute.FixedLength is { } length && value.Length != length)
        {
            return null;
        }

        var culture = CultureInfo.InvariantCulture;

        return (attribute.Type, value.Length) switch
        {
            (AttributeType.Text, _) => Quoted(value),
            (AttributeType.Integer, 4) => Named(attribute, BinaryPrimitives.ReadUInt32BigEndian(value)),
            (AttributeType.Short, 2) => Named(attribute, BinaryPrimitives.ReadUInt16BigEndian(value)),
            (AttributeType.Byte, 1) => Named(attribute, value[0]),
            (AttributeType.Signed, 4) => BinaryPrimitives.ReadInt32BigEndian(value).ToString(culture),
            (AttributeType.Integer64, 8) => BinaryPrimitives.ReadUInt64BigEndian(value).ToString(culture),
            (AttributeType.Time, 4) => DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(value))
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", culture),
            (AttributeType.IPv4Address, 4) or (AttributeType.IPv6Address, 16) or (AttributeType.AnyAddress, 4 or 16)
                => new IPAddress(value).ToString(),
            (AttributeType.Ethernet, 6) => string.Join(':', Convert.ToHexStringLower(value).Chunk(2).Select(pair => new string(pair))),
            (AttributeType.IPv6Prefix, >= 2 and <= 18) => Prefix(value, 16),
            (AttributeType.IPv4Prefix, 6) => Prefix(value, 4),
            (AttributeType.InterfaceId, 8) => FormattableString.Invariant(
                $"{Word(value):x4}:{Word(value[2..]):x4}:{Word(value[4..]):x4}:{Word(value[6..]):x4}"),
            _ => null,
        };
    }

    private static ushort Word(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt16BigEndian(value);

    private static string Named(DictionaryAttribute attribute, uint value) =>
        attribute.ValueNames.TryGetValue(value, out var name) ? name : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// A reserved octet, the prefix's length, and of the address as much as is needed (RFC 3162 2.3).
    /// </summary>
    private static string? Prefix(ReadOnlySpan<byte> value, int addressLength)
    {
        Span<byte> address = stackalloc byte[addressLength];
        address.Clear();
        value[2..].CopyTo(address);
        var bits = value.Length > 1 ? value[1] & (addressLength == 4 ? 0x3f : 0xff) : 0;

        return bits > addressLength * 8 || (value.Length - 2) * 8 < bits
            ? null
            : FormattableString.Invariant($"{new IPAddress(address)}/{bits}");
    }

    private static string Raw(ReadOnlySpan<byte> value) => $"0x{Convert.ToHexStringLower(value)}";

    private static string Quoted(ReadOnlySpan<byte> value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');

        while (!value.IsEmpty)
        {
            var isRune = Rune.DecodeFromUtf8(value, out var rune, out var length) == OperationStatus.Done;

            if (isRune && IsPlain(rune))
            {
                text.Append(rune.ToString());
            }
            else if (isRune && rune.Value is '"' or '\\')
            {
                text.Append('\\').Append((char)rune.Value);
            }
            else
            {
                foreach (var octet in value[..length])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{octet:x2}");
                }
            }

            value = value[length..];
        }

        return text.Append('"').ToString();
    }

    // A line break or a change of direction in a user's name must not rewrite the line that it is shown in.
    private static bool IsPlain(Rune rune) => rune.Value is not ('"' or '\\') && Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
