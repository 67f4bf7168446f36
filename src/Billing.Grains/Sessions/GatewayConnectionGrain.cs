using Billing.Contracts.Sessions;

namespace Billing.Grains.Sessions;

/// <summary>Remembers who has a gateway's connection.</summary>
internal sealed class GatewayConnectionGrain : Grain, IGatewayConnectionGrain
{
    private IGatewayConnection? _at;

    public Task CameAsync(IGatewayConnection at)
    {
        _at = at;

        return Task.CompletedTask;
    }

    public Task WentAsync(IGatewayConnection at)
    {
        if (at.Equals(_at))
        {
            _at = null;
        }

        return Task.CompletedTask;
    }

    public Task<IGatewayConnection?> FindAsync() => Task.FromResult(_at);
}
