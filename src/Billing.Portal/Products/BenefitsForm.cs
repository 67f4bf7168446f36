using Billing.Contracts.Products;
using Billing.Contracts.Tariffs;

namespace Billing.Portal.Products;

/// <summary>What a product gives beside its services while somebody edits it.</summary>
public sealed class BenefitsForm
{
    public List<BenefitLine<ProductPlan>> Plans { get; } = [];

    public List<BenefitLine<ProductDiscount>> Discounts { get; } = [];

    public PolicyForm Policy { get; private init; } = new();

    /// <param name="now">As the product is.</param>
    /// <param name="draft">What is prepared; null: nothing.</param>
    public static BenefitsForm Of(ProductBenefits now, ProductBenefits? draft, IReadOnlyList<PeriodSetRow> sets)
    {
        var form = new BenefitsForm { Policy = PolicyForm.Of((draft ?? now).Policy, sets) };
        form.Plans.AddRange(now.Funds.Plans.Select(plan => new BenefitLine<ProductPlan>(plan.Number, plan.Terms)
        {
            IsWithdrawn = draft?.Funds.Plans.All(one => one.Number != plan.Number) ?? false,
        }));
        form.Discounts.AddRange(now.Funds.Discounts.Select(discount => new BenefitLine<ProductDiscount>(discount.Number, discount.Terms)
        {
            IsWithdrawn = draft?.Funds.Discounts.All(one => one.Number != discount.Number) ?? false,
        }));

        if (draft is not null)
        {
            form.Plans.AddRange(draft.Funds.Plans.Where(one => one.Number == 0).Select(one => new BenefitLine<ProductPlan>(0, one.Terms)));
            form.Discounts.AddRange(
                draft.Funds.Discounts.Where(one => one.Number == 0).Select(one => new BenefitLine<ProductDiscount>(0, one.Terms)));
        }

        return form;
    }

    /// <summary>Of a product that is not made yet and begins as another one is: all of it is new.</summary>
    public static BenefitsForm Like(ProductBenefits other, IReadOnlyList<PeriodSetRow> sets)
    {
        var form = new BenefitsForm { Policy = PolicyForm.Of(other.Policy, sets) };
        form.Plans.AddRange(other.Funds.Plans.Select(plan => new BenefitLine<ProductPlan>(0, plan.Terms)));
        form.Discounts.AddRange(other.Funds.Discounts.Select(discount => new BenefitLine<ProductDiscount>(0, discount.Terms)));

        return form;
    }

    public ProductBenefits Read() => new(
        new(
            [.. Plans.Where(line => !line.IsWithdrawn).Select(line => new ProductPlanRow(line.Number, line.Terms, false))],
            [.. Discounts.Where(line => !line.IsWithdrawn).Select(line => new ProductDiscountRow(line.Number, line.Terms, false))]),
        Policy.Read());
}

/// <summary>An allowance or a discount of it.</summary>
/// <param name="number">0: it is new.</param>
public sealed class BenefitLine<T>(long number, T terms)
{
    public long Number => number;

    public T Terms { get; set; } = terms;

    public bool IsWithdrawn { get; set; }
}
