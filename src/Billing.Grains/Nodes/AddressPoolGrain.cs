using Billing.Contracts.Nodes;

namespace Billing.Grains.Nodes;

/// <summary>Leases a pool's addresses, or prefixes. The database is the judge: a second activation elsewhere leases no address twice.</summary>
internal sealed class AddressPoolGrain(IAddressStore store, TimeProvider clock) : Grain, IAddressPoolGrain
{
    // A pool that is full for good is not looked through for each login.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private Task<int>? _takingBack;
    private long? _tookBackAt;

    public Task<string?> LeaseAsync(Guid sessionId) => LeaseAsync(sessionId, store.LeaseAsync, store.TakeBackAsync);

    public Task<string?> LeasePrefixAsync(Guid sessionId) => LeaseAsync(sessionId, store.LeasePrefixAsync, store.TakeBackPrefixesAsync);

    private async Task<string?> LeaseAsync(Guid sessionId, Func<int, Guid, Task<string?>> lease, Func<int, DateTimeOffset, Task<int>> takeBack)
    {
        var poolId = (int)this.GetPrimaryKeyLong();

        return await lease(poolId, sessionId) ?? (await TakeBackAsync(poolId, takeBack) > 0 ? await lease(poolId, sessionId) : null);
    }

    // Those who come while it runs wait for it: what it takes back is theirs too.
    private async Task<int> TakeBackAsync(int poolId, Func<int, DateTimeOffset, Task<int>> takeBack)
    {
        if (_takingBack is null)
        {
            if (_tookBackAt is { } at && clock.GetElapsedTime(at) < Pause)
            {
                return 0;
            }

            _takingBack = takeBack(poolId, clock.GetUtcNow());
        }

        var running = _takingBack;

        try
        {
            return await running;
        }
        finally
        {
            if (_takingBack == running)
            {
                (_takingBack, _tookBackAt) = (null, clock.GetTimestamp());
            }
        }
    }
}
