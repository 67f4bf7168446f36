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

    /// <summary>Whether the gateway's profile has a captive portal for sessions whose funds go.</summary>
    bool HasHotline(int nodeId);

    /// <summary>Sends a running session to that portal.</summary>
    Task<GatewayAnswer> HotlineAsync(ControlledSession session);

    /// <summary>Lets a session that was sent there out again.</summary>
    /// <param name="policy">What applies to it then; null: the ordinary one.</param>
    Task<GatewayAnswer> LiftAsync(ControlledSession session, string? policy);

    /// <summary>Asks for the end of a session that does not exist: a gateway that takes such requests refuses it.</summary>
    Task<GatewayAnswer> TestAsync(int nodeId);
}

/// <summary>A session by all the names that a gateway may know it by.</summary>
/// <param name="FramedAddress">Its IP address; null where it has none or none was reported.</param>
/// <param name="GatewayUserName">What the gateway says as User-Name; null: the same as <paramref name="UserName"/>.</param>
[GenerateSerializer, Immutable, Alias("billing.controlled-session")]
public sealed record ControlledSession(
    [property: Id(0)] Guid SessionId,
    [property: Id(1)] long BalanceId,
    [property: Id(2)] int NodeId,
    [property: Id(3)] string UserName,
    [property: Id(4)] string? AcctSessionId,
    [property: Id(5)] string? FramedAddress,
    [property: Id(6)] string? CalledParty,
    [property: Id(7)] string? CallingParty,
    [property: Id(8)] string? GatewayUserName = null);

/// <param name="Disconnects">
/// What was refused is to be followed by a disconnection: the gateway's profile says so of a policy, and of a captive portal it is
/// always so. The session comes back, and is told it then.
/// </param>
/// <param name="IsFinal">Nothing would come of asking again: the gateway's profile cannot say it.</param>
[GenerateSerializer, Immutable, Alias("billing.gateway-answer")]
public sealed record GatewayAnswer(
    [property: Id(0)] ControlOutcome Outcome,
    [property: Id(1)] string Words,
    [property: Id(2)] int? ErrorCause,
    [property: Id(3)] int Tries,
    [property: Id(4)] TimeSpan Took,
    [property: Id(5)] bool Disconnects = false,
    [property: Id(6)] bool IsFinal = false);
