namespace Billing.Radius;

/// <summary>The hiding of Ascend-Send-Secret and Ascend-Receive-Secret: one block under a mask of authenticator and secret.</summary>
public static class AscendSecret
{
    /// <summary>Of the value, clear or hidden, in octets.</summary>
    public const int Length = Md5Hash.DigestLength;

    /// <summary>Hides a value, or uncovers it: the mask is the same.</summary>
    /// <param name="value">16 octets; a shorter clear value has NULs at its end.</param>
    /// <param name="requestAuthenticator">The request's 16 octets.</param>
    /// <param name="masked">16 octets to write to.</param>
    public static void Mask(ReadOnlySpan<byte> value, ReadOnlySpan<byte> requestAuthenticator, SharedSecret secret, Span<byte> masked)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(value.Length, Length, nameof(value));

        Span<byte> mask = stackalloc byte[Length];
        var hash = Md5Hash.Start();
        hash.Append(requestAuthenticator[..RadiusPacket.AuthenticatorLength]);
        hash.Append(secret.Octets);
        hash.Finish(mask);

        for (var i = 0; i < Length; i++)
        {
            masked[i] = (byte)(value[i] ^ mask[i]);
        }
    }
}
