namespace Billing.Contracts.Sessions;

/// <summary>Speaks to gateways about sessions that run there. Every process with a RADIUS listener has one.</summary>
/// <remarks>
/// It sends, repeats and waits; it neither decides nor records, which is the grains' work. It never throws for what a
/// gateway does or a network does not.
/// </remarks>
public interface IGatewayControl
{
    /// <summary>Asks for the session's end.</summary>
    Task<GatewayAnswer> DisconnectAsync(ControlledSession session);

    /// <param name="policy">Null: the gateway's ordinary one.</param>
    Task<GatewayAnswer> ChangePolicyAsync(ControlledSession session, string? policy);

    /// <summary>Asks for the end of a session that does not exist: a gateway that takes such requests refuses it.</summary>
    Task<GatewayAnswer> TestAsync(int nodeId);
}

/// <summary>A session by all the names that a gateway may know it by.</summary>
/// <param name="FramedAddress">Its IP address; null where it has none or none was reported.</param>
public sealed record ControlledSession(
    Guid SessionId,
    long BalanceId,
    int NodeId,
    string UserName,
    string? AcctSessionId,
    string? FramedAddress,
    string? CalledParty,
    string? CallingParty);

/// <param name="Disconnects">
/// The gateway's profile says that a session whose policy could not be changed is to be disconnected: it comes back, and is
/// told the policy then.
/// </param>
public sealed record GatewayAnswer(ControlOutcome Outcome, string Words, int? ErrorCause, int Tries, TimeSpan Took, bool Disconnects = false);
