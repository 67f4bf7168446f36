using System.Collections.Immutable;
using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace Billing.Contracts.Balances;

/// <summary>One payer's funds: the only writer of them in the cluster. Key: the balance's number.</summary>
[Version(1)]
[Alias("billing.balance")]
public interface IBalanceGrain : IGrainWithIntegerKey
{
    /// <summary>Opens a session by holding the price of what is granted.</summary>
    [Alias("authorize"), AlwaysInterleave]
    ValueTask<AccessReply> AuthorizeAsync(SessionOpening opening);

    /// <summary>What <see cref="AuthorizeAsync"/> would answer now. Nothing is opened, held or written.</summary>
    [Alias("test"), AlwaysInterleave]
    ValueTask<AccessReply> TestAsync(SessionOpening opening);

    /// <summary>Takes a gateway's report of a session that is open here: the short way, and that of almost every report.</summary>
    /// <returns><c>UnknownToken</c> when it is not open: the session's own grain knows why. Else as that answers.</returns>
    [Alias("take"), AlwaysInterleave]
    ValueTask<ReportReply> TakeAsync(Guid token, UsageReport report);

    /// <summary>Takes a gateway's request for more of a session that is open here: what it used is a report like any other.</summary>
    /// <returns>What may be used from now on, durable; the same request again is told the same.</returns>
    [Alias("renew"), AlwaysInterleave]
    ValueTask<RenewReply> RenewAsync(Guid token, UsageReport report);

    /// <summary>Charges what a session has used and holds its next slice, or settles it; answers when that is durable.</summary>
    /// <returns>With <see cref="SessionMarks.IsOther"/>: it is another session by now, and nothing was charged.</returns>
    [Alias("report"), AlwaysInterleave]
    ValueTask<SessionMarks> ReportAsync(SessionReport report);

    /// <summary>Hands out an authorised session that has not started yet, to a gateway that did not return its token.</summary>
    /// <returns>The session that has the name already; else the oldest that fits and was not handed out; null when there is none.</returns>
    [Alias("claim"), AlwaysInterleave]
    ValueTask<Guid?> ClaimAsync(SessionClaim claim);

    /// <summary>Brings in money, or corrects the balance.</summary>
    [Alias("credit"), AlwaysInterleave]
    ValueTask<OperationReply> CreditAsync(CreditOrder order);

    /// <summary>Gives an allowance.</summary>
    [Alias("give"), AlwaysInterleave]
    ValueTask<OperationReply> GiveAsync(AllowanceOrder order);

    /// <summary>Charges an event at once, whole or not at all; the account's grain knows on what terms.</summary>
    [Alias("charge"), AlwaysInterleave]
    ValueTask<OperationReply> ChargeAsync(EventCharge charge);

    /// <summary>What came of an event's order, if it is done; null: it is not.</summary>
    [Alias("repeat"), AlwaysInterleave]
    ValueTask<OperationReply?> RepeatAsync(EventOrder order, long accountId);

    /// <summary>Takes back what an event was charged.</summary>
    [Alias("refund"), AlwaysInterleave]
    ValueTask<OperationReply> RefundAsync(RefundOrder order);

    /// <summary>Makes a transaction record of an ended session cost what it should: posts the difference to what it costs now.</summary>
    /// <returns>Done without an entry when it costs that already.</returns>
    [Alias("correct"), AlwaysInterleave]
    ValueTask<OperationReply> CorrectAsync(CorrectionOrder order);

    /// <summary>Takes back what an ended session cost, units of allowances too.</summary>
    [Alias("revert"), AlwaysInterleave]
    ValueTask<OperationReply> RevertAsync(RevertOrder order);

    /// <summary>Gives a plan of allowances, a discount, a spending limit or credit, or ends one; the next call reckons with it.</summary>
    /// <remarks>Marked, as the kind of the order is open: else each reference to a balance, one for each packet, would make itself a copier.</remarks>
    [Alias("define"), AlwaysInterleave]
    ValueTask<OperationReply> DefineAsync([Immutable] DefinitionOrder order);

    /// <summary>Posts what billing charges or gives: fees, taxes, credit notes.</summary>
    [Alias("post"), AlwaysInterleave]
    ValueTask<OperationReply> PostAsync(PostOrder order);

    /// <summary>Posts several of them in their order, and waits for the disk once.</summary>
    /// <returns>What came of each, as of <see cref="PostAsync"/>.</returns>
    [Alias("post-all"), AlwaysInterleave]
    ValueTask<ImmutableArray<OperationReply>> PostAllAsync(ImmutableArray<PostOrder> orders);

    /// <summary>Posts the end of promotional money that has expired, which else the next decision does.</summary>
    /// <returns>Whether there was any.</returns>
    [Alias("expire"), AlwaysInterleave]
    ValueTask<bool> ExpireAsync();

    /// <summary>Reads the balance again before the next call: what it or its accounts' products have was changed where it is stored.</summary>
    /// <remarks>Who changes the products of an account, or what products have, calls this: the balance takes up what is new.</remarks>
    [Alias("reload")]
    ValueTask ReloadAsync();

    /// <summary>
    /// Has the next call reckon with what the products of its accounts give as of a version: a balance that has what they gave by an older
    /// one compares, and if something is new, reads itself again.
    /// </summary>
    [Alias("follow-products"), AlwaysInterleave]
    ValueTask FollowProductsAsync(long benefitsVersion);

    /// <summary>Leaves the memory unless a session is open: who goes through many balances is done with this one.</summary>
    [Alias("rest"), AlwaysInterleave]
    ValueTask RestAsync();

    /// <summary>Looks again at what gateways of running sessions should do, after what the payer may use has changed.</summary>
    [Alias("steer"), AlwaysInterleave]
    ValueTask SteerAsync();

    /// <summary>Has a session's gateway told once more what it should do, if nobody told it: the order was lost with its process, say.</summary>
    /// <param name="steerings">The session's number of changes as it is stored; nothing is done when it has another by now.</param>
    [Alias("steer-again"), AlwaysInterleave]
    ValueTask SteerAgainAsync(Guid sessionId, int steerings);

    /// <summary>The funds as they are now, holds and running charges included; null when there is no such balance.</summary>
    [Alias("show"), AlwaysInterleave]
    ValueTask<BalanceView?> ShowAsync();
}
