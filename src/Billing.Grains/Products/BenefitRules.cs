using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using Billing.Grains.Changes;
using NodaTime;

namespace Billing.Grains.Products;

/// <summary>What a product gives beside its services is checked as a balance's own is, by the core.</summary>
internal static class BenefitRules
{
    private const string ExpectedMark = ": expected ";

    /// <summary>What a draft or a new product makes of them; what is kept has the terms that it has, for terms never change.</summary>
    /// <param name="now">What the product gives; of a new one nothing.</param>
    public static (ProductBenefits Whole, ChangeReply? Refusal) Whole(ProductBenefits benefits, ProductFunds now, Instant at)
    {
        var problems = new Problems();
        var plans = benefits.Funds.Plans.OrEmpty().Select((plan, i) =>
        {
            var known = now.Plans.FirstOrDefault(one => one.Number == plan.Number);
            var whole = known ?? plan with { Terms = ProductRules.Whole(plan.Terms), IsWithdrawn = false };
            problems.Expect(known is not null || plan.Number == 0, $"Plans[{i}].Number", "one of the product's");
            Add(problems, $"Plans[{i}].", known is null ? Problem(whole.Terms, at) : null);

            return whole;
        }).ToArray();
        var discounts = benefits.Funds.Discounts.OrEmpty().Select((discount, i) =>
        {
            var known = now.Discounts.FirstOrDefault(one => one.Number == discount.Number);
            var whole = known ?? discount with { Terms = ProductRules.Whole(discount.Terms), IsWithdrawn = false };
            problems.Expect(known is not null || discount.Number == 0, $"Discounts[{i}].Number", "one of the product's");
            Add(problems, $"Discounts[{i}].", known is null ? Problem(whole.Terms, at) : null);

            return whole;
        }).ToArray();
        var policy = benefits.Policy is { } wanted ? ProductRules.Whole(wanted) : null;

        return (new(new([.. plans], [.. discounts]), policy), problems.Refusal ?? (policy is null ? null : ProductRules.Check(policy).Refusal));
    }

    private static void Add(Problems problems, string place, string? problem)
    {
        if (problem is not null)
        {
            var (field, expected) = Parts(problem);
            problems.Expect(false, place + field, expected);
        }
    }

    public static string? Problem(ProductPlan plan, Instant at) => Definitions.Problem(new Definition.Plan(Terms(plan, at)), Funds.None, at);

    public static string? Problem(ProductDiscount discount, Instant at) =>
        Definitions.Problem(new Definition.Discount(Terms(discount)), Funds.None, at);

    /// <summary>Of "amount: expected more than zero".</summary>
    public static (string Field, string Expected) Parts(string problem) =>
        problem.IndexOf(ExpectedMark, StringComparison.Ordinal) is var mark and >= 0
            ? (problem[..mark], problem[(mark + ExpectedMark.Length)..])
            : ("", problem);

    private static AllowancePlan Terms(ProductPlan plan, Instant at) => new()
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
        StartsAt = at,
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
