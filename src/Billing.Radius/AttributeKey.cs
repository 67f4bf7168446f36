namespace Billing.Radius;

/// <summary>Names an attribute on the wire.</summary>
/// <param name="Vendor">The vendor's enterprise number; 0 is the standard space.</param>
/// <param name="Type">
/// The attribute's number in that space. Of a vendor's in an extended space (RFC 6929 2.4), the space's number is the highest octet.
/// </param>
/// <param name="Sub">
/// The numbers below it, an octet each: the extended type of 241 to 246 (RFC 6929 2.1, 2.2), then those of nested TLVs (2.3); 0: none.
/// </param>
public readonly record struct AttributeKey(uint Vendor, uint Type, uint Sub = 0)
{
    /// <summary>The first of the standard types that have a second octet of type (RFC 6929 2.1).</summary>
    internal const byte FirstExtended = 241;

    /// <summary>The first of those whose values may be cut into pieces (RFC 6929 2.2).</summary>
    internal const byte FirstLongExtended = 245;

    internal const byte LastExtended = 246;

    private const int SpaceShift = 24;

    /// <summary>The extended space that a vendor's attribute is in; 0: it is in a vendor-specific attribute (RFC 2865 5.26).</summary>
    internal byte Space => Vendor != 0 && (byte)((Type >> SpaceShift) & 0xff) is >= FirstExtended and <= LastExtended and var space ? space : (byte)0;

    internal byte TypeInSpace => (byte)(Type & 0xff);

    /// <summary>The attribute within this one.</summary>
    public AttributeKey Child(byte type) => this with { Sub = (Sub << 8) | type };

    /// <summary>The dotted number: <c>1</c>, <c>26.14988.8</c> for a vendor's attribute, <c>241.1</c> for an extended one.</summary>
    public override string ToString()
    {
        var text = (Vendor, Space) switch
        {
            (0, _) => FormattableString.Invariant($"{Type}"),
            (_, 0) => FormattableString.Invariant($"26.{Vendor}.{Type}"),
            _ => FormattableString.Invariant($"{Space}.26.{Vendor}.{TypeInSpace}"),
        };

        for (var at = SpaceShift; at >= 0; at -= 8)
        {
            if (Sub >> at is not 0 and var number)
            {
                text += FormattableString.Invariant($".{number & 0xff}");
            }
        }

        return text;
    }

    internal static AttributeKey InSpace(byte space, uint vendor, byte type) => new(vendor, ((uint)space << SpaceShift) | type);
}
