using System.Collections.Immutable;
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

    public static string? First(this in RadiusPacket packet, AttributeKey key) => packet.TryGet(key, out var value) ? Of(value) : null;

    // Many gateways end text with NUL. What is no text, or has NUL within (which PostgreSQL refuses), becomes its octets in
    // hexadecimal: a session's name may be binary, and two names must not become one.
    public static string Of(ReadOnlySpan<byte> value)
    {
        var text = value.TrimEnd((byte)0);

        return Utf8.IsValid(text) && !text.Contains((byte)0) ? Encoding.UTF8.GetString(text) : "0x" + Convert.ToHexString(value);
    }
}
