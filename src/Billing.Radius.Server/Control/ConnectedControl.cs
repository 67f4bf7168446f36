using Billing.Contracts.Sessions;
using Billing.Radius.Server.Listening;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Control;

/// <summary>
/// Speaks to a gateway that keeps a connection (RADIUS over TLS) through the process that has it (RFC 6614 2.5); to all others from here.
/// </summary>
internal sealed partial class ConnectedControl(
    GatewayControl here, TlsGateways connected, IGrainFactory grains, IOptions<RadiusOptions> options, ILogger<ConnectedControl> logger)
    : IGatewayControl, IGatewayConnection
{
    public Task<GatewayAnswer> DisconnectAsync(ControlledSession session) => ByAsync(new(GatewayOrderKind.Disconnect, session.NodeId, session));

    public Task<GatewayAnswer> ChangePolicyAsync(ControlledSession session, string? policy) =>
        ByAsync(new(GatewayOrderKind.ChangePolicy, session.NodeId, session, policy));

    public bool HasHotline(int nodeId) => here.HasHotline(nodeId);

    public Task<GatewayAnswer> HotlineAsync(ControlledSession session) => ByAsync(new(GatewayOrderKind.Hotline, session.NodeId, session));

    public Task<GatewayAnswer> LiftAsync(ControlledSession session, string? policy) =>
        ByAsync(new(GatewayOrderKind.Lift, session.NodeId, session, policy));

    public Task<GatewayAnswer> TestAsync(int nodeId) => ByAsync(new(GatewayOrderKind.Test, nodeId));

    public async Task<GatewayAnswer?> TellAsync(GatewayOrder order) => connected.Find(order.NodeId) is null ? null : await DoAsync(order);

    private async Task<GatewayAnswer> ByAsync(GatewayOrder order)
    {
        // Where this process takes no TLS, none does: no gateway has a connection.
        if (options.Value.RadSec.Port == 0 || connected.Find(order.NodeId) is not null)
        {
            return await DoAsync(order);
        }

        try
        {
            if (await grains.GetGrain<IGatewayConnectionGrain>(order.NodeId).FindAsync() is { } there && await there.TellAsync(order) is { } answer)
            {
                return answer;
            }
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            LogUnheard(logger, order.NodeId, failure.Message); // that process is gone, or was: the gateway may be told twice, which changes nothing
        }

        return await DoAsync(order);
    }

    private Task<GatewayAnswer> DoAsync(GatewayOrder order) => order switch
    {
        { Kind: GatewayOrderKind.Disconnect, Session: { } session } => here.DisconnectAsync(session),
        { Kind: GatewayOrderKind.ChangePolicy, Session: { } session } => here.ChangePolicyAsync(session, order.Policy),
        { Kind: GatewayOrderKind.Hotline, Session: { } session } => here.HotlineAsync(session),
        { Kind: GatewayOrderKind.Lift, Session: { } session } => here.LiftAsync(session, order.Policy),
        { Kind: GatewayOrderKind.Test } => here.TestAsync(order.NodeId),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order.Kind, "expected an order of a session, or a test"),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gateway {NodeId} could not be told by the process that has its connection: {Reason}")]
    private static partial void LogUnheard(ILogger logger, int nodeId, string reason);
}
