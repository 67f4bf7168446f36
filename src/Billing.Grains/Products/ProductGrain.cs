using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Grains.Accounts;
using Billing.Grains.Changes;
using Billing.Grains.Rating;
using Microsoft.Extensions.Logging;

namespace Billing.Grains.Products;

/// <summary>One product. A change moves the version of all terms, by which every account of every silo sees it.</summary>
internal sealed partial class ProductGrain(
    IProductStore store,
    ITellingStore tellings,
    TermsVersion terms,
    RatingTrial trial,
    TimeProvider clock,
    ILogger<ProductGrain> logger) : Grain, IProductGrain
{
    private long ProductId => this.GetPrimaryKeyLong();

    public Task<ProductView?> GetAsync() => store.GetAsync(ProductId);

    public async Task<ChangeReply> EditAsync(ProductDetails details, Edit edit)
    {
        details = ProductRules.Whole(details);

        if (ProductRules.Check(details).Refusal is { } refusal)
        {
            return refusal;
        }

        var reply = await store.EditAsync(ProductId, details, edit);

        if (reply.IsDone)
        {
            await SeeAsync();
        }

        return reply;
    }

    public Task<ChangeReply> RetireAsync(bool isRetired, Edit edit) => store.RetireAsync(ProductId, isRetired, edit);

    // This silo sells it at once, the others look within a second; so does this one if the look fails, and the change is durable all the same.
    private async Task SeeAsync() => await terms.RefreshAsync(CancellationToken.None)
        .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
}
