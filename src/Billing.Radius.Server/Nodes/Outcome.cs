namespace Billing.Radius.Server.Nodes;

/// <summary>What became of a packet; each is counted per gateway (RFC 4669, RFC 4671).</summary>
public enum Outcome
{
    Accepted,
    Rejected,
    Accounted,
    Status,

    /// <summary>The same packet again after it was answered: the same bytes again.</summary>
    Repeated,

    /// <summary>The same packet again while it is at work.</summary>
    DuplicateInFlight,

    /// <summary>No gateway is configured for the source.</summary>
    UnknownClient,

    /// <summary>Too short, too long, or attributes that do not fit.</summary>
    Malformed,

    /// <summary>The Request Authenticator is not that of the secret.</summary>
    BadAuthenticator,

    /// <summary>The Message-Authenticator is not that of the secret.</summary>
    BadMessageAuthenticator,

    /// <summary>The gateway must send Message-Authenticator and did not (or not with EAP, Status-Server, Proxy-State).</summary>
    MissingMessageAuthenticator,

    /// <summary>A code that this port does not serve.</summary>
    UnexpectedCode,

    /// <summary>Too many requests at work.</summary>
    Overload,

    /// <summary>It waited longer than its gateway waits for an answer: a repeat is on its way, or the gateway has given it up.</summary>
    Stale,

    /// <summary>Nothing can be made durable now: no answer is better than one that may be lost.</summary>
    Unavailable,

    /// <summary>The work failed: no answer, the gateway repeats.</summary>
    Failed,

    /// <summary>A reject that was not sent: too many of them wait out their delay.</summary>
    RejectDropped,

    /// <summary>An event time far from ours, taken as the arrival instead.</summary>
    ClockSkew,

    /// <summary>A Disconnect- or CoA-Request of ours that the gateway acknowledged.</summary>
    ControlAcknowledged,

    /// <summary>One that it refused.</summary>
    ControlRefused,

    /// <summary>One that it did not answer.</summary>
    ControlUnanswered,

    /// <summary>An answer to none that waits for one: late, or not signed with our secret.</summary>
    ControlStray,

    /// <summary>An Accounting-Request that is durable in the spool of this process, to be charged when the database is back.</summary>
    Spooled,

    /// <summary>An Access-Accept on trust, while nothing could be committed; counted beside <see cref="Accepted"/>.</summary>
    StoodIn,

    /// <summary>An Access-Challenge: the gateway asks again with what it says.</summary>
    Challenged,

    /// <summary>A connection by TLS whose certificate or pre-shared key is not the gateway's; no packet came.</summary>
    NotSecured,
}
