using System.Buffers.Binary;

namespace Billing.Radius;

/// <summary>Shows what one side hid with its secret, and hides it for the other side: which attributes, the dictionary says.</summary>
/// <param name="from">The secret and the request's authenticator with which values were hidden.</param>
/// <param name="to">Those with which they are hidden.</param>
public readonly ref struct Rehiding(
    RadiusDictionary dictionary, SharedSecret from, ReadOnlySpan<byte> fromAuthenticator, SharedSecret to, ReadOnlySpan<byte> toAuthenticator)
{
    private const byte VendorSpecific = 26;
    private const int VendorLength = 4;
    private const int TlvHeaderLength = 2;

    private readonly ReadOnlySpan<byte> _fromAuthenticator = fromAuthenticator;
    private readonly ReadOnlySpan<byte> _toAuthenticator = toAuthenticator;

    /// <summary>Adds an attribute as it came, with what is hidden of it hidden anew. What cannot be uncovered is left out.</summary>
    public void Add(ref RadiusPacketWriter writer, byte type, ReadOnlySpan<byte> value)
    {
        if (type != VendorSpecific)
        {
            Add(ref writer, new AttributeKey(0, type), value);
        }
        else if (HasHidden(value))
        {
            AddVendors(ref writer, value);
        }
        else
        {
            writer.Add(new(0, type), value);
        }
    }

    // One that is not in its vendor's format, and a value in several envelopes (WiMAX), which no key is long enough for, are passed as they are.
    private bool HasHidden(ReadOnlySpan<byte> value)
    {
        var attributes = Parts(value, out var vendor, out var format);
        var found = false;

        while (!attributes.IsEmpty)
        {
            format.TryRead(attributes, out var type, out var part, out var goesOn, out var length);

            if (goesOn)
            {
                return false;
            }

            found |= Hides(new(vendor, type), part);
            attributes = attributes[length..];
        }

        return found;
    }

    private void AddVendors(ref RadiusPacketWriter writer, ReadOnlySpan<byte> value)
    {
        var attributes = Parts(value, out var vendor, out var format);

        while (!attributes.IsEmpty)
        {
            format.TryRead(attributes, out var type, out var part, out _, out var length);
            attributes = attributes[length..];
            Add(ref writer, new AttributeKey(vendor, type), part);
        }
    }

    // Nothing where they are not well-formed.
    private static ReadOnlySpan<byte> Parts(ReadOnlySpan<byte> value, out uint vendor, out VendorFormat format)
    {
        (vendor, format) = (0, VendorFormat.Usual);

        if (value.Length <= VendorLength)
        {
            return [];
        }

        vendor = BinaryPrimitives.ReadUInt32BigEndian(value);
        format = VendorFormat.Of(vendor);

        return vendor != 0 && format.Fills(value[VendorLength..]) ? value[VendorLength..] : [];
    }

    private void Add(ref RadiusPacketWriter writer, AttributeKey key, ReadOnlySpan<byte> value)
    {
        if (!Hides(key, value))
        {
            writer.Add(key, value);

            return;
        }

        Span<byte> hidden = stackalloc byte[byte.MaxValue];

        if (Hide(key, value, hidden) is > 0 and var length)
        {
            writer.Add(key, hidden[..length]);
        }
    }

    // The value, or one within it where it is a TLV. What is not well-formed has none within.
    private bool Hides(AttributeKey key, ReadOnlySpan<byte> value)
    {
        if (!dictionary.TryFind(key, out var attribute))
        {
            return false;
        }

        if (attribute.Hiding is not AttributeHiding.None || attribute.Type is not AttributeType.Tlv)
        {
            return attribute.Hiding is not AttributeHiding.None;
        }

        var found = false;
        var tlvs = new TlvEnumerator(value);

        while (!found && tlvs.MoveNext())
        {
            found = Hides(key.Child(tlvs.Type), tlvs.Value);
        }

        return found;
    }

    /// <returns>The octets written, in every way of hiding no more than there were; 0: it cannot be uncovered.</returns>
    private int Hide(AttributeKey key, ReadOnlySpan<byte> value, Span<byte> hidden)
    {
        dictionary.TryFind(key, out var attribute);

        switch (attribute!.Hiding)
        {
            case AttributeHiding.AsPassword:
                return HidePassword(value, hidden);

            case AttributeHiding.WithSalt when attribute.HasTag && !value.IsEmpty:
                hidden[0] = value[0];

                return HideSalted(value[1..], hidden[1..]) is > 0 and var length ? length + 1 : 0;

            case AttributeHiding.WithSalt:
                return HideSalted(value, hidden);

            case AttributeHiding.AsSecret when value.Length == AscendSecret.Length:
                AscendSecret.Mask(value, _fromAuthenticator, from, hidden[..AscendSecret.Length]);
                AscendSecret.Mask(hidden[..AscendSecret.Length], _toAuthenticator, to, hidden[..AscendSecret.Length]);

                return AscendSecret.Length;

            case AttributeHiding.None:
                return HideWithin(key, value, hidden);

            default:
                return 0;
        }
    }

    // The others of a TLV stay when one cannot be uncovered; one that has nothing left is none.
    private int HideWithin(AttributeKey key, ReadOnlySpan<byte> value, Span<byte> hidden)
    {
        var at = 0;
        var tlvs = new TlvEnumerator(value);

        while (tlvs.MoveNext())
        {
            var child = key.Child(tlvs.Type);
            var part = hidden[(at + TlvHeaderLength)..];
            var length = tlvs.Value.Length;

            if (!Hides(child, tlvs.Value))
            {
                tlvs.Value.CopyTo(part);
            }
            else if ((length = Hide(child, tlvs.Value, part)) == 0)
            {
                continue;
            }

            (hidden[at], hidden[at + 1]) = (tlvs.Type, (byte)(TlvHeaderLength + length));
            at += TlvHeaderLength + length;
        }

        return at;
    }

    // Keys may end with NULs, which count.
    private int HidePassword(ReadOnlySpan<byte> value, Span<byte> hidden)
    {
        Span<byte> clear = stackalloc byte[UserPassword.MaximumLength];

        return UserPassword.TryDecrypt(value, _fromAuthenticator, from, clear, out _)
            ? UserPassword.Encrypt(clear[..value.Length], _toAuthenticator, to, hidden)
            : 0;
    }

    // The salt stays: it is unique in the packet, and with another secret and authenticator the mask is another one.
    private int HideSalted(ReadOnlySpan<byte> value, Span<byte> hidden)
    {
        Span<byte> clear = stackalloc byte[SaltEncryption.MaximumLength + 1];

        return SaltEncryption.TryDecrypt(value, _fromAuthenticator, from, clear, out var length)
            ? SaltEncryption.Encrypt(clear.Slice(1, length), BinaryPrimitives.ReadUInt16BigEndian(value), _toAuthenticator, to, hidden)
            : 0;
    }
}
