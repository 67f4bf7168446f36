using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace Billing.Contracts.Sessions;

/// <summary>Which processes have the connections of a gateway that keeps them (RADIUS over TLS). Key: the gateway's id.</summary>
/// <remarks>
/// A hint, kept in memory only: processes say it when a connection comes, and again every few seconds while it is there. Of one
/// gateway each of them is a way to it; of a network they may be different gateways.
/// </remarks>
[Version(1)]
[Alias("billing.gateway-connection")]
public interface IGatewayConnectionGrain : IGrainWithIntegerKey
{
    [Alias("came"), AlwaysInterleave]
    Task CameAsync(IGatewayConnection at);

    /// <summary>Forgets it, unless another process has one by now.</summary>
    [Alias("went"), AlwaysInterleave]
    Task WentAsync(IGatewayConnection at);

    /// <returns>The one that came last; null: none is known.</returns>
    [Alias("find"), AlwaysInterleave]
    Task<IGatewayConnection?> FindAsync();

    /// <returns>All of them, the one that came last first.</returns>
    [Alias("find-all"), AlwaysInterleave]
    Task<IGatewayConnection[]> FindAllAsync();
}

/// <summary>The gateways that are connected to one process, as the others ask it to speak to them.</summary>
[Alias("billing.gateway-connections")]
public interface IGatewayConnection : IGrainObserver
{
    /// <summary>Does with the session what is asked, over the gateway's connection, and waits for its answer.</summary>
    /// <returns>Null: the gateway is not connected here any more, or is not the one that is meant, and nothing was sent.</returns>
    [Alias("tell"), ResponseTimeout("00:00:40")]
    Task<GatewayAnswer?> TellAsync(GatewayOrder order);
}

/// <param name="Session">Null in a test, which is of no session.</param>
/// <param name="Policy">Of a change of policy; null: the ordinary one.</param>
/// <param name="OnlyWhereHeard">
/// Only where a gateway that is connected has reported the session, and only such ones. A process of a version before asks all of its
/// own: that they know no such session is no sign that it is nowhere.
/// </param>
/// <param name="OnlyOthers">Only those that have not reported the session: the others were asked. A process of a version before asks all of its own.</param>
[GenerateSerializer, Immutable, Alias("billing.gateway-order")]
public sealed record GatewayOrder(
    [property: Id(0)] GatewayOrderKind Kind,
    [property: Id(1)] int NodeId,
    [property: Id(2)] ControlledSession? Session = null,
    [property: Id(3)] string? Policy = null,
    [property: Id(4)] bool OnlyWhereHeard = false,
    [property: Id(5)] bool OnlyOthers = false);

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
