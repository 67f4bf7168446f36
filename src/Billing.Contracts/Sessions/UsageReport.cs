using NodaTime;

namespace Billing.Contracts.Sessions;

/// <summary>One accounting report in our words: no vendor's name gets this far.</summary>
/// <remarks>
/// Counters are cumulative for the session and as the gateway sent them: low words with Gigawords where it has them; null
/// where the packet had no such attribute.
/// </remarks>
[GenerateSerializer, Immutable, Alias("billing.usage-report")]
public sealed record UsageReport
{
    [Id(0)]
    public required ReportKind Kind { get; init; }

    /// <summary>The gateway, as configured.</summary>
    [Id(1)]
    public required int NodeId { get; init; }

    /// <summary>RFC 2866 5.5; not unique for ever.</summary>
    [Id(2)]
    public required string AcctSessionId { get; init; }

    [Id(3)]
    public required string UserName { get; init; }

    /// <summary>What the gateway's profile makes of the packet: the service's key; null: the account's first one.</summary>
    [Id(5)]
    public string? Service { get; init; }

    /// <summary>As it was dialled.</summary>
    [Id(6)]
    public string? CalledParty { get; init; }

    [Id(7)]
    public string? CallingParty { get; init; }

    [Id(8)]
    public string? FramedAddress { get; init; }

    [Id(9)]
    public long? DurationSeconds { get; init; }

    [Id(10)]
    public uint? InputOctets { get; init; }

    [Id(11)]
    public uint? InputGigawords { get; init; }

    [Id(12)]
    public uint? OutputOctets { get; init; }

    [Id(13)]
    public uint? OutputGigawords { get; init; }

    /// <summary>Event-Timestamp (RFC 2869 5.3), else arrival minus Acct-Delay-Time; never later than the arrival.</summary>
    [Id(14)]
    public required Instant EventAt { get; init; }

    [Id(15)]
    public required bool HasEventTimestamp { get; init; }

    [Id(16)]
    public required Instant ArrivedAt { get; init; }

    [Id(17)]
    public string? TerminateCause { get; init; }

    /// <summary>Whether the gateway can come back for more (interim updates, re-authorisation).</summary>
    [Id(18)]
    public bool ComesBack { get; init; }

    /// <summary>When the gateway last reported its own restart (Accounting-On or -Off).</summary>
    [Id(19)]
    public Instant? NodeRestartedAt { get; init; }

    /// <summary>What the gateway's profile makes of the packet, such as <c>INCOMING</c>; null: a call is <c>OUTGOING</c>.</summary>
    [Id(20)]
    public string? AccessCode { get; init; }

    /// <summary>The packet does not tell the service: an account without it uses its first one.</summary>
    [Id(21)]
    public bool IsServiceAssumed { get; init; }

    /// <summary>Cumulative usage in base units of the service, where the gateway reports it as one number; null: by the counters.</summary>
    [Id(22)]
    public long? UsedUnits { get; init; }

    /// <summary>Of a Stop, the packet's attributes as they came (RFC 2865 5), those that nobody knows too; null: of others.</summary>
    [Id(23)]
    public byte[]? Attributes { get; init; }

    /// <summary>
    /// User-Name as the gateway sent it, by which it knows the session; null: it does not, or (an earlier program says so) it is
    /// <see cref="UserName"/>. Who logged in may be called otherwise: it is what is outside of a tunnel (PEAP, TTLS).
    /// </summary>
    [Id(24)]
    public string? GatewayUserName { get; init; }

    /// <summary>Acct-Status-Type Failed (RFC 2866 5.1, value 15): what was asked for did not happen. A message costs nothing then.</summary>
    [Id(25)]
    public bool HasFailed { get; init; }

    /// <summary>Whether <see cref="UsedUnits"/> are seconds, and not octets.</summary>
    [Id(26)]
    public bool AreUsedSeconds { get; init; }

    /// <summary>The gateway returned our mark of a login, and the report is not of the session that it names: not of a login that is looked for either.</summary>
    [Id(27)]
    public bool IsMarked { get; init; }

    /// <summary>
    /// Nobody is sent to a captive portal by the gateway's profile, nor was by one that it had since the process started that heard this:
    /// no such login is looked for.
    /// </summary>
    [Id(28)]
    public bool IsOfNoPortal { get; init; }

    /// <summary>Event-Timestamp as it came, where it is later than <see cref="EventAt"/>: the gateway's clock is ahead; null: it is not.</summary>
    [Id(29)]
    public Instant? GatewayAt { get; init; }

    /// <summary>
    /// What the gateway says as its own address (NAS-IP-Address, NAS-IPv6-Address), or that of the packet if it is one of a network and says
    /// neither that nor NAS-Identifier; null: not known, or the report opens no session.
    /// </summary>
    [Id(30)]
    public string? NasAddress { get; init; }

    /// <summary>NAS-Identifier (RFC 2865 5.32); null: as above.</summary>
    [Id(31)]
    public string? NasIdentifier { get; init; }

    /// <summary>
    /// No other session of the gateway has this <see cref="AcctSessionId"/> (SIP's Call-ID): what goes on or ends under it is of it, whichever
    /// party <see cref="UserName"/> names. Not of a Start, nor of what failed: those name who pays.
    /// </summary>
    [Id(33)]
    public bool IsOfEitherParty { get; init; }
}

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum ReportKind
{
    Start = 1,
    Interim = 2,
    Stop = 3,
}
