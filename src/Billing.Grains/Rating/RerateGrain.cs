using Billing.Contracts.Rating;
using Orleans.Concurrency;

namespace Billing.Grains.Rating;

[StatelessWorker]
internal sealed class RerateGrain(IRerateStore store, Repricer repricer) : Grain, IRerateGrain
{
    public async Task<RerateView?> PriceAsync(Guid sessionId, int part) =>
        await store.FindAsync(sessionId, part) is { } record ? await repricer.PriceAsync(record) : null;
}
