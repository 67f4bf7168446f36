using Orleans.Concurrency;

namespace Billing.Contracts.Sessions;

/// <summary>Steers one running session at its gateway (RFC 5176). Key: the session's id.</summary>
/// <remarks>
/// Nothing here moves money: what was used is charged by the gateway's reports. An order is done once for each cause: asked
/// again, it is answered with what came of it.
/// </remarks>
[Alias("billing.session-control")]
public interface ISessionControlGrain : IGrainWithGuidKey
{
    /// <summary>Asks the gateway to end the session (Disconnect-Request), and waits for its answer.</summary>
    /// <returns>After the answer is recorded. An acknowledged session ends here with the gateway's Stop, moments later.</returns>
    [Alias("disconnect"), ResponseTimeout("00:01:00"), AlwaysInterleave]
    Task<ControlReply> DisconnectAsync(DisconnectOrder order);

    /// <summary>Tells the gateway the policy that the session is to have from now on (CoA-Request), and waits for its answer.</summary>
    [Alias("change-policy"), ResponseTimeout("00:01:00"), AlwaysInterleave]
    Task<ControlReply> ChangePolicyAsync(PolicyOrder order);
}

/// <param name="Cause">The asker's key, 1 to 100 characters, such as a click's: of one session, each is done once.</param>
/// <param name="By">Who asks, for the records: a user's name, or the rule that asks by itself.</param>
/// <param name="Reason">Why, for people.</param>
[GenerateSerializer, Immutable, Alias("billing.disconnect-order")]
public sealed record DisconnectOrder(
    [property: Id(0)] string Cause,
    [property: Id(1)] string By,
    [property: Id(2)] string Reason);

/// <param name="Cause">The asker's key, 1 to 100 characters: of one session, each is done once.</param>
/// <param name="By">Who asks, for the records: a user's name, or the rule that asks by itself.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Policy">As the gateway's profile understands it, such as <c>512k/2M</c>; null: the ordinary one again.</param>
[GenerateSerializer, Immutable, Alias("billing.policy-order")]
public sealed record PolicyOrder(
    [property: Id(0)] string Cause,
    [property: Id(1)] string By,
    [property: Id(2)] string Reason,
    [property: Id(3)] string? Policy);

/// <summary>What the gateway said.</summary>
/// <param name="Words">The same as a sentence for people.</param>
/// <param name="ErrorCause">Why it refused (RFC 5176 3.5); null where it did not say.</param>
/// <param name="Tries">How many times the request was sent.</param>
/// <param name="Milliseconds">From the first sending to the answer, or to giving up.</param>
/// <param name="WasDoneBefore">It is the answer to an order of the same cause.</param>
[GenerateSerializer, Immutable, Alias("billing.control-reply")]
public sealed record ControlReply(
    [property: Id(0)] ControlOutcome Outcome,
    [property: Id(1)] string Words,
    [property: Id(2)] int? ErrorCause = null,
    [property: Id(3)] int Tries = 0,
    [property: Id(4)] int Milliseconds = 0,
    [property: Id(5)] bool WasDoneBefore = false);

/// <summary>Numbers are on the wire, and stored.</summary>
[GenerateSerializer]
public enum ControlOutcome
{
    /// <summary>The gateway has done it (ACK).</summary>
    Acknowledged = 1,

    /// <summary>The gateway will not or cannot (NAK).</summary>
    Refused = 2,

    /// <summary>It did not answer, or nobody with the secret did.</summary>
    NoAnswer = 3,

    /// <summary>Nothing was sent; the words say why.</summary>
    NotSent = 4,
}

/// <summary>Numbers are on the wire, and stored.</summary>
[GenerateSerializer]
public enum ControlKind
{
    Disconnect = 1,
    ChangePolicy = 2,
}
