using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;

namespace Billing.Grains.Products;

// What gateways apply to data sessions: told to those that run as soon as it is stored.
internal sealed partial class ProductGrain
{
    public Task<ProductPolicy?> PolicyAsync() => store.PolicyAsync(ProductId);

    public async Task<ChangeReply> SetPolicyAsync(ProductPolicy? policy, Edit edit)
    {
        policy = policy is null ? null : ProductRules.Whole(policy);

        if (policy is not null && ProductRules.Check(policy).Refusal is { } refusal)
        {
            return refusal;
        }

        var reply = await store.SetPolicyAsync(ProductId, policy, edit);

        if (reply.IsDone)
        {
            TellAsync().Ignore();
        }

        return reply;
    }

    // Behind the back of who asked: there may be many. What is lost of it is found by the next look at policies; of allowances and
    // discounts when the balance is next read.
    private async Task TellAsync()
    {
        foreach (var few in (await store.BalancesInUseAsync(ProductId)).Chunk(50))
        {
            await Task.WhenAll(few.Select(async balanceId =>
            {
                try
                {
                    var balance = GrainFactory.GetGrain<IBalanceGrain>(balanceId);
                    await balance.ReloadAsync();
                    await balance.SteerAsync();
                }
                catch (Exception failure) when (failure is OrleansException or TimeoutException)
                {
                    // the next look finds it
                }
            }));
        }
    }
}
