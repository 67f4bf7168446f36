using System.Buffers.Binary;

namespace Billing.Radius;

/// <summary>The hiding of keys and tunnels' passwords in answers (RFC 2868 3.5, RFC 2548 2.4.2): as a password, with a salt.</summary>
public static class SaltEncryption
{
    public const int SaltLength = 2;

    /// <summary>The longest clear value: with its length and salt it just fits a vendor's attribute.</summary>
    public const int MaximumLength = 239;

    private const int BlockLength = Md5Hash.DigestLength;

    /// <summary>Hides a value.</summary>
    /// <param name="salt">Unique in the packet; its highest bit is set here (RFC 2868 3.5).</param>
    /// <param name="hidden">242 octets, or as many as the result needs.</param>
    /// <returns>The octets written: the salt, then length and value, padded to 16.</returns>
    public static int Encrypt(
        ReadOnlySpan<byte> clear, ushort salt, ReadOnlySpan<byte> requestAuthenticator, SharedSecret secret, Span<byte> hidden)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clear.Length, MaximumLength, nameof(clear));

        Span<byte> padded = stackalloc byte[MaximumLength + 1];
        padded.Clear();
        padded[0] = (byte)clear.Length;
        clear.CopyTo(padded[1..]);
        BinaryPrimitives.WriteUInt16BigEndian(hidden, (ushort)(salt | 0x8000));
        var length = (clear.Length + BlockLength) / BlockLength * BlockLength;
        Mask(hidden[..SaltLength], padded[..length], requestAuthenticator, secret, hidden[SaltLength..], isHiding: true);

        return SaltLength + length;
    }

    /// <summary>Uncovers a value. With another secret than the sender's it is noise, mostly of an impossible length.</summary>
    /// <param name="clear">240 octets to write to; the value is <paramref name="length"/> of them from the second on.</param>
    /// <returns>False where the hidden value's length, or the one within, is none that can be.</returns>
    public static bool TryDecrypt(
        ReadOnlySpan<byte> hidden, ReadOnlySpan<byte> requestAuthenticator, SharedSecret secret, Span<byte> clear, out int length)
    {
        length = 0;
        var blocks = hidden.Length - SaltLength;

        if (blocks is < BlockLength or > MaximumLength + 1 || blocks % BlockLength != 0)
        {
            return false;
        }

        Mask(hidden[..SaltLength], hidden[SaltLength..], requestAuthenticator, secret, clear, isHiding: false);
        length = clear[0];

        return length < blocks;
    }

    private static void Mask(
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> source,
        ReadOnlySpan<byte> requestAuthenticator,
        SharedSecret secret,
        Span<byte> target,
        bool isHiding)
    {
        Span<byte> first = stackalloc byte[RadiusPacket.AuthenticatorLength + SaltLength];
        requestAuthenticator[..RadiusPacket.AuthenticatorLength].CopyTo(first);
        salt.CopyTo(first[RadiusPacket.AuthenticatorLength..]);
        ReadOnlySpan<byte> previous = first;

        for (var at = 0; at < source.Length; at += BlockLength)
        {
            UserPassword.Mask(secret, previous, source.Slice(at, BlockLength), target.Slice(at, BlockLength));
            previous = (isHiding ? target : source).Slice(at, BlockLength);
        }
    }
}
