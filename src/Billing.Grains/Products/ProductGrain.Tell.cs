using Billing.Contracts.Balances;
using Billing.Contracts.Changes;

namespace Billing.Grains.Products;

// Balances that are at work have copies: they read what is new before their next decision, and gateways of what runs hear of it.
internal sealed partial class ProductGrain
{
    public async Task TellAsync()
    {
        if (await tellings.FindAsync(EntityKinds.Product, ProductId) is not { } number)
        {
            return;
        }

        var isToldToAll = true;

        foreach (var few in (await store.BalancesInUseAsync(ProductId)).Chunk(50))
        {
            var told = await Task.WhenAll(few.Select(TellAsync));
            isToldToAll &= told.All(one => one);
        }

        if (isToldToAll)
        {
            await tellings.ToldAsync(EntityKinds.Product, ProductId, number);
        }
    }

    private async Task<bool> TellAsync(long balanceId)
    {
        try
        {
            var balance = GrainFactory.GetGrain<IBalanceGrain>(balanceId);
            await balance.ReloadAsync();
            await balance.SteerAsync();

            return true;
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            return false; // the next sweep tells all of them again
        }
    }
}
