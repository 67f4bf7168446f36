using System.Buffers.Binary;

namespace Billing.Radius;

/// <summary>Walks a packet's attributes in their order.</summary>
/// <remarks>
/// <para>A vendor-specific attribute whose content is well-formed (sub-attributes in the vendor's format that fill it exactly)
/// yields each of its sub-attributes; an extended one (RFC 6929) yields what it carries. Any other one yields itself, as an
/// attribute of the standard space: one that names vendor 0, which would otherwise pass its content off as standard
/// attributes; one that is too short; and a piece of a value that was cut: see <see cref="RadiusPacket.TryCopy"/>.</para>
/// </remarks>
public ref struct AttributeEnumerator
{
    internal const byte VendorSpecific = 26;
    internal const int VendorLength = 4;

    private const byte More = 0x80;

    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _vendorRest;
    private uint _vendor;
    private uint _type;
    private uint _sub;
    private VendorFormat _format;
    private ReadOnlySpan<byte> _value;

    // The attribute whose value goes on in the next piece; default: none.
    private AttributeKey _pieceOf;

    internal AttributeEnumerator(ReadOnlySpan<byte> attributes) => _rest = attributes;

    public readonly RadiusAttribute Current => new(new AttributeKey(_vendor, _type, _sub), _value);

    public bool MoveNext()
    {
        if (!_vendorRest.IsEmpty)
        {
            TakeVendors();
            return true;
        }

        if (_rest.IsEmpty)
        {
            return false;
        }

        (_vendor, _sub) = (0, 0);
        Take(ref _rest);

        if (_type == VendorSpecific)
        {
            EnterVendors();
        }
        else if (_type >= AttributeKey.FirstExtended)
        {
            EnterExtended();
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

    private void TakeVendors()
    {
        if (_format.IsUsual)
        {
            Take(ref _vendorRest);
            return;
        }

        _format.TryRead(_vendorRest, out _type, out _value, out _, out var length);
        _vendorRest = _vendorRest[length..];
    }

    private void EnterVendors()
    {
        if (_value.Length <= VendorLength || BinaryPrimitives.ReadUInt32BigEndian(_value) is not (not 0 and var vendor))
        {
            return;
        }

        var content = _value[VendorLength..];
        _format = VendorFormat.Of(vendor);

        if (!(_format.IsUsual ? RadiusPacket.AttributesFill(content) : _format.Fills(content)))
        {
            return;
        }

        if (_format.HasContinuation && IsPiece(content, vendor))
        {
            return;
        }

        _vendor = vendor;
        _vendorRest = content;
        TakeVendors();
    }

    // A value that was cut has envelopes of its own (WiMAX).
    private bool IsPiece(ReadOnlySpan<byte> content, uint vendor)
    {
        _format.TryRead(content, out var type, out _, out var goesOn, out _);
        var key = new AttributeKey(vendor, type);
        var isPiece = goesOn || _pieceOf == key;
        _pieceOf = goesOn ? key : default;

        return isPiece;
    }

    private void EnterExtended()
    {
        var isLong = _type >= AttributeKey.FirstLongExtended;
        var header = isLong ? 2 : 1;

        if (_type > AttributeKey.LastExtended || _value.Length <= header)
        {
            return;
        }

        var extended = _value[0];

        if (isLong)
        {
            var key = new AttributeKey(0, _type, extended);
            var goesOn = (_value[1] & More) != 0;
            var isPiece = goesOn || _pieceOf == key;
            _pieceOf = goesOn ? key : default;

            if (isPiece)
            {
                return;
            }
        }

        var content = _value[header..];

        if (extended != VendorSpecific)
        {
            _sub = extended;
            _value = content;
        }
        else if (content.Length > VendorLength + 1 && BinaryPrimitives.ReadUInt32BigEndian(content) is not 0 and var vendor)
        {
            _type = AttributeKey.InSpace((byte)_type, vendor, content[VendorLength]).Type;
            _vendor = vendor;
            _value = content[(VendorLength + 1)..];
        }
    }
}
