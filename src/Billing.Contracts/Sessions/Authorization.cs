using Billing.Contracts.Accounts;
using NodaTime;

namespace Billing.Contracts.Sessions;

/// <summary>A gateway asks whether an account may use a service, and how much of it.</summary>
[GenerateSerializer, Immutable, Alias("billing.authorize-request")]
public sealed record AuthorizeRequest(
    [property: Id(0)] AccountTerms Account,
    [property: Id(1)] string Service,
    [property: Id(2)] int NodeId,
    [property: Id(3)] string UserName,
    [property: Id(4)] string? AcctSessionId,
    [property: Id(5)] string? CalledParty,
    [property: Id(6)] string? CallingParty,
    [property: Id(7)] bool ComesBack,
    [property: Id(8)] Instant At);

/// <param name="GrantedUnits">Base units that may be used; their price is held.</param>
/// <param name="Spendable">What the payer can spend, this hold included, in its currency.</param>
[GenerateSerializer, Immutable, Alias("billing.authorize-reply")]
public sealed record AuthorizeReply(
    [property: Id(0)] AuthorizeResult Result,
    [property: Id(1)] long GrantedUnits,
    [property: Id(2)] decimal Spendable,
    [property: Id(3)] string Currency);

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum AuthorizeResult
{
    Granted = 1,
    InsufficientFunds = 2,

    /// <summary>The destination's rate says so.</summary>
    Forbidden = 3,

    /// <summary>The tariff has no rate for the destination.</summary>
    NoRate = 4,

    /// <summary>The account's product does not have the service.</summary>
    NoService = 5,

    TooManySessions = 6,
}
