namespace Billing.Host.Bench;

/// <summary>The 256 identifiers of one socket: who waits on which, and with what authenticator it was sent.</summary>
/// <remarks>
/// The one that has been free for longest is given out next, and the authenticators of its last uses are remembered: an
/// answer that comes after its request was settled is late, not wrong.
/// </remarks>
internal sealed class IdentifierPool
{
    /// <summary>How many of a socket's identifiers requests may use; the rest is for repetitions.</summary>
    public const int Usable = 192;

    public const int Nobody = -1;

    /// <summary>How many uses of an identifier are remembered, the present one included.</summary>
    public const int Remembered = 16;

    private const int Count = 256;
    private const int AuthenticatorLength = 16;

    private readonly int[] _owners = new int[Count];
    private readonly short[] _earlier = new short[Count];
    private readonly int[] _uses = new int[Count];
    private readonly byte[] _authenticators = new byte[Count * Remembered * AuthenticatorLength];
    private readonly byte[] _free = new byte[Count];
    private int _firstFree;
    private int _freeCount = Count;

    public IdentifierPool()
    {
        Array.Fill(_owners, Nobody);

        for (var i = 0; i < Count; i++)
        {
            _free[i] = (byte)i;
        }
    }

    /// <summary>The session that waits on the identifier, or <see cref="Nobody"/>.</summary>
    public int Owner(byte identifier) => _owners[identifier];

    /// <summary>The authenticator of the identifier's present use, or of one before.</summary>
    /// <param name="usesAgo">Less than <see cref="Remembered"/>.</param>
    public Span<byte> Authenticator(byte identifier, int usesAgo = 0)
    {
        var use = (_uses[identifier] + Remembered - usesAgo) % Remembered;
        return _authenticators.AsSpan((identifier * Remembered + use) * AuthenticatorLength, AuthenticatorLength);
    }

    /// <param name="earlier">The identifier of the same request's try before, or -1.</param>
    public bool TryTake(int owner, short earlier, out byte identifier)
    {
        if (_freeCount == 0)
        {
            identifier = 0;
            return false;
        }

        identifier = _free[_firstFree];
        _firstFree = (_firstFree + 1) % Count;
        _freeCount--;
        _owners[identifier] = owner;
        _earlier[identifier] = earlier;
        Renew(identifier);
        return true;
    }

    /// <summary>Begins another use of the identifier.</summary>
    public void Renew(byte identifier) => _uses[identifier] = (_uses[identifier] + 1) % Remembered;

    /// <summary>Frees a request's identifier and those of its tries before.</summary>
    public void Free(byte identifier)
    {
        for (short next = identifier; next >= 0; next = _earlier[next])
        {
            _owners[next] = Nobody;
            _free[(_firstFree + _freeCount) % Count] = (byte)next;
            _freeCount++;
        }
    }
}
