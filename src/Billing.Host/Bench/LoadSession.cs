namespace Billing.Host.Bench;

/// <summary>One session in play. It has at most one request under way.</summary>
internal struct LoadSession
{
    public const int Login = 0;
    public const int Start = 1;

    public int Account;
    public uint Sequence;
    public int Gateway;

    /// <summary>The server that the request under way was last sent to.</summary>
    public int Server;

    /// <summary>Login, Start, then one for each Interim-Update, then the Stop.</summary>
    public int Step;

    /// <summary>When the session began, on the monotonic clock.</summary>
    public long BeganAt;

    /// <summary>Since when the request under way is waited for: first sent, or due in an open loop.</summary>
    public long DueAt;

    /// <summary>When the request under way was first sent.</summary>
    public long FirstSentAt;

    /// <summary>What the request under way reports: when, after how long, how much.</summary>
    public uint EventSeconds;
    public uint SessionSeconds;
    public ulong Octets;

    /// <summary>The highest total that the server has acknowledged.</summary>
    public ulong AcknowledgedOctets;

    public byte Identifier;
    public byte ClassLength;

    /// <summary>How often the request under way has been sent; zero while there is none.</summary>
    public int Tries;

    public long RetransmitAt;
    public int NextWaiting;
    public int PreviousWaiting;
}
