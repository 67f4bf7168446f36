using Billing.Contracts.Nodes;
using Billing.Portal.Desk;

namespace Billing.Portal.Nodes;

/// <summary>How the gateways are, asked once every few seconds for all viewers of this process.</summary>
public sealed class GatewaySnapshot(IGrainFactory grains, TimeProvider clock, FailureDesk failures) : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1);
    private GatewaysView? _view;
    private long _takenAt;

    public void Dispose() => _gate.Dispose();

    /// <summary>At most a few seconds old; null when the silos do not tell.</summary>
    public async Task<GatewaysView?> GetAsync()
    {
        await _gate.WaitAsync();

        try
        {
            if (_view is null || clock.GetElapsedTime(_takenAt) > GoodFor)
            {
                _view = await grains.GetGrain<IGatewayHealthGrain>(0).ShowAsync();
                _takenAt = clock.GetTimestamp();
            }

            return _view;
        }
        catch (Exception failure) when (failure.IsTold())
        {
            failures.Note(failure);

            return null;
        }
        finally
        {
            _gate.Release();
        }
    }
}
