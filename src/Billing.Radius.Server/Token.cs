namespace Billing.Radius.Server;

/// <summary>Our session's token in Class (RFC 2865 5.25): four letters that say that it is ours, then the number.</summary>
internal static class Token
{
    public const int Length = 20;

    private static ReadOnlySpan<byte> Mark => "bil1"u8;

    public static void Write(Guid token, Span<byte> value)
    {
        Mark.CopyTo(value);
        token.TryWriteBytes(value[Mark.Length..], bigEndian: true, out _);
    }

    /// <summary>Ours among the Class attributes of a packet: others on the way may have added theirs.</summary>
    public static Guid? Find(in RadiusPacket packet)
    {
        foreach (var attribute in packet)
        {
            if (attribute.Key == Attributes.Class && attribute.Value.Length == Length && attribute.Value.StartsWith(Mark))
            {
                return new(attribute.Value[Mark.Length..], bigEndian: true);
            }
        }

        return null;
    }
}
