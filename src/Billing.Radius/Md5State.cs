using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Billing.Radius;

/// <summary>The four words that MD5 (RFC 1321) carries from one block of 64 octets to the next.</summary>
/// <remarks>
/// The protocol prescribes MD5. It is written out here because a packet is two to four blocks, less than the platform's
/// digest spends on being set up, and because a state can be kept: HMAC-MD5 then starts from its keyed pads.
/// All arithmetic is modulo 2^32.
/// </remarks>
internal struct Md5State
{
    public const int BlockLength = 64;

    private uint _a;
    private uint _b;
    private uint _c;
    private uint _d;

    public static Md5State Initial => new() { _a = 0x67452301, _b = 0xefcdab89, _c = 0x98badcfe, _d = 0x10325476 };

    /// <summary>Writes the 16 octets of the state.</summary>
    public readonly void CopyTo(Span<byte> digest)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(digest, _a);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[4..], _b);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[8..], _c);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[12..], _d);
    }

    /// <summary>Takes in one block.</summary>
    /// <param name="block">At least 64 octets, of which the first 64 count.</param>
    public void Compress(ReadOnlySpan<byte> block)
    {
        block = block[..BlockLength];
        var x0 = BinaryPrimitives.ReadUInt32LittleEndian(block[0..]);
        var x1 = BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        var x2 = BinaryPrimitives.ReadUInt32LittleEndian(block[8..]);
        var x3 = BinaryPrimitives.ReadUInt32LittleEndian(block[12..]);
        var x4 = BinaryPrimitives.ReadUInt32LittleEndian(block[16..]);
        var x5 = BinaryPrimitives.ReadUInt32LittleEndian(block[20..]);
        var x6 = BinaryPrimitives.ReadUInt32LittleEndian(block[24..]);
        var x7 = BinaryPrimitives.ReadUInt32LittleEndian(block[28..]);
        var x8 = BinaryPrimitives.ReadUInt32LittleEndian(block[32..]);
        var x9 = BinaryPrimitives.ReadUInt32LittleEndian(block[36..]);
        var x10 = BinaryPrimitives.ReadUInt32LittleEndian(block[40..]);
        var x11 = BinaryPrimitives.ReadUInt32LittleEndian(block[44..]);
        var x12 = BinaryPrimitives.ReadUInt32LittleEndian(block[48..]);
        var x13 = BinaryPrimitives.ReadUInt32LittleEndian(block[52..]);
        var x14 = BinaryPrimitives.ReadUInt32LittleEndian(block[56..]);
        var x15 = BinaryPrimitives.ReadUInt32LittleEndian(block[60..]);

        var a = _a;
        var b = _b;
        var c = _c;
        var d = _d;

        unchecked
        {
            a = b + BitOperations.RotateLeft(a + F(b, c, d) + x0 + 0xd76aa478, 7);
            d = a + BitOperations.RotateLeft(d + F(a, b, c) + x1 + 0xe8c7b756, 12);
            c = d + BitOperations.RotateLeft(c + F(d, a, b) + x2 + 0x242070db, 17);
            b = c + BitOperations.RotateLeft(b + F(c, d, a) + x3 + 0xc1bdceee, 22);
            a = b + BitOperations.RotateLeft(a + F(b, c, d) + x4 + 0xf57c0faf, 7);
            d = a + BitOperations.RotateLeft(d + F(a, b, c) + x5 + 0x4787c62a, 12);
            c = d + BitOperations.RotateLeft(c + F(d, a, b) + x6 + 0xa8304613, 17);
            b = c + BitOperations.RotateLeft(b + F(c, d, a) + x7 + 0xfd469501, 22);
            a = b + BitOperations.RotateLeft(a + F(b, c, d) + x8 + 0x698098d8, 7);
            d = a + BitOperations.RotateLeft(d + F(a, b, c) + x9 + 0x8b44f7af, 12);
            c = d + BitOperations.RotateLeft(c + F(d, a, b) + x10 + 0xffff5bb1, 17);
            b = c + BitOperations.RotateLeft(b + F(c, d, a) + x11 + 0x895cd7be, 22);
            a = b + BitOperations.RotateLeft(a + F(b, c, d) + x12 + 0x6b901122, 7);
            d = a + BitOperations.RotateLeft(d + F(a, b, c) + x13 + 0xfd987193, 12);
            c = d + BitOperations.RotateLeft(c + F(d, a, b) + x14 + 0xa679438e, 17);
            b = c + BitOperations.RotateLeft(b + F(c, d, a) + x15 + 0x49b40821, 22);

            a = b + BitOperations.RotateLeft(a + G(b, c, d) + x1 + 0xf61e2562, 5);
            d = a + BitOperations.RotateLeft(d + G(a, b, c) + x6 + 0xc040b340, 9);
            c = d + BitOperations.RotateLeft(c + G(d, a, b) + x11 + 0x265e5a51, 14);
            b = c + BitOperations.RotateLeft(b + G(c, d, a) + x0 + 0xe9b6c7aa, 20);
            a = b + BitOperations.RotateLeft(a + G(b, c, d) + x5 + 0xd62f105d, 5);
            d = a + BitOperations.RotateLeft(d + G(a, b, c) + x10 + 0x2441453, 9);
            c = d + BitOperations.RotateLeft(c + G(d, a, b) + x15 + 0xd8a1e681, 14);
            b = c + BitOperations.RotateLeft(b + G(c, d, a) + x4 + 0xe7d3fbc8, 20);
            a = b + BitOperations.RotateLeft(a + G(b, c, d) + x9 + 0x21e1cde6, 5);
            d = a + BitOperations.RotateLeft(d + G(a, b, c) + x14 + 0xc33707d6, 9);
            c = d + BitOperations.RotateLeft(c + G(d, a, b) + x3 + 0xf4d50d87, 14);
            b = c + BitOperations.RotateLeft(b + G(c, d, a) + x8 + 0x455a14ed, 20);
            a = b + BitOperations.RotateLeft(a + G(b, c, d) + x13 + 0xa9e3e905, 5);
            d = a + BitOperations.RotateLeft(d + G(a, b, c) + x2 + 0xfcefa3f8, 9);
            c = d + BitOperations.RotateLeft(c + G(d, a, b) + x7 + 0x676f02d9, 14);
            b = c + BitOperations.RotateLeft(b + G(c, d, a) + x12 + 0x8d2a4c8a, 20);

            a = b + BitOperations.RotateLeft(a + H(b, c, d) + x5 + 0xfffa3942, 4);
            d = a + BitOperations.RotateLeft(d + H(a, b, c) + x8 + 0x8771f681, 11);
            c = d + BitOperations.RotateLeft(c + H(d, a, b) + x11 + 0x6d9d6122, 16);
            b = c + BitOperations.RotateLeft(b + H(c, d, a) + x14 + 0xfde5380c, 23);
            a = b + BitOperations.RotateLeft(a + H(b, c, d) + x1 + 0xa4beea44, 4);
            d = a + BitOperations.RotateLeft(d + H(a, b, c) + x4 + 0x4bdecfa9, 11);
            c = d + BitOperations.RotateLeft(c + H(d, a, b) + x7 + 0xf6bb4b60, 16);
            b = c + BitOperations.RotateLeft(b + H(c, d, a) + x10 + 0xbebfbc70, 23);
            a = b + BitOperations.RotateLeft(a + H(b, c, d) + x13 + 0x289b7ec6, 4);
            d = a + BitOperations.RotateLeft(d + H(a, b, c) + x0 + 0xeaa127fa, 11);
            c = d + BitOperations.RotateLeft(c + H(d, a, b) + x3 + 0xd4ef3085, 16);
            b = c + BitOperations.RotateLeft(b + H(c, d, a) + x6 + 0x4881d05, 23);
            a = b + BitOperations.RotateLeft(a + H(b, c, d) + x9 + 0xd9d4d039, 4);
            d = a + BitOperations.RotateLeft(d + H(a, b, c) + x12 + 0xe6db99e5, 11);
            c = d + BitOperations.RotateLeft(c + H(d, a, b) + x15 + 0x1fa27cf8, 16);
            b = c + BitOperations.RotateLeft(b + H(c, d, a) + x2 + 0xc4ac5665, 23);

            a = b + BitOperations.RotateLeft(a + I(b, c, d) + x0 + 0xf4292244, 6);
            d = a + BitOperations.RotateLeft(d + I(a, b, c) + x7 + 0x432aff97, 10);
            c = d + BitOperations.RotateLeft(c + I(d, a, b) + x14 + 0xab9423a7, 15);
            b = c + BitOperations.RotateLeft(b + I(c, d, a) + x5 + 0xfc93a039, 21);
            a = b + BitOperations.RotateLeft(a + I(b, c, d) + x12 + 0x655b59c3, 6);
            d = a + BitOperations.RotateLeft(d + I(a, b, c) + x3 + 0x8f0ccc92, 10);
            c = d + BitOperations.RotateLeft(c + I(d, a, b) + x10 + 0xffeff47d, 15);
            b = c + BitOperations.RotateLeft(b + I(c, d, a) + x1 + 0x85845dd1, 21);
            a = b + BitOperations.RotateLeft(a + I(b, c, d) + x8 + 0x6fa87e4f, 6);
            d = a + BitOperations.RotateLeft(d + I(a, b, c) + x15 + 0xfe2ce6e0, 10);
            c = d + BitOperations.RotateLeft(c + I(d, a, b) + x6 + 0xa3014314, 15);
            b = c + BitOperations.RotateLeft(b + I(c, d, a) + x13 + 0x4e0811a1, 21);
            a = b + BitOperations.RotateLeft(a + I(b, c, d) + x4 + 0xf7537e82, 6);
            d = a + BitOperations.RotateLeft(d + I(a, b, c) + x11 + 0xbd3af235, 10);
            c = d + BitOperations.RotateLeft(c + I(d, a, b) + x2 + 0x2ad7d2bb, 15);
            b = c + BitOperations.RotateLeft(b + I(c, d, a) + x9 + 0xeb86d391, 21);

            _a += a;
            _b += b;
            _c += c;
            _d += d;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint F(uint x, uint y, uint z) => z ^ (x & (y ^ z));

    // The two terms share no bit, so they may be added; the sum is off the long path from step to step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint G(uint x, uint y, uint z) => unchecked((x & z) + (y & ~z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint H(uint x, uint y, uint z) => x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint I(uint x, uint y, uint z) => y ^ (x | ~z);
}
