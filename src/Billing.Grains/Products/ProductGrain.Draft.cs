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

    public Task<ChangeReply> SaveDraftAsync(ProductDetails details, long seenDraft, string by) =>
        KeepDraftAsync(details, null, seenDraft, by);

    public async Task<ChangeReply> SaveDraftAsync(ProductDetails details, ProductBenefits benefits, long seenDraft, string by)
    {
        if (await store.BenefitsAsync(ProductId) is not { } now)
        {
            return ChangeReply.NotFound;
        }

        var (whole, refusal) = BenefitRules.Whole(benefits, now.Funds, clock.Now());

        return refusal ?? await KeepDraftAsync(details, whole, seenDraft, by);
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

        var isSame = ProductRules.IsSame(product.Details, draft.Base)
            && (draft.BaseBenefits is not { } were || await store.BenefitsAsync(ProductId) is { } given && ProductRules.IsSame(given, were));
        var problem = isSame
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
        ? await trial.OfProductAsync(ProductId, draft, from)
        : null;

    private async Task<ChangeReply> KeepDraftAsync(ProductDetails details, ProductBenefits? benefits, long seenDraft, string by)
    {
        details = ProductRules.Whole(details);

        return ProductRules.Check(details).Refusal ?? await store.SaveDraftAsync(ProductId, details, benefits, seenDraft, by);
    }

    private async Task<ChangeReply> PublishAsync(ProductDraft draft, Edit edit)
    {
        var given = await store.BenefitsAsync(ProductId);
        var isGiven = draft.Benefits is null || given is not null && ProductRules.IsSame(given, draft.Benefits);

        if (isGiven && await store.GetAsync(ProductId) is { Details: var now } && ProductRules.IsSame(now, draft.Details))
        {
            return await store.DropDraftAsync(ProductId, draft.Version, edit);
        }

        var reply = await store.PublishDraftAsync(ProductId, draft, edit);

        if (reply.IsDone)
        {
            await SeeAsync();

            if (!isGiven)
            {
                TellAsync().Ignore();
            }
        }

        return reply;
    }
}
