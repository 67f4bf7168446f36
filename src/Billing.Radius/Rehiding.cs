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

    private readonly ReadOnlySpan<byte> _fromAuthenticator = fromAuthenticator;
    private readonly ReadOnlySpan<byte> _toAuthenticator = toAuthenticator;

    /// <summary>Adds an attribute as it came, with what is hidden of it hidden anew. What cannot be uncovered is left out.</summary>
    public void Add(ref RadiusPacketWriter writer, byte type, ReadOnlySpan<byte> value)
    {
        var key = new AttributeKey(0, type);

        if (type == VendorSpecific && HasHidden(value))
        {
            AddVendors(ref writer, value);
        }
        else if (type != VendorSpecific && dictionary.TryFind(key, out var attribute) && attribute.Hiding is not AttributeHiding.None)
        {
            AddHidden(ref writer, attribute, value);
        }
        else
        {
            writer.Add(key, value);
        }
    }

    // One that is not in its vendor's format, and a value in several envelopes (WiMAX), which no key is long enough for, are passed as they are.
    private bool HasHidden(ReadOnlySpan<byte> value)
    {
        var attributes = Parts(value, out var vendor, out var format);
        var found = false;

        while (!attributes.IsEmpty)
        {
            format.TryRead(attributes, out var type, out _, out var goesOn, out var length);

            if (goesOn)
            {
                return false;
            }

            found |= dictionary.TryFind(new AttributeKey(vendor, type), out var attribute) && attribute.Hiding is not AttributeHiding.None;
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

            if (dictionary.TryFind(new AttributeKey(vendor, type), out var attribute) && attribute.Hiding is not AttributeHiding.None)
            {
                AddHidden(ref writer, attribute, part);
            }
            else
            {
                writer.Add(new(vendor, type), part);
            }
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

    private void AddHidden(ref RadiusPacketWriter writer, DictionaryAttribute attribute, ReadOnlySpan<byte> value)
    {
        switch (attribute.Hiding)
        {
            case AttributeHiding.AsPassword:
                AddPassword(ref writer, attribute.Key, value);
                break;

            case AttributeHiding.WithSalt when attribute.HasTag && !value.IsEmpty:
                AddSalted(ref writer, attribute.Key, value[0], value[1..]);
                break;

            case AttributeHiding.WithSalt:
                AddSalted(ref writer, attribute.Key, null, value);
                break;

            case AttributeHiding.AsSecret when value.Length == AscendSecret.Length:
                Span<byte> secret = stackalloc byte[AscendSecret.Length];
                AscendSecret.Mask(value, _fromAuthenticator, from, secret);
                AscendSecret.Mask(secret, _toAuthenticator, to, secret);
                writer.Add(attribute.Key, secret);
                break;
        }
    }

    // As long as it was: keys may end with NULs.
    private void AddPassword(ref RadiusPacketWriter writer, AttributeKey key, ReadOnlySpan<byte> hidden)
    {
        Span<byte> clear = stackalloc byte[UserPassword.MaximumLength];
        Span<byte> again = stackalloc byte[UserPassword.MaximumLength];

        if (UserPassword.TryDecrypt(hidden, _fromAuthenticator, from, clear, out _))
        {
            writer.Add(key, again[..UserPassword.Encrypt(clear[..hidden.Length], _toAuthenticator, to, again)]);
        }
    }

    // The salt stays: it is unique in the packet, and with another secret and authenticator the mask is another one.
    private void AddSalted(ref RadiusPacketWriter writer, AttributeKey key, byte? tag, ReadOnlySpan<byte> hidden)
    {
        Span<byte> clear = stackalloc byte[SaltEncryption.MaximumLength + 1];

        if (SaltEncryption.TryDecrypt(hidden, _fromAuthenticator, from, clear, out var length))
        {
            writer.AddSalted(key, clear.Slice(1, length), BinaryPrimitives.ReadUInt16BigEndian(hidden), _toAuthenticator, to, tag);
        }
    }
}
