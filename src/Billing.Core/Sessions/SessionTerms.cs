using System.Collections.Immutable;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Sessions;

/// <summary>What was agreed when a session was authorised or first heard of; it never changes afterwards.</summary>
/// <remarks>A new rate, product or owner never changes a running session: the rate is pinned here.</remarks>
public sealed record SessionTerms
{
    /// <summary>Our own token: sent as Class (RFC 2865 5.25), the key of the session grain and row.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>The account that uses the service.</summary>
    public required long AccountId { get; init; }

    /// <summary>The payer's balance.</summary>
    public required long BalanceId { get; init; }

    /// <summary>The gateway, as configured; never its own claim (NAS-IP-Address).</summary>
    public required int NodeId { get; init; }

    /// <summary>
    /// What the gateway says as its own address (NAS-IP-Address, NAS-IPv6-Address), where several may be behind the configured one; null: it
    /// did not say. A restart of another one is told apart by it, and whose report a hold is for that comes without our token.
    /// </summary>
    public string? NasAddress { get; init; }

    /// <summary>The same of NAS-Identifier.</summary>
    public string? NasIdentifier { get; init; }

    /// <summary>The name that the gateway gave for the account.</summary>
    public required string UserName { get; init; }

    /// <summary>The service's key, for instance <c>voice</c> or <c>data</c>.</summary>
    public required string Service { get; init; }

    public required Unit Unit { get; init; }

    /// <summary>The pinned rate; null when nothing prices this usage: it is recorded as unrated and charges nothing.</summary>
    public required Rate? Rate { get; init; }

    public required long TariffId { get; init; }

    public required int TariffVersion { get; init; }

    /// <summary>The called party as it was dialled.</summary>
    public required string? CalledParty { get; init; }

    public required string? CallingParty { get; init; }

    /// <summary>When it was authorised, or first heard of.</summary>
    public required Instant AuthorizedAt { get; init; }

    /// <summary>The account's billing time zone: its clock decides which tariff period is in force.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>How many base units are granted at once; null grants all that the funds allow.</summary>
    public required long? SliceUnits { get; init; }

    /// <summary>The most base units that one session may be granted in all.</summary>
    public required long LongestUnits { get; init; }

    /// <summary>The tariff's periods as they were then; null when it had none.</summary>
    public TariffPeriods? Periods { get; init; }

    /// <summary>The called party in E.164 without "+", by the gateway's rules; null when there is none.</summary>
    public string? CalledNumber { get; init; }

    /// <summary>The calling party in E.164 without "+".</summary>
    public string? CallingNumber { get; init; }

    /// <summary>What was rated: a number in E.164 without "+", or a keyword such as <c>ONNET</c>; empty for data.</summary>
    public string Destination { get; init; } = "";

    /// <summary>The names of the destination groups that it was in, in ordinal order.</summary>
    /// <remarks>Those of what was rated, and of the number when a keyword stood for it.</remarks>
    public ImmutableArray<string> DestinationGroups { get; init; } = [];

    /// <summary>A call for help: granted whole whatever the funds are, and nothing is held for it.</summary>
    public bool IsEmergency { get; init; }
}
