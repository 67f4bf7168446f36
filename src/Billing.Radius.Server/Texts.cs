using System.Collections.Immutable;
using System.Text;

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

    // Bad UTF-8 becomes replacement characters, NUL (which PostgreSQL refuses) too.
    public static string Of(ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value);

        return text.Contains('\0') ? text.TrimEnd('\0').Replace('\0', '\uFFFD') : text;
    }
}
