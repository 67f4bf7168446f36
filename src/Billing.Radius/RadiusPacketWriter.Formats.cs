using System.Buffers.Binary;
using System.Text;

namespace Billing.Radius;

/// <content>Attributes in other formats than the usual one, with tags, and hidden.</content>
public ref partial struct RadiusPacketWriter
{
    private const int VendorLength = AttributeEnumerator.VendorLength;

    /// <summary>Adds a number with a tag in its highest octet (RFC 2868 3.1).</summary>
    /// <param name="tag">1 to 31; 0: none.</param>
    /// <param name="value">24 bits.</param>
    public void AddTagged(AttributeKey key, byte tag, uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 0xffffffu, nameof(value));
        AddUInt32(key, ((uint)tag << 24) | value);
    }

    /// <summary>Adds text after its tag (RFC 2868 3.3); without one where <paramref name="tag"/> is 0.</summary>
    public void AddTagged(AttributeKey key, byte tag, scoped ReadOnlySpan<char> value)
    {
        Span<byte> octets = stackalloc byte[MaximumValueLength];
        octets[0] = tag;
        var header = tag == 0 ? 0 : 1;

        if (!Encoding.UTF8.TryGetBytes(value, octets[header..], out var length))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "The text is longer than an attribute.");
        }

        Add(key, octets[..(header + length)]);
    }

    /// <summary>Adds a value hidden with a salt: keys (RFC 2548 2.4.2), or with a tag tunnels' passwords (RFC 2868 3.5).</summary>
    /// <param name="salt">Of this packet's no other attribute's.</param>
    /// <param name="tag">The tag's octet, 0 where it has none to say; null: the attribute has no such octet.</param>
    public void AddSalted(
        AttributeKey key, scoped ReadOnlySpan<byte> clear, ushort salt, scoped ReadOnlySpan<byte> requestAuthenticator, SharedSecret secret, byte? tag = null)
    {
        Span<byte> value = stackalloc byte[1 + SaltEncryption.SaltLength + SaltEncryption.MaximumLength + 1];
        var header = tag is null ? 0 : 1;
        value[0] = tag ?? 0;
        var length = SaltEncryption.Encrypt(clear, salt, requestAuthenticator, secret, value[header..]);
        Add(key, value[..(header + length)]);
    }

    // A value that is longer than one envelope holds is cut where its format lets it (RFC 6929 2.2, WiMAX).
    private bool TryAddFormatted(AttributeKey key, scoped ReadOnlySpan<byte> value)
    {
        Span<byte> header = stackalloc byte[2 + 2 + VendorLength + 8];
        var (headerLength, mayBeCut) = Header(key, header);
        var most = byte.MaxValue - headerLength;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, mayBeCut ? RadiusPacket.MaximumLength : most, nameof(value));
        var pieces = int.Max(1, (value.Length + most - 1) / most);

        if (Remaining < (pieces * headerLength) + value.Length)
        {
            return false;
        }

        do
        {
            var piece = value[..int.Min(most, value.Length)];
            value = value[piece.Length..];
            Complete(key, header[..headerLength], piece.Length, goesOn: !value.IsEmpty);
            header[..headerLength].CopyTo(_buffer[Length..]);
            piece.CopyTo(_buffer[(Length + headerLength)..]);
            Length += headerLength + piece.Length;
        }
        while (!value.IsEmpty);

        return true;
    }

    // What is the same in every piece.
    private static (int Length, bool MayBeCut) Header(AttributeKey key, Span<byte> header)
    {
        header.Clear();
        var space = key.Vendor == 0 ? key.Type : key.Space;

        if (key.Vendor != 0 && space == 0)
        {
            var format = VendorFormat.Of(key.Vendor);
            ArgumentOutOfRangeException.ThrowIfNotEqual(key.Sub, 0u, nameof(key));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Type, (uint)(ulong.MaxValue >> (64 - (8 * format.TypeOctets))), nameof(key));
            header[0] = VendorSpecific;
            BinaryPrimitives.WriteUInt32BigEndian(header[2..], key.Vendor);

            return (2 + VendorLength + format.HeaderLength, format.HasContinuation);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(space, AttributeKey.FirstExtended, nameof(key));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(space, AttributeKey.LastExtended, nameof(key));
        var isLong = space >= AttributeKey.FirstLongExtended;
        var length = isLong ? 4 : 3;
        header[0] = (byte)space;

        if (key.Vendor == 0)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Sub, byte.MaxValue, nameof(key)); // a TLV is its parent's value
            header[2] = (byte)key.Sub;

            return (length, isLong);
        }

        // Each piece after the first would be without the vendor (RFC 6929 2.4): what is so long is not sent.
        header[2] = VendorSpecific;
        BinaryPrimitives.WriteUInt32BigEndian(header[length..], key.Vendor);
        header[length + VendorLength] = key.TypeInSpace;

        return (length + VendorLength + 1, false);
    }

    private static void Complete(AttributeKey key, Span<byte> header, int pieceLength, bool goesOn)
    {
        header[1] = (byte)(header.Length + pieceLength);

        if (key.Vendor != 0 && key.Space == 0)
        {
            var format = VendorFormat.Of(key.Vendor);
            format.WriteHeader(header[(2 + VendorLength)..], key.Type, format.HeaderLength + pieceLength, goesOn);
        }
        else if (header[0] >= AttributeKey.FirstLongExtended)
        {
            header[3] = goesOn ? (byte)0x80 : (byte)0;
        }
    }
}
