namespace Billing.Radius;

/// <summary>Walks the attributes within a value of type TLV (RFC 6929 2.3): an octet of type, one of length, the value.</summary>
/// <remarks>Yields nothing of a value that they do not fill exactly: all of it is then octets.</remarks>
public ref struct TlvEnumerator
{
    private ReadOnlySpan<byte> _rest;

    public TlvEnumerator(ReadOnlySpan<byte> value) => _rest = IsWellFormed(value) ? value : default;

    public byte Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public static bool IsWellFormed(ReadOnlySpan<byte> value) => !value.IsEmpty && RadiusPacket.AttributesFill(value);

    /// <summary>The first attribute of that type within the value.</summary>
    public static bool TryGet(ReadOnlySpan<byte> value, byte type, out ReadOnlySpan<byte> found)
    {
        var tlvs = new TlvEnumerator(value);

        while (tlvs.MoveNext())
        {
            if (tlvs.Type == type)
            {
                found = tlvs.Value;
                return true;
            }
        }

        found = default;
        return false;
    }

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = _rest[1];
        Type = _rest[0];
        Value = _rest[2..length];
        _rest = _rest[length..];
        return true;
    }
}
