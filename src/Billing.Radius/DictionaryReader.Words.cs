using System.Globalization;

namespace Billing.Radius;

/// <summary>The words of a line.</summary>
internal sealed partial class DictionaryReader
{
    private (AttributeType Type, int? Length) Type(string word)
    {
        var name = word.ToUpperInvariant();
        int? length = null;

        if (name.EndsWith(']') && name.IndexOf('[', StringComparison.Ordinal) is > 0 and var at)
        {
            length = (int)Number(name[(at + 1)..^1], RadiusPacketWriter.MaximumValueLength);
            name = name[..at];
        }

        return name switch
        {
            "STRING" or "TEXT" => (AttributeType.Text, length),
            "OCTETS" or "CONCAT" or "VSA" or "EVS" or "EXTENDED" or "LONG-EXTENDED" or "ABINARY" or "STRUCT"
                => (AttributeType.Octets, length),
            "TLV" => (AttributeType.Tlv, null),
            "ETHER" => (AttributeType.Ethernet, null),
            "INTEGER" or "ENUM" or "UINT32" => (AttributeType.Integer, null),
            "INTEGER64" or "UINT64" => (AttributeType.Integer64, null),
            "DATE" or "TIME" => (AttributeType.Time, null),
            "IPADDR" or "IPV4ADDR" => (AttributeType.IPv4Address, null),
            "IPV6ADDR" => (AttributeType.IPv6Address, null),
            "IPV6PREFIX" => (AttributeType.IPv6Prefix, null),
            "IPV4PREFIX" => (AttributeType.IPv4Prefix, null),
            "IFID" => (AttributeType.InterfaceId, null),
            "BYTE" or "UINT8" => (AttributeType.Byte, null),
            "SHORT" or "UINT16" => (AttributeType.Short, null),
            "SIGNED" or "INT32" => (AttributeType.Signed, null),
            "COMBO-IP" => (AttributeType.AnyAddress, null),
            _ => throw Error($"'{word}': expected a type, such as integer, string, octets, ipaddr or date"),
        };
    }

    private uint Number(string word, uint maximum)
    {
        var isHexadecimal = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var digits = isHexadecimal ? word.AsSpan(2) : word;
        var style = isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var isNumber = uint.TryParse(digits, style, CultureInfo.InvariantCulture, out var number);

        return isNumber && number <= maximum
            ? number
            : throw Error(FormattableString.Invariant($"'{word}': expected a number from 0 to {maximum}"));
    }

    private void Expect(string[] words, int count, string form)
    {
        if (words.Length < count)
        {
            throw Error($"expected {form}");
        }
    }
}
