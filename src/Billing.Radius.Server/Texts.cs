using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Billing.Radius.Server;

/// <summary>Text of attributes: what gateways send is mostly UTF-8, and must never stop us.</summary>
internal static class Texts
{
    /// <summary>The value of the first of the attributes that is there, as text that PostgreSQL can store; null: none is.</summary>
    public static string? First(this in RadiusPacket packet, ImmutableArray<AttributeKey> keys)
    {
        foreach (var key in keys)
        {
            if (packet.TryGet(key, out var value))
            {
                return Of(value);
            }
        }

        return null;
    }

    /// <summary>The same by the attribute's type: of a number its name in the dictionary, or its digits.</summary>
    public static string? Text(this in RadiusPacket packet, DictionaryAttribute attribute)
    {
        if (!packet.TryGet(attribute.Key, out var value))
        {
            return null;
        }

        uint? number = (attribute.Type, value.Length) switch
        {
            (AttributeType.Byte, 1) => value[0],
            (AttributeType.Short, 2) => BinaryPrimitives.ReadUInt16BigEndian(value),
            (AttributeType.Integer, 4) => BinaryPrimitives.ReadUInt32BigEndian(value),
            _ => null,
        };

        return number is not { } known ? Of(value)
            : attribute.ValueNames.TryGetValue(known, out var name) ? name : known.ToString(CultureInfo.InvariantCulture);
    }

    public static string? First(this in RadiusPacket packet, AttributeKey key) => packet.TryGet(key, out var value) ? Of(value) : null;

    // Many gateways end text with NUL. What is no text, or has NUL within (which PostgreSQL refuses), becomes its octets in
    // hexadecimal: a session's name may be binary, and two names must not become one.
    public static string Of(ReadOnlySpan<byte> value)
    {
        var text = value.TrimEnd((byte)0);

        return Utf8.IsValid(text) && !text.Contains((byte)0) ? Encoding.UTF8.GetString(text) : "0x" + Convert.ToHexString(value);
    }
}
