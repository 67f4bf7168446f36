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
        var whole = ProductRules.Whole(plan);

        return Problem(whole) is { } problem ? Refused(problem) : ToldAsync(() => store.AddPlanAsync(ProductId, whole, edit));
    }

    public Task<ChangeReply> AddDiscountAsync(ProductDiscount discount, Edit edit)
    {
        var whole = ProductRules.Whole(discount);

        return Problem(whole) is { } problem ? Refused(problem) : ToldAsync(() => store.AddDiscountAsync(ProductId, whole, edit));
    }

    public Task<ChangeReply> WithdrawAsync(DefinedKind of, long number, Edit edit) =>
        ToldAsync(() => store.WithdrawAsync(ProductId, of, number, edit));

    // What a draft makes of them: what is kept has the terms that it has, for terms never change.
    private (ProductBenefits Whole, ChangeReply? Refusal) Whole(ProductBenefits benefits, ProductFunds now)
    {
        var problems = new Problems();
        var plans = benefits.Funds.Plans.OrEmpty().Select((plan, i) =>
        {
            var known = now.Plans.FirstOrDefault(one => one.Number == plan.Number);
            var whole = known ?? plan with { Terms = ProductRules.Whole(plan.Terms), IsWithdrawn = false };
            problems.Expect(known is not null || plan.Number == 0, $"Plans[{i}].Number", "one of the product's");
            Add(problems, $"Plans[{i}].", known is null ? Problem(whole.Terms) : null);

            return whole;
        }).ToArray();
        var discounts = benefits.Funds.Discounts.OrEmpty().Select((discount, i) =>
        {
            var known = now.Discounts.FirstOrDefault(one => one.Number == discount.Number);
            var whole = known ?? discount with { Terms = ProductRules.Whole(discount.Terms), IsWithdrawn = false };
            problems.Expect(known is not null || discount.Number == 0, $"Discounts[{i}].Number", "one of the product's");
            Add(problems, $"Discounts[{i}].", known is null ? Problem(whole.Terms) : null);

            return whole;
        }).ToArray();
        var policy = benefits.Policy is { } wanted ? ProductRules.Whole(wanted) : null;

        return (new(new([.. plans], [.. discounts]), policy), problems.Refusal ?? (policy is null ? null : ProductRules.Check(policy).Refusal));
    }

    private static void Add(Problems problems, string at, string? problem)
    {
        if (problem is not null)
        {
            var (field, expected) = Parts(problem);
            problems.Expect(false, at + field, expected);
        }
    }

    private string? Problem(ProductPlan plan) => Definitions.Problem(new Definition.Plan(Terms(plan)), Core.Balances.Funds.None, clock.Now());

    private string? Problem(ProductDiscount discount) =>
        Definitions.Problem(new Definition.Discount(Terms(discount)), Core.Balances.Funds.None, clock.Now());

    private static Task<ChangeReply> Refused(string problem)
    {
        var (field, expected) = Parts(problem);

        return Task.FromResult(ChangeReply.Refused(field, expected));
    }

    // "amount: expected more than zero"
    private static (string Field, string Expected) Parts(string problem) =>
        problem.IndexOf(ExpectedMark, StringComparison.Ordinal) is var mark and >= 0
            ? (problem[..mark], problem[(mark + ExpectedMark.Length)..])
            : ("", problem);

    private async Task<ChangeReply> ToldAsync(Func<Task<ChangeReply>> write)
    {
        var reply = await write();

        if (reply.IsDone)
        {
            await TellAsync();
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
