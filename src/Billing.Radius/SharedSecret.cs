namespace Billing.Radius;

/// <summary>What a server and one of its clients share. It shows itself to nobody.</summary>
/// <remarks>
/// Keeps the two states in which HMAC-MD5 (RFC 2104) starts its inner and its outer hash with this key, which halves
/// the work for a packet of ordinary size.
/// </remarks>
public sealed class SharedSecret
{
    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5c;

    private readonly byte[] _octets;
    private readonly Md5State _inner;
    private readonly Md5State _outer;

    /// <param name="octets">One octet or more: an empty secret authenticates nobody (RFC 2865 3).</param>
    public SharedSecret(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            throw new ArgumentException("A shared secret has at least one octet.", nameof(octets));
        }

        _octets = octets.ToArray();
        _inner = Padded(InnerPad);
        _outer = Padded(OuterPad);
    }

    internal ReadOnlySpan<byte> Octets => _octets;

    public override string ToString() => "***";

    internal Md5Hash StartHmac() => new(_inner, Md5State.BlockLength);

    /// <summary>Writes the 16 octets of the HMAC.</summary>
    /// <param name="inner">What <see cref="StartHmac"/> gave, with the message appended.</param>
    internal void FinishHmac(ref Md5Hash inner, Span<byte> digest)
    {
        inner.Finish(digest);
        var outer = new Md5Hash(_outer, Md5State.BlockLength);
        outer.Append(digest[..Md5Hash.DigestLength]);
        outer.Finish(digest);
    }

    private Md5State Padded(byte pad)
    {
        Span<byte> key = stackalloc byte[Md5State.BlockLength];
        key.Clear();

        if (_octets.Length <= Md5State.BlockLength)
        {
            _octets.CopyTo(key);
        }
        else
        {
            var hash = Md5Hash.Start();
            hash.Append(_octets);
            hash.Finish(key);
        }

        foreach (ref var octet in key)
        {
            octet ^= pad;
        }

        var state = Md5State.Initial;
        state.Compress(key);
        return state;
    }
}
