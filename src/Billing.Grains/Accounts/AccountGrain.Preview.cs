using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Products;
using Billing.Grains.Changes;

namespace Billing.Grains.Accounts;

// What other products would make of the account, by what makes it of the present ones; nothing is written.
internal sealed partial class AccountGrain
{
    public async Task<ProductsPreview?> PreviewProductsAsync(ProductChange change) =>
        await changes.ViewAsync(AccountId) is { } view
        && await OfferAsync([.. view.AddOns, view.ProductId]) is { } now
        && await OfferAsync([.. change.AddOns.OrEmpty(), change.ProductId]) is { } then
            ? new(now, then) { First = [.. await FirstAsync(view, change)] }
            : null;

    private Task<IReadOnlyList<FirstAllowance>> FirstAsync(AccountView now, ProductChange change)
    {
        long[] gained = [.. change.AddOns.OrEmpty().Append(change.ProductId).Except(now.AddOns.Append(now.ProductId))];

        return gains.FirstAsync(AccountId, now.BalanceId, gained, change.EffectiveAt ?? clock.Now());
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
