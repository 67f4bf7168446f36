using System.Collections.Immutable;
using Billing.Contracts.Sessions;
using Billing.Core.Accounts;
using Orleans.Concurrency;

namespace Billing.Contracts.Accounts;

/// <summary>Ends what an account uses now. Key: the account's number.</summary>
/// <remarks>A status that is changed by anybody else ends its sessions too, a moment later: the database tells.</remarks>
[Alias("billing.account-control")]
public interface IAccountControlGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Suspends or closes the account and then disconnects its sessions, so that a device which reconnects at once is rejected.
    /// Calls for help go on.
    /// </summary>
    /// <exception cref="ArgumentException">The cause or the status is none that an order may have: nothing is done.</exception>
    [Alias("block"), ResponseTimeout("00:01:00"), AlwaysInterleave]
    Task<BlockReply> BlockAsync(BlockOrder order);

    /// <summary>Disconnects all sessions of the account, but for calls for help. It may open new ones.</summary>
    [Alias("disconnect"), ResponseTimeout("00:01:00"), AlwaysInterleave]
    Task<ImmutableArray<DisconnectedSession>> DisconnectAsync(DisconnectOrder order);
}

/// <param name="Cause">The asker's key, 1 to 100 characters: of each session it is done once.</param>
/// <param name="By">Who asks, for the records: a user's name.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Status"><see cref="AccountStatus.Suspended"/>, or <see cref="AccountStatus.Closed"/> for good.</param>
[GenerateSerializer, Immutable, Alias("billing.block-order")]
public sealed record BlockOrder(
    [property: Id(0)] string Cause,
    [property: Id(1)] string By,
    [property: Id(2)] string Reason,
    [property: Id(3)] AccountStatus Status = AccountStatus.Suspended);

/// <param name="IsFound">Whether there is such an account.</param>
/// <param name="Status">What it has now; a closed account stays closed.</param>
/// <param name="Sessions">Those that were open, with what their gateways said.</param>
[GenerateSerializer, Immutable, Alias("billing.block-reply")]
public sealed record BlockReply(
    [property: Id(0)] bool IsFound,
    [property: Id(1)] AccountStatus Status,
    [property: Id(2)] ImmutableArray<DisconnectedSession> Sessions);

[GenerateSerializer, Immutable, Alias("billing.disconnected-session")]
public sealed record DisconnectedSession(
    [property: Id(0)] Guid SessionId,
    [property: Id(1)] ControlReply Reply);
