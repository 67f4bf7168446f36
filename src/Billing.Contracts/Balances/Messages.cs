using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Contracts.Balances;

/// <summary>The terms on which a session is opened: see <see cref="SessionTerms"/>.</summary>
[GenerateSerializer, Immutable, Alias("billing.session-opening")]
public sealed record SessionOpening
{
    [Id(0)]
    public required Guid SessionId { get; init; }

    [Id(1)]
    public required long AccountId { get; init; }

    [Id(2)]
    public required int NodeId { get; init; }

    [Id(3)]
    public required string UserName { get; init; }

    [Id(4)]
    public required string Service { get; init; }

    [Id(5)]
    public required Unit Unit { get; init; }

    /// <summary>The pinned rate's number; null: unrated.</summary>
    [Id(6)]
    public required long? RateId { get; init; }

    [Id(7)]
    public required long TariffId { get; init; }

    [Id(8)]
    public required int TariffVersion { get; init; }

    [Id(9)]
    public string? CalledParty { get; init; }

    [Id(10)]
    public string? CallingParty { get; init; }

    [Id(11)]
    public required Instant At { get; init; }

    [Id(12)]
    public required string ZoneId { get; init; }

    [Id(13)]
    public required long? SliceUnits { get; init; }

    [Id(14)]
    public required long LongestUnits { get; init; }

    [Id(15)]
    public int? MaxSessions { get; init; }

    [Id(16)]
    public string? AcctSessionId { get; init; }

    [Id(17)]
    public required long BalanceId { get; init; }

    /// <summary>The tariff's currency, in which the rate prices; null where there is no rate.</summary>
    [Id(18)]
    public string? Currency { get; init; }

    /// <summary>The pinned set of the tariff's periods; null: it has none.</summary>
    [Id(19)]
    public long? PeriodSetId { get; init; }

    [Id(20)]
    public string? CalledNumber { get; init; }

    [Id(21)]
    public string? CallingNumber { get; init; }

    [Id(22)]
    public string? Destination { get; init; }

    [Id(23)]
    public ImmutableArray<string> DestinationGroups { get; init; } = [];

    [Id(24)]
    public bool IsEmergency { get; init; }

    /// <summary>The most sessions that may be open at once on the balance; null: any number.</summary>
    [Id(25)]
    public int? MaxSessionsOfPayer { get; init; }

    /// <summary>The gateway's name for what it asks about, in its Access-Request; null: it said none.</summary>
    [Id(26)]
    public string? AskedAs { get; init; }

    /// <summary>As in <see cref="SessionTerms"/>.</summary>
    [Id(27)]
    public string? NasAddress { get; init; }

    /// <inheritdoc cref="NasAddress"/>
    [Id(28)]
    public string? NasIdentifier { get; init; }
}

/// <summary>A report about one session of a balance: cumulative.</summary>
[GenerateSerializer, Immutable, Alias("billing.session-report")]
public sealed record SessionReport
{
    [Id(0)]
    public required Guid SessionId { get; init; }

    /// <summary>The terms of a session that was never authorised: it is opened by this report.</summary>
    [Id(1)]
    public SessionOpening? Opening { get; init; }

    [Id(2)]
    public required SessionState State { get; init; }

    [Id(3)]
    public required Instant EventAt { get; init; }

    [Id(4)]
    public required Instant HeardAt { get; init; }

    [Id(5)]
    public required Instant StartedAt { get; init; }

    [Id(6)]
    public long? DurationSeconds { get; init; }

    [Id(7)]
    public uint? InputOctets { get; init; }

    [Id(8)]
    public uint? InputGigawords { get; init; }

    [Id(9)]
    public uint? OutputOctets { get; init; }

    [Id(10)]
    public uint? OutputGigawords { get; init; }

    [Id(11)]
    public string? AcctSessionId { get; init; }

    [Id(12)]
    public int Incarnation { get; init; }

    [Id(13)]
    public string? FramedAddress { get; init; }

    [Id(14)]
    public string? TerminateCause { get; init; }

    /// <summary>Only if the session was last heard of before; null: whenever that was.</summary>
    [Id(15)]
    public Instant? HeardBefore { get; init; }

    /// <summary>The attributes of the gateway's report that ended it, as they came (RFC 2865 5).</summary>
    [Id(16)]
    public byte[]? Attributes { get; init; }

    /// <summary>As <see cref="Sessions.UsageReport.GatewayUserName"/>.</summary>
    [Id(17)]
    public string? GatewayUserName { get; init; }

