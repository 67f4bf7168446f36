using System.Buffers.Binary;

namespace Billing.Radius;

/// <summary>Walks a packet's attributes in their order.</summary>
/// <remarks>
/// A vendor-specific attribute whose content is well-formed (RFC 2865 5.26: sub-attributes that fill it exactly)
/// yields each of its sub-attributes. Any other one yields itself, as type 26 of the standard space. So does one
/// that names vendor 0, which would otherwise pass its content off as standard attributes.
/// </remarks>
public ref struct AttributeEnumerator
{
    private const byte VendorSpecific = 26;
    private const int VendorLength = 4;

    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _vendorRest;
    private uint _vendor;
    private uint _type;
    private ReadOnlySpan<byte> _value;

    internal AttributeEnumerator(ReadOnlySpan<byte> attributes) => _rest = attributes;

    public readonly RadiusAttribute Current => new(new AttributeKey(_vendor, _type), _value);

    public bool MoveNext()
    {
        if (!_vendorRest.IsEmpty)
        {
            Take(ref _vendorRest);
            return true;
        }

        if (_rest.IsEmpty)
        {
            return false;
        }

        _vendor = 0;
        Take(ref _rest);

        if (_type == VendorSpecific && IsWellFormed(_value, out var vendor))
        {
            _vendor = vendor;
            _vendorRest = _value[VendorLength..];
            Take(ref _vendorRest);
        }

        return true;
    }

    private void Take(ref ReadOnlySpan<byte> octets)
    {
        int length = octets[1];
        _type = octets[0];
        _value = octets[2..length];
        octets = octets[length..];
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> value, out uint vendor)
    {
        vendor = 0;

        if (value.Length <= VendorLength)
        {
            return false;
        }

        vendor = BinaryPrimitives.ReadUInt32BigEndian(value);
        return vendor != 0 && !HasOwnFormat(vendor) && RadiusPacket.AttributesFill(value[VendorLength..]);
    }

    // These do not write one octet of type and one of length. Read as if they did, their content could by chance
    // look well-formed and mean something else; raw octets are at least true.
    private static bool HasOwnFormat(uint vendor) => vendor switch
    {
        429 => true,   // US Robotics: four octets of type, no length
        4846 => true,  // Lucent: two octets of type
        8164 => true,  // Starent: two of type, two of length
        24757 => true, // WiMAX: a continuation octet after the length
        _ => false,
    };
}
