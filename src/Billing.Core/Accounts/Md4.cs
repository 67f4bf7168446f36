using System.Buffers.Binary;
using System.Numerics;

namespace Billing.Core.Accounts;

/// <summary>MD4 (RFC 1320), by which Windows keeps passwords and MS-CHAP proves them; nothing else should use it.</summary>
/// <remarks>The platform has none. All arithmetic is modulo 2^32.</remarks>
internal static class Md4
{
    public const int DigestLength = 16;

    private const int BlockLength = 64;

    public static byte[] HashData(ReadOnlySpan<byte> octets)
    {
        Span<uint> state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
        var rest = octets;

        for (; rest.Length >= BlockLength; rest = rest[BlockLength..])
        {
            Compress(state, rest);
        }

        // The length in bits ends the last block; where it does not fit, there is one more.
        Span<byte> tail = stackalloc byte[2 * BlockLength];
        tail.Clear();
        rest.CopyTo(tail);
        tail[rest.Length] = 0x80;
        var end = rest.Length < BlockLength - sizeof(ulong) ? BlockLength : 2 * BlockLength;
        BinaryPrimitives.WriteUInt64LittleEndian(tail[(end - sizeof(ulong))..], (ulong)octets.Length * 8);

        for (var at = 0; at < end; at += BlockLength)
        {
            Compress(state, tail[at..]);
        }

        var digest = new byte[DigestLength];

        for (var i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(digest.AsSpan(i * sizeof(uint)), state[i]);
        }

        return digest;
    }

    private static void Compress(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> x = stackalloc uint[16];

        for (var i = 0; i < x.Length; i++)
        {
            x[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(i * sizeof(uint))..]);
        }

        ReadOnlySpan<byte> third = [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15];
        ReadOnlySpan<byte> shifts = [3, 7, 11, 19, 3, 5, 9, 13, 3, 9, 11, 15];
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);

        unchecked
        {
            for (var step = 0; step < 48; step++)
            {
                var mixed = (step / 16) switch
                {
                    0 => ((b & c) | (~b & d)) + x[step],
                    1 => ((b & c) | (b & d) | (c & d)) + x[(step % 4 * 4) + (step % 16 / 4)] + 0x5a827999,
                    _ => (b ^ c ^ d) + x[third[step % 16]] + 0x6ed9eba1,
                };

                (a, b, c, d) = (d, BitOperations.RotateLeft(a + mixed, shifts[(step / 16 * 4) + (step % 4)]), b, c);
            }

            state[0] += a;
            state[1] += b;
            state[2] += c;
            state[3] += d;
        }
    }
}
