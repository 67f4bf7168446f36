using System.Buffers.Binary;

namespace Billing.Radius.Server;

/// <summary>Our mark on a session, sent as Class (RFC 2865 5.25): four letters that say that it is ours, then who pays.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="BalanceId">Its payer, so that a report finds the balance at once.</param>
internal readonly record struct Token(Guid SessionId, long BalanceId)
{
    public const int Length = 28;

    private const int IdLength = 16;

    private static ReadOnlySpan<byte> Mark => "bil1"u8;

    public void Write(Span<byte> value)
    {
        Mark.CopyTo(value);
        SessionId.TryWriteBytes(value[Mark.Length..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(value[(Mark.Length + IdLength)..], BalanceId);
    }

    /// <summary>Whether a request has it as State: it is for the session that was let in with that (RFC 2865 5.24).</summary>
    public static bool IsState(in RadiusPacket packet) =>
        packet.TryGet(Attributes.State, out var state) && state.Length == Length && state.StartsWith(Mark);

    private static bool IsOurs(AttributeKey key) =>
        key == Attributes.Class || key == Attributes.State || key == Attributes.WiMax.AaaSessionId;

    /// <summary>
    /// Ours among the Class attributes of a packet: others on the way may have added theirs. Who asks for more says it as State
    /// or as WiMAX-AAA-Session-Id.
    /// </summary>
    public static Token? Find(in RadiusPacket packet)
    {
        foreach (var attribute in packet)
        {
            if (attribute.Value.Length == Length && IsOurs(attribute.Key) && attribute.Value.StartsWith(Mark))
            {
                var value = attribute.Value[Mark.Length..];

                return new(new(value[..IdLength], bigEndian: true), BinaryPrimitives.ReadInt64BigEndian(value[IdLength..]));
            }
        }

        return null;
    }
}
