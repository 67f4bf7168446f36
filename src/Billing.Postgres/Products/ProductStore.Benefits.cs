using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Postgres.Changes;
using Npgsql;

namespace Billing.Postgres.Products;

// All that a product gives beside its services, as a draft has it.
internal sealed partial class ProductStore
{
    private const string KeepPlansSql = """
        update product_allowance_plan set is_withdrawn = true
        where product_id = $1 and not is_withdrawn and product_allowance_plan_id <> all($2)
        """;

    private const string KeptPlansSql =
        "select count(*) from product_allowance_plan where product_id = $1 and not is_withdrawn and product_allowance_plan_id = any($2)";

    private const string KeepDiscountsSql = """
        update product_discount set is_withdrawn = true where product_id = $1 and not is_withdrawn and product_discount_id <> all($2)
        """;

    private const string KeptDiscountsSql =
        "select count(*) from product_discount where product_id = $1 and not is_withdrawn and product_discount_id = any($2)";

    public async Task<ProductBenefits?> BenefitsAsync(long productId) =>
        await FundsAsync(productId) is { } funds ? new(funds.Given(), await PolicyAsync(productId)) : null;

    /// <summary>Makes the product give what the draft says, in the caller's transaction.</summary>
    internal static async Task<FieldProblem?> WriteAsync(NpgsqlConnection connection, long productId, ProductBenefits benefits)
    {
        var (plans, discounts) = (benefits.Funds.Plans, benefits.Funds.Discounts);

        if (!await KeepAsync(KeepPlansSql, KeptPlansSql, [.. plans.Where(one => one.Number != 0).Select(one => one.Number)]))
        {
            return new("Plans", "allowances that were not withdrawn meanwhile: edit the change further");
        }

        if (!await KeepAsync(KeepDiscountsSql, KeptDiscountsSql, [.. discounts.Where(one => one.Number != 0).Select(one => one.Number)]))
        {
            return new("Discounts", "discounts that were not withdrawn meanwhile: edit the change further");
        }

        foreach (var plan in plans.Where(one => one.Number == 0))
        {
            await AddAsync(connection, productId, plan.Terms);
        }

        foreach (var discount in discounts.Where(one => one.Number == 0))
        {
            await AddAsync(connection, productId, discount.Terms);
        }

        return await WriteAsync(connection, productId, benefits.Policy);

        // The others are withdrawn; false when one that is to stay is not there any more.
        async Task<bool> KeepAsync(string keepSql, string keptSql, long[] numbers)
        {
            await connection.DoAsync(keepSql, productId, numbers);

            return await connection.ReadAsync(keptSql, productId, numbers) is long kept && kept == numbers.Length;
        }
    }
}
