using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using Billing.Grains.Changes;
using NodaTime;

namespace Billing.Grains.Products;

// What a product gives beside its services is checked as a balance's own is, by the core.
internal sealed partial class ProductGrain
{
    private const string ExpectedMark = ": expected ";

    public Task<ProductFunds?> FundsAsync() => store.FundsAsync(ProductId);

    public Task<ChangeReply> AddPlanAsync(ProductPlan plan, Edit edit)
    {
        var whole = plan with { Uses = plan.Uses.OrEmpty(), Policy = string.IsNullOrEmpty(plan.Policy) ? null : plan.Policy };

        return GiveAsync(new Definition.Plan(Terms(whole)), () => store.AddPlanAsync(ProductId, whole, edit));
    }

    public Task<ChangeReply> AddDiscountAsync(ProductDiscount discount, Edit edit)
    {
        var whole = discount with { Tiers = discount.Tiers.OrEmpty() };

        return GiveAsync(new Definition.Discount(Terms(whole)), () => store.AddDiscountAsync(ProductId, whole, edit));
    }

    public Task<ChangeReply> WithdrawAsync(DefinedKind of, long number, Edit edit) =>
        ToldAsync(() => store.WithdrawAsync(ProductId, of, number, edit));

    private Task<ChangeReply> GiveAsync(Definition definition, Func<Task<ChangeReply>> write) =>
        Definitions.Problem(definition, Core.Balances.Funds.None, clock.Now()) is { } problem
            ? Task.FromResult(Refused(problem))
            : ToldAsync(write);

    // "amount: expected more than zero"
    private static ChangeReply Refused(string problem) => problem.IndexOf(ExpectedMark, StringComparison.Ordinal) is var mark and >= 0
        ? ChangeReply.Refused(problem[..mark], problem[(mark + ExpectedMark.Length)..])
        : ChangeReply.Refused("", problem);

    // Balances that are at work have copies: they read what is new before their next decision.
    private async Task<ChangeReply> ToldAsync(Func<Task<ChangeReply>> write)
    {
        var reply = await write();

        if (reply.IsDone)
        {
            foreach (var few in (await store.BalancesInUseAsync(ProductId)).Chunk(50))
            {
                await Task.WhenAll(few.Select(balance => GrainFactory.GetGrain<IBalanceGrain>(balance).ReloadAsync().AsTask()));
            }
        }

        return reply;
    }

    private AllowancePlan Terms(ProductPlan plan) => new()
    {
        PlanId = 0,
        Template = new()
        {
            AllowanceId = 0,
            Name = plan.Name ?? "",
            Kind = plan.Kind,
            Initial = plan.Amount,
            Remaining = plan.Amount,
            Uses = [.. plan.Uses.Select(Use)],
            Precedence = plan.Precedence,
            Exhaustion = plan.Exhaustion,
            Policy = plan.Policy,
        },
        Period = plan.Period,
        RollOverPeriods = plan.RollOverPeriods,
        IsFirstProrated = plan.IsFirstProrated,
        StartsAt = clock.Now(),
        Zone = DateTimeZone.Utc,
    };

    private static DiscountPlan Terms(ProductDiscount discount) => new()
    {
        DiscountId = 0,
        Name = discount.Name ?? "",
        Use = Use(discount.Use),
        Precedence = discount.Precedence,
        Measure = discount.Measure,
        Reset = discount.Reset,
        Tiers = [.. discount.Tiers.Select(tier => new DiscountTier(tier.Threshold, tier.Percent))],
    };

    private static AllowanceUse Use(UseOrder use) => new(use.Service, use.DestinationGroup, use.Period, use.Weight);
}
