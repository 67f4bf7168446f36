using Billing.Contracts.Sessions;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Control;

/// <summary>
/// Speaks to a gateway that keeps a connection (RADIUS over TLS) through the process that has it (RFC 6614 2.5); to all others from here.
/// </summary>
/// <remarks>
/// A node that is a network is several gateways, each with its connections at any process. The one that has reported the session is asked
/// first, wherever that is, and alone if it has it or is silent. Where it knows no such session, or none is known to have it, the others
/// are asked, those that are connected here first, then those of the other processes; that one of these is silent says nothing of the next.
/// </remarks>
internal sealed partial class ConnectedControl(
    GatewayControl here,
    NodeRegistry nodes,
    TlsGateways connected,
    IGrainFactory grains,
    TimeProvider clock,
    IOptions<RadiusOptions> options,
    ILogger<ConnectedControl> logger)
    : IGatewayControl, IGatewayConnection
{
    /// <summary>What the other processes know this one by; null: they do not yet.</summary>
    public IGatewayConnection? Self { get; set; }

    public Task<GatewayAnswer> DisconnectAsync(ControlledSession session) => ByAsync(new(GatewayOrderKind.Disconnect, session.NodeId, session));

    public Task<GatewayAnswer> ChangePolicyAsync(ControlledSession session, string? policy) =>
        ByAsync(new(GatewayOrderKind.ChangePolicy, session.NodeId, session, policy));

    public bool HasHotline(int nodeId) => here.HasHotline(nodeId);

    public Task<GatewayAnswer> HotlineAsync(ControlledSession session) => ByAsync(new(GatewayOrderKind.Hotline, session.NodeId, session));

    public Task<GatewayAnswer> LiftAsync(ControlledSession session, string? policy) =>
        ByAsync(new(GatewayOrderKind.Lift, session.NodeId, session, policy));

    public Task<GatewayAnswer> TestAsync(int nodeId) => ByAsync(new(GatewayOrderKind.Test, nodeId));

    public async Task<GatewayAnswer?> TellAsync(GatewayOrder order) => Knows(order) ? await DoAsync(order) : null;

    private bool Knows(GatewayOrder order) => WhomOf(order) switch
    {
        Whom.Heard => connected.HasHeard(order.NodeId, order.Session?.AcctSessionId),
        Whom.Others => !connected.EachOf(order.NodeId, order.Session?.AcctSessionId).Others.IsEmpty,
        _ => connected.Find(order.NodeId) is not null,
    };

    private async Task<GatewayAnswer> ByAsync(GatewayOrder order)
    {
        // Where this process takes no TLS, none does: no gateway has a connection.
        if (options.Value.RadSec.Port == 0)
        {
            return await DoAsync(order);
        }

        var isNetwork = nodes.Find(order.NodeId)?.IsNetwork is true;
        var isHere = connected.Find(order.NodeId) is not null;

        if (isNetwork && order.Session is not null)
        {
            return await OfNetworkAsync(order, isHere) ?? await DoAsync(order);
        }

        if (isHere && !isNetwork)
        {
            return await DoAsync(order);
        }

        var others = await OthersAsync(order.NodeId);

        return await Several.AskAsync(Ways(isHere ? [this, .. others] : others, order), Moment, clock) ?? await DoAsync(order);
    }

    // Null: none of its gateways is connected anywhere.
    private async Task<GatewayAnswer?> OfNetworkAsync(GatewayOrder order, bool isHere)
    {
        var toHeard = order with { OnlyWhereHeard = true };
        var answer = await TellAsync(toHeard);

        if (Several.IsEnough(answer))
        {
            return answer;
        }

        var others = await OthersAsync(order.NodeId);
        answer = await Several.AskAsync(Ways(others, toHeard).Prepend(() => Task.FromResult(answer)), Moment, clock);

        if (Several.IsEnough(answer))
        {
            return answer;
        }

        var ways = Ways(isHere ? [this, .. others] : others, order with { OnlyOthers = true });

        return await Several.AskAsync(ways.Prepend(() => Task.FromResult(answer)), Moment, clock);
    }

    private TimeSpan Moment => options.Value.Control.FirstTimeout;

    private IEnumerable<Func<Task<GatewayAnswer?>>> Ways(IEnumerable<IGatewayConnection> there, GatewayOrder order) =>
        there.Select(one => new Func<Task<GatewayAnswer?>>(() => AskAsync(one, order)));

    private async Task<GatewayAnswer?> AskAsync(IGatewayConnection there, GatewayOrder order)
    {
        try
        {
            return await there.TellAsync(order);
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            LogUnheard(logger, order.NodeId, failure.Message); // that process is gone, or was: the gateway may be told twice, which changes nothing

            return null;
        }
    }

    private async Task<IReadOnlyList<IGatewayConnection>> OthersAsync(int nodeId)
    {
        try
        {
            return [.. (await grains.GetGrain<IGatewayConnectionGrain>(nodeId).FindAllAsync()).Where(one => !one.Equals(Self))];
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            LogUnheard(logger, nodeId, failure.Message);

            return [];
        }
    }

    private Task<GatewayAnswer> DoAsync(GatewayOrder order) => order switch
    {
        { Kind: GatewayOrderKind.Disconnect, Session: { } session } => here.DisconnectAsync(session, WhomOf(order)),
        { Kind: GatewayOrderKind.ChangePolicy, Session: { } session } => here.ChangePolicyAsync(session, order.Policy, WhomOf(order)),
        { Kind: GatewayOrderKind.Hotline, Session: { } session } => here.HotlineAsync(session, WhomOf(order)),
        { Kind: GatewayOrderKind.Lift, Session: { } session } => here.LiftAsync(session, order.Policy, WhomOf(order)),
        { Kind: GatewayOrderKind.Test } => here.TestAsync(order.NodeId),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order.Kind, "expected an order of a session, or a test"),
    };

    private static Whom WhomOf(GatewayOrder order) => order switch
    {
        { OnlyWhereHeard: true } => Whom.Heard,
        { OnlyOthers: true } => Whom.Others,
        _ => Whom.All,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gateway {NodeId} could not be told by the process that has its connection: {Reason}")]
    private static partial void LogUnheard(ILogger logger, int nodeId, string reason);
}
