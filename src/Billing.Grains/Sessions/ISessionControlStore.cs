using Billing.Contracts.Sessions;

namespace Billing.Grains.Sessions;

/// <summary>Records what gateways are told about running sessions, and what they answer.</summary>
public interface ISessionControlStore
{
    /// <summary>Records that an order is begun, unless one of the same session and cause is or was.</summary>
    /// <remarks>
    /// One that was not obeyed may be begun again when its time has come (<see cref="AnsweredAsync"/>); one that a gateway did not answer, a
    /// minute later; one whose process was lost, after two.
    /// </remarks>
    Task<ControlClaim> ClaimAsync(ControlStart start);

    /// <summary>Records what came of it, and when it is to be given again.</summary>
    /// <remarks>
    /// Again, after 1, 2, 4 … 30 minutes: what a running session's gateway did not do, where a rule asked for it or the session's account is
    /// blocked. What else people ask is theirs to ask again.
    /// </remarks>
    /// <param name="isFinal">Nothing would come of asking again.</param>
    Task AnsweredAsync(long controlId, ControlReply reply, bool isFinal = false);

    /// <summary>Whether the gateway, by the last policy that it took, has the session at its captive portal for lack of funds.</summary>
    Task<bool> IsAtPortalAsync(Guid sessionId);

    /// <summary>Accounts whose status was changed a moment ago, by whomever, with the sessions that nobody has asked to end since.</summary>
    Task<IReadOnlyList<ChangedAccount>> ChangedAsync(int most);

    /// <summary>Changes with which there is nothing more to do.</summary>
    Task ForgetAsync(IReadOnlyCollection<long> changeIds);
}

public sealed record ControlStart(
    Guid SessionId,
    long AccountId,
    int NodeId,
    string? AcctSessionId,
    string Cause,
    ControlKind Kind,
    string? Policy,
    string By,
    string Reason);

/// <param name="IsMine">It is begun now; else it was begun before.</param>
/// <param name="Before">What came of it then; null: it is at work.</param>
public sealed record ControlClaim(long ControlId, bool IsMine, ControlReply? Before);

/// <param name="Status">What the account is now, in small letters.</param>
/// <param name="Sessions">Its open sessions that are to end: none when it is active.</param>
public sealed record ChangedAccount(long ChangeId, long AccountId, string Status, IReadOnlyList<Guid> Sessions);
