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

    /// <summary>The attributes as they stand, to be walked as type, length and value: what a proxy passes on.</summary>
    public ReadOnlySpan<byte> AttributeOctets => Octets[HeaderLength..];

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

    /// <summary>Copies the first value of that key, put together where it came in pieces (RFC 6929 2.2, WiMAX).</summary>
    /// <returns>False where there is none, its last piece is missing, or it is longer than the buffer.</returns>
    public bool TryCopy(AttributeKey key, Span<byte> buffer, out int length)
    {
        length = 0;

        if (TryGet(key, out var whole))
        {
            length = whole.TryCopyTo(buffer) ? whole.Length : 0;
            return length == whole.Length;
        }

        foreach (var attribute in this)
        {
            if (!IsPiece(attribute, key, out var piece, out var goesOn))
            {
                continue;
            }

            if (!piece.TryCopyTo(buffer[length..]))
            {
                return false;
            }

            length += piece.Length;

            if (!goesOn)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPiece(in RadiusAttribute attribute, AttributeKey key, out ReadOnlySpan<byte> piece, out bool goesOn)
    {
        var value = attribute.Value;
        piece = default;
        goesOn = false;

        if (key.Vendor == 0)
        {
            if (attribute.Key != new AttributeKey(0, key.Type) || value.Length < 2 || value[0] != key.Sub)
            {
                return false;
            }

            piece = value[2..];
            goesOn = (value[1] & 0x80) != 0;
            return true;
        }

        return attribute.Key == Attributes.VendorSpecific
            && value.Length > AttributeEnumerator.VendorLength
            && BinaryPrimitives.ReadUInt32BigEndian(value) == key.Vendor
            && VendorFormat.Of(key.Vendor) is { HasContinuation: true } format
            && format.TryRead(value[AttributeEnumerator.VendorLength..], out var type, out piece, out goesOn, out _)
            && type == key.Type;
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
