using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Contracts.Sessions;

/// <summary>What is not null must fit.</summary>
/// <param name="Account">The beginning of the user name that the gateway sends; a number in any way of writing it.</param>
/// <param name="Peer">The beginning of the called number.</param>
/// <param name="FramedAddress">The whole IP address.</param>
/// <param name="AuthorizedBefore">For those that run long.</param>
/// <param name="IsDisobeyed">Only those whose gateway did not do what it was told, three times or more: to end them, or to change their policy.</param>
/// <param name="IsAtPortal">
/// In place of sessions, the logins that were let in to their gateway's captive portal only: nothing is held or charged. Of the others only
/// account, customer, gateway, service, address and time are asked.
/// </param>
public sealed record SessionFilter(
    string? Service = null,
    string? Account = null,
    long? AccountId = null,
    long? CustomerId = null,
    int? NodeId = null,
    string? Peer = null,
    string? FramedAddress = null,
    Instant? AuthorizedBefore = null,
    bool IsDisobeyed = false,
    bool IsAtPortal = false);

/// <param name="Peer">The called number in E.164 without "+", else as it was dialled; null for what has none.</param>
/// <param name="StartedAt">Null: authorised, and the gateway has not said yet that it started.</param>
/// <param name="UsedUnits">Base units of <paramref name="Unit"/>.</param>
/// <param name="Charged">So far, in <paramref name="Currency"/>; what allowances paid is not in it.</param>
/// <param name="Held">For what is granted beyond that.</param>
/// <param name="IsRated">False: nothing prices it (unrated usage).</param>
/// <param name="IsAtPortal">A login at its gateway's captive portal, which becomes a session of this number when it is let out.</param>
/// <param name="TariffId">Of <paramref name="Tariff"/>; <paramref name="Destination"/> is what its rate is of.</param>
public sealed record SessionRow(
    Guid SessionId,
    string Service,
    SessionState State,
    long AccountId,
    string Login,
    long CustomerId,
    string Customer,
    long BalanceId,
    string UserName,
    string? Peer,
    string? CallingParty,
    string? FramedAddress,
    int NodeId,
    string Node,
    string? AcctSessionId,
    string? Destination,
    Instant AuthorizedAt,
    Instant? StartedAt,
    Instant ReportedAt,
    Instant? EndedAt,
    Unit Unit,
    long UsedUnits,
    long GrantedUnits,
    long DurationSeconds,
    long InputOctets,
    long OutputOctets,
    decimal Charged,
    decimal Held,
    string Currency,
    string? Tariff,
    bool IsRated,
    string? TerminateCause,
    bool IsAtPortal = false,
    long? TariffId = null);
