using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Contracts.Rating;
using NodaTime;

namespace Billing.Grains.Products;

// A change that is prepared, looked at and published, at once or when its time has come.
internal sealed partial class ProductGrain
{
    private const string IsAnother = "the product was changed after this was planned: look at it again";

    public Task<ProductDraft?> DraftAsync() => store.DraftAsync(ProductId);

    public async Task<ChangeReply> SaveDraftAsync(ProductDetails details, long seenDraft, string by)
    {
        details = ProductRules.Whole(details);

        return ProductRules.Check(details).Refusal ?? await store.SaveDraftAsync(ProductId, details, seenDraft, by);
    }

    public Task<ChangeReply> DropDraftAsync(long draft, Edit edit) => store.DropDraftAsync(ProductId, draft, edit);

    public async Task<ChangeReply> PublishDraftAsync(long draft, Instant? from, Edit edit)
    {
        if (await store.DraftAsync(ProductId) is not { } kept || kept.Version != draft)
        {
            return ChangeReply.Conflict;
        }

        return from > clock.Now()
            ? await store.PlanDraftAsync(ProductId, draft, from.Value, edit)
            : await PublishAsync(kept with { PlannedFor = null }, edit);
    }

    public async Task ApplyDueDraftAsync()
    {
        if (await store.DraftAsync(ProductId) is not { PlannedFor: { } from, PlannedBy: { } by, Problem: null } draft || from > clock.Now()
            || await store.GetAsync(ProductId) is not { } product)
        {
            return;
        }

        var problem = ProductRules.IsSame(product.Details, draft.Base)
            ? await PublishAsync(draft, new(by, product.Version)) switch
            {
                { IsDone: true } => null,
                { Result: ChangeResult.Refused, Problems: [var first, ..] } => first.ToString(),
                _ => "", // somebody is changing it just now: the next sweep looks again
            }
            : IsAnother;

        if (problem is { Length: > 0 })
        {
            await store.SetProblemAsync(ProductId, draft.Version, problem);
        }
    }

    public async Task<RatingTrialReport?> TryDraftAsync(Instant? from) => await store.DraftAsync(ProductId) is { } draft
        ? await trial.OfProductAsync(ProductId, draft.Details, from)
        : null;

    private async Task<ChangeReply> PublishAsync(ProductDraft draft, Edit edit)
    {
        if (await store.GetAsync(ProductId) is { Details: var now } && ProductRules.IsSame(now, draft.Details))
        {
            return await store.DropDraftAsync(ProductId, draft.Version, edit);
        }

        var reply = await store.PublishDraftAsync(ProductId, draft, edit);

        if (reply.IsDone)
        {
            await terms.RefreshAsync(CancellationToken.None); // the other silos look within a second
        }

        return reply;
    }
}
