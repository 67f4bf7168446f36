using Billing.Contracts.Sessions;

namespace Billing.Grains.Sessions;

/// <summary>For a silo without a RADIUS listener: nothing can be said to a gateway from here.</summary>
internal sealed class NoGatewayControl : IGatewayControl
{
    private static readonly GatewayAnswer Answer =
        new(ControlOutcome.NotSent, "this part of the cluster has no RADIUS listener", null, 0, TimeSpan.Zero);

    public Task<GatewayAnswer> DisconnectAsync(ControlledSession session) => Task.FromResult(Answer);

    public bool HasHotline(int nodeId) => false;

    public Task<GatewayAnswer> HotlineAsync(ControlledSession session) => Task.FromResult(Answer);

    public Task<GatewayAnswer> LiftAsync(ControlledSession session, string? policy) => Task.FromResult(Answer);

    public Task<GatewayAnswer> ChangePolicyAsync(ControlledSession session, string? policy) => Task.FromResult(Answer);

    public Task<GatewayAnswer> TestAsync(int nodeId) => Task.FromResult(Answer);
}
