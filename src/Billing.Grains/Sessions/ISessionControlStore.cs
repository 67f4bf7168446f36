using Billing.Contracts.Sessions;

namespace Billing.Grains.Sessions;

/// <summary>Records what gateways are told about running sessions, and what they answer.</summary>
public interface ISessionControlStore
{
    /// <summary>Records that an order is begun, unless one of the same session and cause is or was.</summary>
    /// <remarks>
    /// One that a gateway did not answer may be begun again a minute later; so may one whose process was lost, after two.
    /// </remarks>
    Task<ControlClaim> ClaimAsync(ControlStart start);

    Task AnsweredAsync(long controlId, ControlReply reply);

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
