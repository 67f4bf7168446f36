using System.Text;
using Billing.Contracts.Products;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Grains.Changes;
using Billing.Grains.Customers;

namespace Billing.Grains.Products;

/// <summary>What a product's form must be like.</summary>
internal static class ProductRules
{
    private const int Most = 500;

    public static ProductDetails Whole(ProductDetails product) =>
        product with { Services = product.Services.OrEmpty(), Rating = product.Rating.OrEmpty() };

    /// <summary>The same, in whatever order.</summary>
    public static bool IsSame(ProductDetails one, ProductDetails other) => one.Name == other.Name
        && one.Services.ToHashSet().SetEquals(other.Services)
        && one.Rating.ToHashSet().SetEquals(other.Rating);

    /// <summary>The same kept ones, nothing new, and the same policy; in whatever order.</summary>
    public static bool IsSame(ProductBenefits one, ProductBenefits other) =>
        IsSame(one.Funds.Plans.Select(plan => plan.Number), other.Funds.Plans.Select(plan => plan.Number))
        && IsSame(one.Funds.Discounts.Select(discount => discount.Number), other.Funds.Discounts.Select(discount => discount.Number))
        && (one.Policy?.Ordinary, one.Policy?.PeriodSetId) == (other.Policy?.Ordinary, other.Policy?.PeriodSetId)
        && (one.Policy?.Windows).GetValueOrDefault([]).ToHashSet().SetEquals((other.Policy?.Windows).GetValueOrDefault([]))
        && one.Policy is null == other.Policy is null;

    public static ProductPlan Whole(ProductPlan plan) =>
        plan with { Uses = plan.Uses.OrEmpty(), Policy = string.IsNullOrEmpty(plan.Policy) ? null : plan.Policy };

    public static ProductDiscount Whole(ProductDiscount discount) => discount with { Tiers = discount.Tiers.OrEmpty() };

    public static ProductPolicy Whole(ProductPolicy policy) => policy with
    {
        Ordinary = string.IsNullOrWhiteSpace(policy.Ordinary) ? null : policy.Ordinary.Trim(),
        Windows = [.. policy.Windows.OrEmpty().Select(one => new PolicyWindow(one.Period ?? "", (one.Policy ?? "").Trim()))],
    };

    public static Problems Check(ProductPolicy policy)
    {
        const string expected = "a policy of gateways, such as 10M/10M: up to 253 octets, no control characters";
        var problems = new Problems()
            .Expect(policy.Ordinary is null || IsPolicy(policy.Ordinary), nameof(policy.Ordinary), expected)
            .Expect(policy.Ordinary is not null || policy.Windows.Length > 0, nameof(policy.Ordinary), "a policy here, or one for a period")
            .Expect(policy.PeriodSetId is not null || policy.Windows.IsEmpty, nameof(policy.PeriodSetId), "the period set that the windows are of")
            .Expect(policy.PeriodSetId is null || policy.Windows.Length > 0, nameof(policy.Windows), "a policy for at least one period of the set")
            .Expect(policy.Windows.DistinctBy(one => one.Period).Count() == policy.Windows.Length, nameof(policy.Windows), "each period once");

        for (var i = 0; i < policy.Windows.Length; i++)
        {
            problems.Expect(IsPolicy(policy.Windows[i].Policy), $"{nameof(policy.Windows)}[{i}].{nameof(PolicyWindow.Policy)}", expected);
        }

        return problems;
    }

    private static bool IsSame(IEnumerable<long> numbers, IEnumerable<long> others) => numbers.ToHashSet().SetEquals(others);

    private static bool IsPolicy(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= SessionPolicy.MaxOctets && !text.Any(char.IsControl);

    public static Problems Check(ProductDetails product)
    {
        var problems = new Problems()
            .Text(product.Name, nameof(product.Name), 100)
            .Expect(product.Services.Length + product.Rating.Length is > 0 and <= Most, nameof(product.Services), $"1 to {Most} services and rows")
            .Expect(product.Services.DistinctBy(one => one.Service).Count() == product.Services.Length, nameof(product.Services), "each service once");

        for (var i = 0; i < product.Services.Length; i++)
        {
            Check(problems, product.Services[i], $"Services[{i}].");
        }

        for (var i = 0; i < product.Rating.Length; i++)
        {
            var row = product.Rating[i];
            problems
                .Expect(CustomerRules.IsWord(row.Service), $"Rating[{i}].{nameof(row.Service)}", "small letters, digits and hyphens, such as voice")
                .Expect(
                    row.NodeGroupId is not null || row.AccessCode is not null,
                    $"Rating[{i}].{nameof(row.AccessCode)}",
                    "an access code, a node group or both: for any of them is the service's own tariff")
                .Expect(row.AccessCode is null or { Length: > 0 and <= 50 }, $"Rating[{i}].{nameof(row.AccessCode)}", "1 to 50 characters");
        }

        return problems;
    }

    private static void Check(Problems problems, ProductService service, string at) => problems
        .Expect(CustomerRules.IsWord(service.Service), at + nameof(service.Service), "small letters, digits and hyphens, such as voice")
        .Expect(Enum.IsDefined(service.Unit), at + nameof(service.Unit), "second, byte or event")
        .Expect(service.LongestUnits is > 0 and <= RateLimits.MaxUnits, at + nameof(service.LongestUnits), $"1 to {RateLimits.MaxUnits}")
        .Expect(service.SliceUnits is null or (> 0 and <= RateLimits.MaxUnits), at + nameof(service.SliceUnits), $"1 to {RateLimits.MaxUnits}")
        .Expect(service.MaxSessions is null or > 0, at + nameof(service.MaxSessions), "1 or more");
}
