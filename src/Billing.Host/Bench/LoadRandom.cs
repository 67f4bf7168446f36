using System.Buffers.Binary;

namespace Billing.Host.Bench;

/// <summary>Octets that differ and come back with the same seed (SplitMix64). They protect nothing.</summary>
internal sealed class LoadRandom(ulong seed)
{
    private ulong _state = seed;

    public void Fill(Span<byte> sixteen)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(sixteen, Next());
        BinaryPrimitives.WriteUInt64LittleEndian(sixteen[8..], Next());
    }

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9e3779b97f4a7c15;
            var mixed = (_state ^ (_state >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            return mixed ^ (mixed >> 31);
        }
    }
}
