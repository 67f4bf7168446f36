using Billing.Contracts.Accounts;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Contracts.Sessions;

/// <summary>One session when its payer's balance does not have it open: late, lost, or never authorised. Key: our token.</summary>
/// <remarks>A report of an open session with our token goes to the balance itself: <c>IBalanceGrain.TakeAsync</c>.</remarks>
[Alias("billing.session")]
public interface ISessionGrain : IGrainWithGuidKey
{
    /// <summary>Takes a report; answers after its effect is durable.</summary>
    [Alias("report")]
    ValueTask<ReportReply> ReportAsync(UsageReport report);

    /// <summary>The same for a session that may not exist yet: it is opened on these terms.</summary>
    /// <param name="incarnation">A number that no other known session with the gateway's name has.</param>
    [Alias("open")]
    ValueTask<ReportReply> OpenAsync(UsageReport report, AccountTerms account, int incarnation);

    /// <summary>Ends the session at its last report, unless it was heard of since.</summary>
    /// <returns>Whether this ended it.</returns>
    [Alias("close")]
    ValueTask<bool> CloseAsync(SessionClosing closing);
}

/// <summary>Finds the session to which a gateway gave a name. Key: <c>{node}/{Acct-Session-Id}</c>.</summary>
/// <remarks>Only for gateways that do not return Class, and for those that return one Class for several sessions.</remarks>
[Alias("billing.session-name")]
public interface ISessionNameGrain : IGrainWithStringKey
{
    [Alias("report")]
    ValueTask<ReportReply> ReportAsync(UsageReport report);

    /// <summary>More of the open session that has the name: see <c>IBalanceGrain.RenewAsync</c>. It opens none.</summary>
    [Alias("renew")]
    ValueTask<RenewReply> RenewAsync(UsageReport report);
}

/// <summary>Ends sessions that fell silent. One in the cluster (key 0); called by every silo again and again.</summary>
[Alias("billing.silence")]
public interface ISilenceGrain : IGrainWithIntegerKey
{
    /// <summary>Closes what is silent for too long, if that was not looked at just now.</summary>
    /// <returns>How many sessions it closed.</returns>
    [Alias("sweep")]
    Task<int> SweepAsync();
}

/// <summary>Why we end a session ourselves. Numbers are on the wire.</summary>
[GenerateSerializer]
public enum ClosingReason
{
    /// <summary>No word of it for longer than the gateway's limit.</summary>
    Silence = 1,

    /// <summary>The gateway said that it restarted.</summary>
    NodeRestart = 2,
}

/// <param name="At">The event time of the end.</param>
/// <param name="HeardBefore">Only a session that was last heard of before this instant is closed.</param>
[GenerateSerializer, Immutable, Alias("billing.session-closing")]
public sealed record SessionClosing(
    [property: Id(0)] ClosingReason Reason,
    [property: Id(1)] Instant At,
    [property: Id(2)] Instant HeardBefore);

/// <summary>What a gateway that came back for more may give.</summary>
/// <param name="Reply">Recorded: there is more. Exhausted: nothing more is granted.</param>
/// <param name="GrantedUnits">Cumulative since the session's start, as <paramref name="UsedUnits"/>; base units.</param>
/// <param name="Policy">Null: the gateway's ordinary one.</param>
/// <param name="BalanceId">The payer.</param>
[GenerateSerializer, Immutable, Alias("billing.renew-reply")]
public sealed record RenewReply(
    [property: Id(0)] ReportReply Reply,
    [property: Id(1)] Unit Unit = default,
    [property: Id(2)] long GrantedUnits = 0,
    [property: Id(3)] long UsedUnits = 0,
    [property: Id(4)] string? Policy = null,
    [property: Id(5)] Guid SessionId = default,
    [property: Id(6)] long BalanceId = 0);

/// <summary>What came of a report. Numbers are on the wire.</summary>
[GenerateSerializer]
public enum ReportReply
{
    /// <summary>Its effect is durable; or it said nothing new, and what it repeats is durable.</summary>
    Recorded = 1,

    /// <summary>Recorded, and nothing more may be granted: the session should end.</summary>
    Exhausted = 2,

    /// <summary>It is another session's: the gateway gave this token's Class to several.</summary>
    OtherSession = 3,

    /// <summary>A later session of the gateway has this session's name.</summary>
    NewIncarnation = 4,

    /// <summary>There is no session with this token.</summary>
    UnknownToken = 5,
}
