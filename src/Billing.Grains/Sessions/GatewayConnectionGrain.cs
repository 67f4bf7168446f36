using Billing.Contracts.Sessions;

namespace Billing.Grains.Sessions;

/// <summary>Remembers who has a gateway's connections.</summary>
internal sealed class GatewayConnectionGrain(TimeProvider clock) : Grain, IGatewayConnectionGrain
{
    // Three times of how often it is said: a process that is silent for so long is gone, and cannot say that.
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(30);

    private readonly List<(IGatewayConnection At, long ToldAt)> _at = []; // the one that came last at the end

    public Task CameAsync(IGatewayConnection at)
    {
        var known = _at.FindIndex(one => one.At.Equals(at));

        if (known < 0)
        {
            _at.Add((at, clock.GetTimestamp()));
        }
        else
        {
            _at[known] = (at, clock.GetTimestamp());
        }

        return Task.CompletedTask;
    }

    public Task WentAsync(IGatewayConnection at)
    {
        _at.RemoveAll(one => one.At.Equals(at));

        return Task.CompletedTask;
    }

    public Task<IGatewayConnection?> FindAsync() => Task.FromResult(All().FirstOrDefault());

    public Task<IGatewayConnection[]> FindAllAsync() => Task.FromResult(All().ToArray());

    private IEnumerable<IGatewayConnection> All()
    {
        _at.RemoveAll(one => clock.GetElapsedTime(one.ToldAt) > Believed);

        return Enumerable.Reverse(_at).Select(one => one.At);
    }
}
