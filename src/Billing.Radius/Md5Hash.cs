using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Billing.Radius;

/// <summary>
/// MD5 over pieces, so that a packet is hashed with other octets in place of some of its own, uncopied.
/// </summary>
internal struct Md5Hash
{
    public const int DigestLength = 16;

    private const int LengthOffset = Md5State.BlockLength - sizeof(ulong);

    private Md5State _state;
    private Block _block;
    private int _filled;
    private ulong _length;

    /// <param name="state">The state to go on from.</param>
    /// <param name="length">The octets that it has already taken in: whole blocks.</param>
    public Md5Hash(Md5State state, int length)
    {
        _state = state;
        _length = (ulong)length;
    }

    public static Md5Hash Start() => new(Md5State.Initial, 0);

    public void Append(ReadOnlySpan<byte> octets)
    {
        _length += (ulong)octets.Length;

        if (_filled > 0)
        {
            var taken = Math.Min(Md5State.BlockLength - _filled, octets.Length);
            octets[..taken].CopyTo(_block[_filled..]);
            _filled += taken;
            octets = octets[taken..];

            if (_filled < Md5State.BlockLength)
            {
                return;
            }

            _state.Compress(_block);
            _filled = 0;
        }

        while (octets.Length >= Md5State.BlockLength)
        {
            _state.Compress(octets);
            octets = octets[Md5State.BlockLength..];
        }

        octets.CopyTo(_block);
        _filled = octets.Length;
    }

    /// <summary>Writes the 16 octets of the digest. Nothing can be appended afterwards.</summary>
    public void Finish(Span<byte> digest)
    {
        Span<byte> block = _block;
        block[_filled++] = 0x80;

        if (_filled > LengthOffset)
        {
            block[_filled..].Clear();
            _state.Compress(block);
            _filled = 0;
        }

        block[_filled..LengthOffset].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(block[LengthOffset..], _length * 8);
        _state.Compress(block);
        _state.CopyTo(digest);
    }

    [InlineArray(Md5State.BlockLength)]
    private struct Block
    {
        private byte _first;
    }
}
