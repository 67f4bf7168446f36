namespace Billing.Radius;

/// <summary>The hiding of User-Password (RFC 2865 5.2).</summary>
public static class UserPassword
{
    /// <summary>The longest password, clear or hidden, in octets.</summary>
    public const int MaximumLength = 128;

    private const int BlockLength = Md5Hash.DigestLength;

    /// <summary>
    /// Uncovers a password. With another secret than the sender's the result is noise, not a failure.
    /// </summary>
    /// <param name="hidden">The attribute's value.</param>
    /// <param name="requestAuthenticator">The request's 16 octets.</param>
    /// <param name="clear">128 octets to write to; those after <paramref name="length"/> are to be ignored.</param>
    /// <param name="length">The octets of the password, without the trailing NULs that padded it.</param>
    /// <returns>False when the value is not 16, 32 … 128 octets long.</returns>
    public static bool TryDecrypt(
        ReadOnlySpan<byte> hidden,
        ReadOnlySpan<byte> requestAuthenticator,
        SharedSecret secret,
        Span<byte> clear,
        out int length)
    {
        length = 0;

        if (hidden.Length is 0 or > MaximumLength || hidden.Length % BlockLength != 0)
        {
            return false;
        }

        var previous = requestAuthenticator;

        for (var at = 0; at < hidden.Length; at += BlockLength)
        {
            var block = hidden.Slice(at, BlockLength);
            Mask(secret, previous, block, clear.Slice(at, BlockLength));
            previous = block;
        }

        length = clear[..hidden.Length].LastIndexOfAnyExcept((byte)0) + 1;
        return true;
    }

    /// <summary>Hides a password.</summary>
    /// <param name="clear">At most 128 octets; an empty one becomes 16 hidden NULs.</param>
    /// <param name="hidden">128 octets, or as many as the result needs.</param>
    /// <returns>The octets written: the password's length, rounded up to 16.</returns>
    public static int Encrypt(
        ReadOnlySpan<byte> clear,
        ReadOnlySpan<byte> requestAuthenticator,
        SharedSecret secret,
        Span<byte> hidden)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clear.Length, MaximumLength, nameof(clear));

        var length = Math.Max(1, (clear.Length + BlockLength - 1) / BlockLength) * BlockLength;
        Span<byte> padded = stackalloc byte[MaximumLength];
        padded.Clear();
        clear.CopyTo(padded);
        var previous = requestAuthenticator;

        for (var at = 0; at < length; at += BlockLength)
        {
            var block = hidden.Slice(at, BlockLength);
            Mask(secret, previous, padded.Slice(at, BlockLength), block);
            previous = block;
        }

        return length;
    }

    internal static void Mask(
        SharedSecret secret, ReadOnlySpan<byte> previous, ReadOnlySpan<byte> source, Span<byte> target)
    {
        Span<byte> mask = stackalloc byte[BlockLength];
        var hash = Md5Hash.Start();
        hash.Append(secret.Octets);
        hash.Append(previous);
        hash.Finish(mask);

        for (var i = 0; i < BlockLength; i++)
        {
            target[i] = (byte)(source[i] ^ mask[i]);
        }
    }
}
