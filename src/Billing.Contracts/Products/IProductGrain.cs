using Billing.Contracts.Changes;
using Billing.Contracts.Rating;
using Billing.Core.Balances;
using NodaTime;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace Billing.Contracts.Products;

/// <summary>One product. Key: its number.</summary>
/// <remarks>What it sells changes in every silo within a second; running sessions keep their terms.</remarks>
[Version(3)]
[Alias("billing.product")]
public interface IProductGrain : IGrainWithIntegerKey
{
    /// <summary>As it is stored; null when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<ProductView?> GetAsync();

    [Alias("edit")]
    Task<ChangeReply> EditAsync(ProductDetails details, Edit edit);

    /// <summary>The change that is being prepared; null when there is none.</summary>
    [Alias("draft"), AlwaysInterleave]
    Task<ProductDraft?> DraftAsync();

    /// <summary>
    /// Keeps a change to be looked at; the product stays as it is. A plan of the draft before it ends; what that makes of
    /// allowances, discounts and the policy stays.
    /// </summary>
    /// <param name="seenDraft">The version of the draft that it takes the place of; 0: there was none.</param>
    /// <returns>With the draft's version.</returns>
    [Alias("save-draft")]
    Task<ChangeReply> SaveDraftAsync(ProductDetails details, long seenDraft, string by);

    /// <summary>The same, with what it makes of allowances, discounts and the policy: all of them, as they are to be.</summary>
    /// <returns>With the draft's version. A refusal names <c>Plans[0].amount</c>, say, or a field of the policy.</returns>
    [Alias("save-whole-draft")]
    Task<ChangeReply> SaveDraftAsync(ProductDetails details, ProductBenefits benefits, long seenDraft, string by);

    /// <summary>Forgets it.</summary>
    /// <param name="draft">Its version.</param>
    /// <param name="edit">With the product's version.</param>
    [Alias("drop-draft")]
    Task<ChangeReply> DropDraftAsync(long draft, Edit edit);

    /// <summary>Makes the product what the draft says, at once or by itself when a time has come.</summary>
    /// <remarks>
    /// All of it in one transaction, or nothing. When that time comes and what the draft replaces is no longer what it was when it
    /// was planned, or it cannot be done, nothing is changed and the draft says why: somebody has to look at it again.
    /// Sessions that begin from then on have its allowances and discounts (in other silos a second later), those that run when their
    /// balance was told; gateways of running sessions are told another policy. <see cref="TellingAsync"/> says how far that is.
    /// </remarks>
    /// <param name="draft">Its version.</param>
    /// <param name="from">Null, or a time that has passed: at once.</param>
    /// <param name="edit">With the product's version, that the draft was compared with.</param>
    [Alias("publish-draft")]
    Task<ChangeReply> PublishDraftAsync(long draft, Instant? from, Edit edit);

    /// <summary>Publishes a draft whose time has come; else does nothing.</summary>
    [Alias("apply-due-draft")]
    Task ApplyDueDraftAsync();

    /// <summary>Asks the rating cases as if the draft were published at a time: its tariffs, allowances and discounts.</summary>
    /// <param name="from">Null: now.</param>
    /// <returns>Null when there is no draft, or it could not be published.</returns>
    [Alias("try-draft"), AlwaysInterleave, ResponseTimeout("00:02:00")]
    Task<RatingTrialReport?> TryDraftAsync(Instant? from);

    /// <summary>
    /// Has balances in use take up what the product gives now, if some of it is still untold; every change asks for that itself, and a
    /// sweep where that was interrupted.
    /// </summary>
    [Alias("tell"), AlwaysInterleave]
    Task TellAsync();

    /// <summary>How far the balances that are at work have heard of the last change; null: none was told since this began to look.</summary>
    [Alias("telling"), AlwaysInterleave]
    Task<ProductTelling?> TellingAsync();

    /// <summary>Offers it no more, or again; accounts that have it keep it.</summary>
    [Alias("retire")]
    Task<ChangeReply> RetireAsync(bool isRetired, Edit edit);

    /// <summary>Its allowances and discounts, withdrawn ones too; null when there is no such product.</summary>
    [Alias("funds"), AlwaysInterleave]
    Task<ProductFunds?> FundsAsync();

    /// <summary>Gives an allowance to all who have the product, past any draft. Terms never change: withdraw it and give another.</summary>
    /// <remarks>
    /// Answered when it is durable. Sessions that begin then have it, in other silos a second later; those that run when their balance was
    /// told, which goes on behind the answer and after a crash too: <see cref="TellingAsync"/>.
    /// </remarks>
    [Alias("add-plan")]
    Task<ChangeReply> AddPlanAsync(ProductPlan plan, Edit edit);

    /// <summary>The same of a discount.</summary>
    [Alias("add-discount")]
    Task<ChangeReply> AddDiscountAsync(ProductDiscount discount, Edit edit);

    /// <summary>What gateways apply to data sessions of accounts with the product; null: what they do by themselves.</summary>
    [Alias("policy"), AlwaysInterleave]
    Task<ProductPolicy?> PolicyAsync();

    /// <summary>Changes that at once, past any draft; gateways of running sessions are told.</summary>
    /// <param name="policy">Null: it has none any more.</param>
    [Alias("set-policy")]
    Task<ChangeReply> SetPolicyAsync(ProductPolicy? policy, Edit edit);

    /// <summary>
    /// Ends an allowance plan or a discount for all who have the product, past any draft; what was given stays until it expires.
    /// </summary>
    [Alias("withdraw")]
    Task<ChangeReply> WithdrawAsync(DefinedKind of, long number, Edit edit);
}
