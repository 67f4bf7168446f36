using System.Buffers.Binary;

namespace Billing.Radius;

/// <summary>The value of PPAC (WiMAX Forum NWG stage 3, 5.4.2; draft-lior-radius-prepaid-extensions): what a client can meter.</summary>
/// <param name="Available">Available-In-Client: bit 0 volume, bit 1 duration; zero: no prepaid at all.</param>
public readonly record struct PrepaidCapability(uint Available)
{
    private const byte AvailableInClientType = 1;
    private const uint VolumeBit = 1;
    private const uint DurationBit = 2;

    public bool HasVolume => (Available & VolumeBit) != 0;

    public bool HasDuration => (Available & DurationBit) != 0;

    /// <summary>Null: the value does not say it, or is none.</summary>
    public static PrepaidCapability? Read(ReadOnlySpan<byte> value) =>
        TlvEnumerator.TryGet(value, AvailableInClientType, out var bits) && bits.Length == sizeof(uint)
            ? new(BinaryPrimitives.ReadUInt32BigEndian(bits))
            : null;
}