    /// <summary>As <see cref="Sessions.UsageReport.HasFailed"/>.</summary>
    [Id(18)]
    public bool HasFailed { get; init; }

    /// <summary>As <see cref="StartedAt"/>, by the clock of a gateway that is ahead of ours; null: it is not.</summary>
    [Id(19)]
    public Instant? GatewayStartedAt { get; init; }

    /// <summary>Whether who sends it looks at <see cref="SessionMarks.IsOther"/>; one that does not (an earlier program) is refused by an exception.</summary>
    [Id(20)]
    public bool KnowsOther { get; init; }
}

/// <summary>A session's high-water marks, durable when they are told.</summary>
[GenerateSerializer, Immutable, Alias("billing.session-marks")]
public sealed record SessionMarks(
    [property: Id(0)] long BalanceId,
    [property: Id(1)] SessionState State,
    [property: Id(2)] long UsedUnits,
    [property: Id(3)] long GrantedUnits,
    [property: Id(4)] long DurationSeconds,
    [property: Id(5)] long InputOctets,
    [property: Id(6)] long OutputOctets,
    [property: Id(7)] bool SawGigawords,
    [property: Id(8)] Instant? StartedAt,
    [property: Id(9)] Instant ReportedAt,
    [property: Id(10)] Instant HeardAt,
    [property: Id(11)] Instant? EndedAt,
    [property: Id(12)] string? AcctSessionId,
    [property: Id(13)] int Incarnation)
{
    /// <summary>When it began (or ended, if <see cref="StartedAt"/> is null) by the clock of a gateway that is ahead of ours; null: it is not.</summary>
    [Id(14)]
    public Instant? GatewayStartedAt { get; init; }

    /// <summary>The report named another session than this one has become: nothing was taken of it, and these marks need not be durable yet.</summary>
    [Id(15)]
    public bool IsOther { get; init; }

    /// <summary>A call that was refused: only what says the same again is of it. Not said by an earlier program.</summary>
    [Id(16)]
    public bool HasFailed { get; init; }
}

/// <summary>What a first report without our token tells of the session that it belongs to.</summary>
/// <param name="Others">Sessions that it is known not to belong to.</param>
/// <param name="NasAddress">As in <see cref="Sessions.UsageReport"/>: what is known to be let in at another gateway is not meant.</param>
/// <param name="NasIdentifier">The same.</param>
[GenerateSerializer, Immutable, Alias("billing.session-claim")]
public sealed record SessionClaim(
    [property: Id(0)] long AccountId,
    [property: Id(1)] int NodeId,
    [property: Id(2)] string Service,
    [property: Id(3)] string? CalledParty,
    [property: Id(4)] string AcctSessionId,
    [property: Id(5)] ImmutableArray<Guid> Others,
    [property: Id(6)] string? NasAddress = null,
    [property: Id(7)] string? NasIdentifier = null);

/// <summary>A payer's funds, in one currency.</summary>
[GenerateSerializer, Immutable, Alias("billing.balance-view")]
public sealed record BalanceView(
    [property: Id(0)] string Currency,
    [property: Id(1)] decimal Posted,
    [property: Id(2)] decimal Held,
    [property: Id(3)] decimal Unsettled,
    [property: Id(4)] decimal Available,
    [property: Id(5)] decimal CreditLimit,
    [property: Id(6)] int OpenSessions,
    [property: Id(7)] ImmutableArray<AllowanceView> Allowances = default)
{
    /// <summary>What is owed is overdue, and services are limited.</summary>
    [Id(8)]
    public bool IsLimited { get; init; }

    /// <summary>While they are, usage is sold on credit all the same.</summary>
    [Id(9)]
    public bool IsOnCredit { get; init; }

    /// <summary>While they are, the policy of data sessions; null: the ordinary one.</summary>
    [Id(10)]
    public string? LimitedPolicy { get; init; }
}

/// <summary>An allowance that is worth something.</summary>
/// <param name="Remaining">Base units by the uses' weights, or money; what open sessions hold of it included.</param>
[GenerateSerializer, Immutable, Alias("billing.allowance-view")]
public sealed record AllowanceView(
    [property: Id(0)] string Name,
    [property: Id(1)] AllowanceKind Kind,
    [property: Id(2)] decimal Initial,
    [property: Id(3)] decimal Remaining,
    [property: Id(4)] Instant? ExpiresAt);
