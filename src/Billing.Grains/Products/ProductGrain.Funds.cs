using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Core.Balances;

namespace Billing.Grains.Products;

// What a product gives beside its services, changed at once.
internal sealed partial class ProductGrain
{
    public Task<ProductFunds?> FundsAsync() => store.FundsAsync(ProductId);

    public Task<ChangeReply> AddPlanAsync(ProductPlan plan, Edit edit)
    {
        var whole = ProductRules.Whole(plan);

        return BenefitRules.Problem(whole, clock.Now()) is { } problem ? Refused(problem) : ToldAsync(() => store.AddPlanAsync(ProductId, whole, edit));
    }

    public Task<ChangeReply> AddDiscountAsync(ProductDiscount discount, Edit edit)
    {
        var whole = ProductRules.Whole(discount);

        return BenefitRules.Problem(whole, clock.Now()) is { } problem ? Refused(problem) : ToldAsync(() => store.AddDiscountAsync(ProductId, whole, edit));
    }

    public Task<ChangeReply> WithdrawAsync(DefinedKind of, long number, Edit edit) =>
        ToldAsync(() => store.WithdrawAsync(ProductId, of, number, edit));

    private static Task<ChangeReply> Refused(string problem)
    {
        var (field, expected) = BenefitRules.Parts(problem);

        return Task.FromResult(ChangeReply.Refused(field, expected));
    }

    private async Task<ChangeReply> ToldAsync(Func<Task<ChangeReply>> write)
    {
        var reply = await write();

        if (reply.IsDone)
        {
            await SeeAsync();
            TellAsync().Ignore(); // behind the back of who asked: there may be many, and if it is interrupted the sweep has them told
        }

        return reply;
    }
}
