using Orleans.Concurrency;

namespace Billing.Contracts.Sessions;

/// <summary>Which process has the connection of a gateway that keeps one (RADIUS over TLS). Key: the gateway's id.</summary>
/// <remarks>
/// A hint, kept in memory only: processes say it when a connection comes, and again every few seconds while it is there. Of several
/// the one that was told last counts; each of them is a way to the gateway.
/// </remarks>
[Alias("billing.gateway-connection")]
public interface IGatewayConnectionGrain : IGrainWithIntegerKey
{
    [Alias("came"), AlwaysInterleave]
    Task CameAsync(IGatewayConnection at);

    /// <summary>Forgets it, unless another process has one by now.</summary>
    [Alias("went"), AlwaysInterleave]
    Task WentAsync(IGatewayConnection at);

    /// <returns>Null: none is known.</returns>
    [Alias("find"), AlwaysInterleave]
    Task<IGatewayConnection?> FindAsync();
}

/// <summary>The gateways that are connected to one process, as the others ask it to speak to them.</summary>
[Alias("billing.gateway-connections")]
public interface IGatewayConnection : IGrainObserver
{
    /// <summary>Does with the session what is asked, over the gateway's connection, and waits for its answer.</summary>
    /// <returns>Null: the gateway is not connected here any more, and nothing was sent.</returns>
    [Alias("tell"), ResponseTimeout("00:00:40")]
    Task<GatewayAnswer?> TellAsync(GatewayOrder order);
}

/// <param name="Session">Null in a test, which is of no session.</param>
/// <param name="Policy">Of a change of policy; null: the ordinary one.</param>
[GenerateSerializer, Immutable, Alias("billing.gateway-order")]
public sealed record GatewayOrder(
    [property: Id(0)] GatewayOrderKind Kind,
    [property: Id(1)] int NodeId,
    [property: Id(2)] ControlledSession? Session = null,
    [property: Id(3)] string? Policy = null);

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum GatewayOrderKind
{
    Disconnect = 1,
    ChangePolicy = 2,
    Hotline = 3,
    Test = 4,
    Lift = 5,
}
