using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Products;
using Billing.Grains.Changes;
using Billing.Grains.Products;
using NodaTime;

namespace Billing.Grains.Accounts;

// What other products would make of the account, by what makes it of the present ones; nothing is written.
internal sealed partial class AccountGrain
{
    public async Task<ProductsPreview?> PreviewProductsAsync(ProductChange change) =>
        await changes.ViewAsync(AccountId) is { } view
        && await OfferAsync([.. view.AddOns, view.ProductId]) is { } now
        && await OfferAsync([.. change.AddOns.OrEmpty(), change.ProductId]) is { } then
            ? new(now, then) { First = [.. First(now, then, change.EffectiveAt ?? clock.Now())] }
            : null;

    private static IEnumerable<FirstAllowance> First(AccountOffer now, AccountOffer then, Instant at)
    {
        var had = now.Benefits.Funds.Plans.Select(plan => plan.Number).ToHashSet();
        var zone = DateTimeZoneProviders.Tzdb[then.Terms.ZoneId];

        foreach (var plan in then.Benefits.Funds.Plans.Where(plan => !had.Contains(plan.Number)))
        {
            if (BenefitRules.Terms(plan.Terms, at, zone).Due(at, [], 1) is [var first, ..])
            {
                yield return new(plan.Number, first.Initial, first.ExpiresAt);
            }
        }
    }

    /// <param name="productIds">The add-ons by precedence, then the main product.</param>
    private async Task<AccountOffer?> OfferAsync(long[] productIds)
    {
        if (await store.AsIfAsync(AccountId, productIds) is not { } terms)
        {
            return null;
        }

        var given = new List<ProductBenefits>();

        foreach (var productId in productIds.Distinct())
        {
            if (await products.BenefitsAsync(productId) is { } benefits)
            {
                given.Add(benefits);
            }
        }

        return new(terms, new(
            new([.. given.SelectMany(one => one.Funds.Plans)], [.. given.SelectMany(one => one.Funds.Discounts)]),
            given.Select(one => one.Policy).FirstOrDefault(policy => policy is not null)));
    }
}
