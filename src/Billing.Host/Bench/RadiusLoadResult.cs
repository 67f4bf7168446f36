namespace Billing.Host.Bench;

/// <summary>How far a session came.</summary>
public enum SessionEnd : byte
{
    /// <summary>The server has acknowledged the Stop: it must have charged the total, once.</summary>
    Acknowledged,

    /// <summary>The Stop was sent and not answered: the server may have charged it or not.</summary>
    Unacknowledged,

    /// <summary>No Stop was sent: what is acknowledged must be on the open session.</summary>
    Open,
}

/// <summary>A session that had accounting, as its gateway knows it.</summary>
/// <param name="TotalOctets">The highest total that was sent, both directions together.</param>
/// <param name="AcknowledgedOctets">The highest total that was acknowledged.</param>
public readonly record struct SessionOutcome(
    int Account, string AcctSessionId, ulong TotalOctets, ulong AcknowledgedOctets, SessionEnd End);

/// <summary>What a run counted, from its begin to its end, unless it says measured.</summary>
public sealed class RadiusLoadResult
{
    /// <summary>Requests answered among the measured ones: those due after the warm-up and before the end.</summary>
    public long Measured => AccessLatency.Count + AccountingLatency.Count;

    /// <summary>From the end of the warm-up to the end of the time to start sessions.</summary>
    public TimeSpan MeasuredTime { get; internal set; }

    /// <summary>Answers per second, measured.</summary>
    public double Throughput => MeasuredTime > TimeSpan.Zero ? Measured / MeasuredTime.TotalSeconds : 0;

    /// <summary>From first sending, or from when it was due in an open loop, to the right answer; measured.</summary>
    public LatencyHistogram AccessLatency { get; } = new();

    /// <inheritdoc cref="AccessLatency"/>
    public LatencyHistogram AccountingLatency { get; } = new();

    public long Accepts { get; internal set; }

    public long Rejects { get; internal set; }

    /// <summary>Access-Challenges, which the gateways cannot meet: the session ends.</summary>
    public long Challenges { get; internal set; }

    public long AccountingResponses { get; internal set; }

    /// <summary>Datagrams sent, repetitions included.</summary>
    public long Sent { get; internal set; }

    public long Retransmissions { get; internal set; }

    /// <summary>Repetitions that went to another server than the try before.</summary>
    public long Failovers { get; internal set; }

    /// <summary>Requests given up after the last try.</summary>
    public long Losses { get; internal set; }

    /// <summary>Answers whose authenticator does not fit the request: forged, or a fault of the server.</summary>
    public long WrongAuthenticators { get; internal set; }

    /// <summary>Right answers to requests that were settled already.</summary>
    public long Late { get; internal set; }

    /// <summary>Datagrams that are no packet, of another code, or to an identifier that was never used.</summary>
    public long Malformed { get; internal set; }

    /// <summary>ICMP messages that nobody listens on the port.</summary>
    public long Refusals { get; internal set; }

    /// <summary>Datagrams that the system did not take.</summary>
    public long SendFailures { get; internal set; }

    public long SessionsBegun { get; internal set; }

    /// <summary>Sessions whose Stop, or in a run of logins whose login, was answered.</summary>
    public long SessionsEnded { get; internal set; }

    /// <summary>What the generator's process spent on the whole run.</summary>
    public TimeSpan ProcessorTime { get; internal set; }

    /// <summary>The User-Name of an account's number, as a composite format.</summary>
    public string UserFormat { get; internal set; } = "";

    /// <summary>Every session that had accounting, ended or not.</summary>
    public IReadOnlyList<SessionOutcome> Sessions { get; internal set; } = [];
}

/// <summary>Where a run stands.</summary>
public readonly record struct RadiusLoadProgress(
    TimeSpan Elapsed, long Answered, long Retransmissions, long Losses, int OpenSessions);
