using System.Buffers.Binary;

namespace Billing.Radius;

/// <summary>One attribute of a packet: a view, not a copy.</summary>
public readonly ref struct RadiusAttribute(AttributeKey key, ReadOnlySpan<byte> value)
{
    public AttributeKey Key { get; } = key;

    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>
    /// The value as a number; false when it is not four octets long (RFC 6929 2.8: then it stays octets).
    /// </summary>
    public bool TryGetUInt32(out uint value)
    {
        value = Value.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(Value) : 0;
        return Value.Length == sizeof(uint);
    }
}
