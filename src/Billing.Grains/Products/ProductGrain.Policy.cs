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
            TellAsync().Ignore(); // behind the back of who asked: there may be many
        }

        return reply;
    }
}
