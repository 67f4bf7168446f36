using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using Orleans.Concurrency;

namespace Billing.Contracts.Balances;

/// <summary>One payer's funds: the only writer of them in the cluster. Key: the balance's number.</summary>
[Alias("billing.balance")]
public interface IBalanceGrain : IGrainWithIntegerKey
{
    /// <summary>Opens a session by holding the price of what is granted.</summary>
    [Alias("authorize"), AlwaysInterleave]
    ValueTask<AccessReply> AuthorizeAsync(SessionOpening opening);

    /// <summary>Takes a gateway's report of a session that is open here: the short way, and that of almost every report.</summary>
    /// <returns><c>UnknownToken</c> when it is not open: the session's own grain knows why. Else as that answers.</returns>
    [Alias("take"), AlwaysInterleave]
    ValueTask<ReportReply> TakeAsync(Guid token, UsageReport report);

    /// <summary>Charges what a session has used and holds its next slice, or settles it; answers when that is durable.</summary>
    [Alias("report"), AlwaysInterleave]
    ValueTask<SessionMarks> ReportAsync(SessionReport report);

    /// <summary>Hands out an authorised session that has not started yet, to a gateway that did not return its token.</summary>
    /// <returns>The session that has the name already; else the oldest that fits and was not handed out; null when there is none.</returns>
    [Alias("claim"), AlwaysInterleave]
    ValueTask<Guid?> ClaimAsync(SessionClaim claim);

    /// <summary>The funds as they are now, holds and running charges included; null when there is no such balance.</summary>
    [Alias("show"), AlwaysInterleave]
    ValueTask<BalanceView?> ShowAsync();
}
