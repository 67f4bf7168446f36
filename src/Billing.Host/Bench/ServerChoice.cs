namespace Billing.Host.Bench;

/// <summary>Which server a gateway asks: its primary, or after that was silent the next one for a while.</summary>
internal sealed class ServerChoice(int primary)
{
    private int? _other;
    private long _until;

    public int At(long now)
    {
        if (now >= _until)
        {
            _other = null;
        }

        return _other ?? primary;
    }

    /// <param name="silent">Who did not answer; the gateway may have left it for another one already.</param>
    /// <param name="until">When the primary is asked again.</param>
    public void Leave(int silent, int next, long until)
    {
        if ((_other ?? primary) == silent)
        {
            (_other, _until) = (next, until);
        }
    }
}
