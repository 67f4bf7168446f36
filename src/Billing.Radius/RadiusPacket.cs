using System.Buffers.Binary;

namespace Billing.Radius;

/// <summary>A validated view over one datagram.</summary>
/// <remarks>
/// Every length has been checked once, by <see cref="TryParse"/>; nothing after it can read outside the packet or
/// fail to come to its end. Nothing is copied, so the view lives as long as the buffer keeps its content.
/// Nothing is authenticated yet: see <see cref="PacketAuthentication"/>.
/// </remarks>
public readonly ref struct RadiusPacket
{
    public const int HeaderLength = 20;
    public const int MaximumLength = 4096;
    public const int AuthenticatorLength = 16;

    internal const int AuthenticatorOffset = 4;

    private RadiusPacket(ReadOnlySpan<byte> octets) => Octets = octets;

    public RadiusCode Code => (RadiusCode)Octets[0];

    public byte Identifier => Octets[1];

    /// <summary>The request's or the response's authenticator, 16 octets.</summary>
    public ReadOnlySpan<byte> Authenticator => Octets.Slice(AuthenticatorOffset, AuthenticatorLength);

    /// <summary>The whole packet, without what the datagram had after its stated length.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    internal ReadOnlySpan<byte> AttributeOctets => Octets[HeaderLength..];

    /// <summary>Checks the header and the length of each attribute.</summary>
    /// <remarks>Octets after the stated length are padding and ignored (RFC 2865 3).</remarks>
    public static ParseOutcome TryParse(ReadOnlySpan<byte> datagram, out RadiusPacket packet)
    {
        packet = default;

        if (datagram.Length < HeaderLength)
        {
            return ParseOutcome.TooShort;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);

        switch (length)
        {
            case < HeaderLength:
                return ParseOutcome.TooShort;
            case > MaximumLength:
                return ParseOutcome.TooLong;
        }

        if (length > datagram.Length)
        {
            return ParseOutcome.LengthBeyondDatagram;
        }

        var octets = datagram[..length];

        if (!AttributesFill(octets[HeaderLength..]))
        {
            return ParseOutcome.BadAttributeLength;
        }

        packet = new RadiusPacket(octets);
        return ParseOutcome.Ok;
    }

    /// <summary>Enumerates the attributes in their order, those inside vendor-specific ones as their own.</summary>
    public AttributeEnumerator GetEnumerator() => new(AttributeOctets);

    /// <summary>The first attribute of that key.</summary>
    public bool TryGet(AttributeKey key, out ReadOnlySpan<byte> value)
    {
        foreach (var attribute in this)
        {
            if (attribute.Key == key)
            {
                value = attribute.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The first attribute of that key as a number; false when it is absent or not four octets long.</summary>
    public bool TryGetUInt32(AttributeKey key, out uint value)
    {
        if (TryGet(key, out var octets) && octets.Length == sizeof(uint))
        {
            value = BinaryPrimitives.ReadUInt32BigEndian(octets);
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>
    /// Whether type-length-value triples fill the octets exactly. Each is at least its own two octets.
    /// </summary>
    internal static bool AttributesFill(ReadOnlySpan<byte> octets)
    {
        while (octets.Length >= 2)
        {
            int length = octets[1];

            if (length < 2 || length > octets.Length)
            {
                return false;
            }

            octets = octets[length..];
        }

        return octets.IsEmpty;
    }
}
