using System.Collections.Immutable;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Contracts.Accounts;

/// <summary>Credentials offered for an alias: the password in clear (PAP), or a response with its challenge.</summary>
/// <param name="IsTrusted">The gateway has proved who it is, and there is nothing to check.</param>
/// <remarks>Exactly one of the methods is given. Never logged.</remarks>
[GenerateSerializer, Immutable, Alias("billing.credentials")]
public sealed record Credentials(
    [property: Id(0)] string Alias,
    [property: Id(1)] byte[]? Password,
    [property: Id(2)] ChapResponse? Chap,
    [property: Id(3)] MsChapResponse? MsChap = null,
    [property: Id(4)] DigestResponse? Digest = null,
    [property: Id(5)] bool IsTrusted = false)
{
    public override string ToString() => $"credentials for {Alias}";
}

/// <summary>RFC 1994 4.1.</summary>
[GenerateSerializer, Immutable, Alias("billing.chap-response")]
public sealed record ChapResponse(
    [property: Id(0)] byte Identifier,
    [property: Id(1)] byte[] Challenge,
    [property: Id(2)] byte[] Response);

/// <summary>MS-CHAP version 2 (RFC 2759).</summary>
/// <param name="UserName">The octets that the peer computed with.</param>
[GenerateSerializer, Immutable, Alias("billing.ms-chap-response")]
public sealed record MsChapResponse(
    [property: Id(0)] byte[] UserName,
    [property: Id(1)] byte[] Challenge,
    [property: Id(2)] byte[] PeerChallenge,
    [property: Id(3)] byte[] Response)
{
    public override string ToString() => nameof(MsChapResponse);
}

/// <summary>A digest response of HTTP or SIP (RFC 2617, RFC 5090): see <see cref="Core.Accounts.HttpDigest"/>.</summary>
[GenerateSerializer, Immutable, Alias("billing.digest-response")]
public sealed record DigestResponse(
    [property: Id(0)] string Response,
    [property: Id(1)] string UserName,
    [property: Id(2)] string Realm,
    [property: Id(3)] string Nonce,
    [property: Id(4)] string Method,
    [property: Id(5)] string Uri,
    [property: Id(6)] string? Qop,
    [property: Id(7)] string? Algorithm,
    [property: Id(8)] string? CNonce,
    [property: Id(9)] string? NonceCount,
    [property: Id(10)] string? BodyHash)
{
    public override string ToString() => nameof(DigestResponse);
}

/// <summary>What proves to who logged in that we know the secret too: see <see cref="Core.Accounts.MutualProof"/>.</summary>
/// <param name="SendKey">Empty where the method makes no keys. Never logged.</param>
[GenerateSerializer, Immutable, Alias("billing.access-proof")]
public sealed record AccessProof(
    [property: Id(0)] byte[] Response,
    [property: Id(1)] byte[] SendKey,
    [property: Id(2)] byte[] ReceiveKey)
{
    public override string ToString() => nameof(AccessProof);
}

/// <summary>A gateway asks whether somebody may use a service, and how much of it.</summary>
/// <param name="Token">A new token: the session's, if one is opened.</param>
/// <param name="Service">What the gateway's profile makes of the request; null: the account's first one.</param>
/// <param name="CalledParty">As it was dialled.</param>
/// <param name="ComesBackFor">The services for which the gateway can come back for more.</param>
/// <param name="AccessCode">What the gateway's profile makes of the request, such as <c>INCOMING</c>; null: a call is <c>OUTGOING</c>.</param>
/// <param name="IsServiceAssumed">The packet does not tell the service: an account without it uses its first one.</param>
/// <param name="AcctSessionId">The gateway's name for what it asks about (RFC 2866 5.5): a request that comes again, to another process or under
/// another number, has the same; null: it said none.</param>
/// <param name="NasAddress">As in <see cref="Sessions.UsageReport"/>.</param>
/// <param name="NasIdentifier">The same.</param>
/// <remarks>Member 4 was the gateway's name for the session when nothing needed it: the number is not used again.</remarks>
[GenerateSerializer, Immutable, Alias("billing.access-request")]
public sealed record AccessRequest(
    [property: Id(0)] Credentials Credentials,
    [property: Id(1)] Guid Token,
    [property: Id(2)] string? Service,
    [property: Id(3)] int NodeId,
    [property: Id(5)] string? CalledParty,
    [property: Id(6)] string? CallingParty,
    [property: Id(7)] ImmutableArray<string> ComesBackFor,
    [property: Id(8)] Instant At,
    [property: Id(9)] string? AccessCode = null,
    [property: Id(10)] bool IsServiceAssumed = false,
    [property: Id(11)] string? AcctSessionId = null,
    [property: Id(12)] string? NasAddress = null,
    [property: Id(13)] string? NasIdentifier = null);

/// <param name="Service">The service that the session was opened for, or would have been but for its funds; null when there is none.</param>
/// <param name="BalanceId">Its payer.</param>
/// <param name="GrantedUnits">Base units that may be used; their price is held.</param>
/// <param name="Spendable">What the payer can spend, this hold included, in its currency.</param>
/// <param name="Policy">What the gateway should apply: of a limit, of an allowance that is used up, or of the product; null: its ordinary one.</param>
/// <param name="ComesBack">Whether the grant is a slice, after which the gateway asks again.</param>
/// <param name="Proof">For who logged in by MS-CHAP or digest, and proved the password.</param>
/// <param name="FramedAddress">The account's own address; null: it has none.</param>
[GenerateSerializer, Immutable, Alias("billing.access-reply")]
public sealed record AccessReply(
    [property: Id(0)] AccessResult Result,
    [property: Id(1)] string? Service = null,
    [property: Id(2)] Unit Unit = default,
    [property: Id(3)] long BalanceId = 0,
    [property: Id(4)] long GrantedUnits = 0,
    [property: Id(5)] decimal Spendable = 0,
    [property: Id(6)] string Currency = "",
    [property: Id(7)] bool ComesBack = false,
    [property: Id(20)] string? Policy = null,
    [property: Id(21)] AccessProof? Proof = null,
    [property: Id(22)] string? FramedAddress = null);

/// <summary>Numbers are on the wire: they never change their meaning.</summary>
[GenerateSerializer]
public enum AccessResult
{
    /// <summary>A session is open and its grant is held.</summary>
    Granted = 1,

    /// <summary>It is them, and nothing is used yet (a registration, a PIN): no session is open.</summary>
    Recognized = 2,

    /// <summary>The password or response is not the account's.</summary>
    WrongCredentials = 3,

    /// <summary>The account is suspended or closed.</summary>
    Blocked = 4,

    /// <summary>The alias is not (any more) one of this account: look it up again.</summary>
    NotMine = 5,

    InsufficientFunds = 6,

    /// <summary>The destination's rate says so.</summary>
    Forbidden = 7,

    /// <summary>The tariff has no rate for the destination.</summary>
    NoRate = 8,

    /// <summary>The service is not one of the account's products.</summary>
    NoService = 9,

    TooManySessions = 10,

    /// <summary>An allowance is used up, and nothing is sold beyond it.</summary>
    AllowanceUsedUp = 20,

    /// <summary>The account's or payer's spending limit for the day is reached.</summary>
    SpendingLimitReached = 21,

    /// <summary>The name, or where it came from, had so many wrong credentials that it is not looked at: whether it is right is not known.</summary>
    TooManyFailures = 22,
}
