using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Core.Balances;
using NodaTime;

namespace Billing.Grains.Products;

/// <summary>Reads and writes products; every write with its line in the audit log.</summary>
public interface IProductStore
{
    Task<ProductView?> GetAsync(long productId);

    /// <param name="like">A product whose allowances, discounts and policy it gives too; null: none.</param>
    Task<ChangeReply> CreateAsync(string operationId, ProductDetails product, string by, long? like = null);

    /// <param name="benefits">What it gives beside its services; all of it is new.</param>
    Task<ChangeReply> CreateAsync(string operationId, ProductDetails product, ProductBenefits benefits, string by);

    Task<ChangeReply> EditAsync(long productId, ProductDetails details, Edit edit);

    /// <summary>Null when there is none.</summary>
    Task<ProductDraft?> DraftAsync(long productId);

    /// <param name="benefits">Null: as in the draft before.</param>
    /// <param name="seenDraft">The version of the draft that it takes the place of; 0: there was none.</param>
    Task<ChangeReply> SaveDraftAsync(long productId, ProductDetails details, ProductBenefits? benefits, long seenDraft, string by);

    /// <param name="draft">The draft's version.</param>
    Task<ChangeReply> DropDraftAsync(long productId, long draft, Edit edit);

    Task<ChangeReply> PlanDraftAsync(long productId, long draft, Instant from, Edit edit);

    /// <summary>Makes the product what the draft says, and there is no draft any more.</summary>
    Task<ChangeReply> PublishDraftAsync(long productId, ProductDraft draft, Edit edit);

    /// <summary>Products with a draft that is to be published by now.</summary>
    Task<IReadOnlyList<long>> DueDraftsAsync(Instant now, int most);

    /// <summary>Notes why a draft that was due could not be published: it waits for a person.</summary>
    Task SetProblemAsync(long productId, long draft, string problem);

    Task<ChangeReply> RetireAsync(long productId, bool isRetired, Edit edit);

    /// <summary>What it gives now beside its services; null when there is no such product.</summary>
    Task<ProductBenefits?> BenefitsAsync(long productId);

    /// <summary>Null when there is no such product.</summary>
    Task<ProductFunds?> FundsAsync(long productId);

    Task<ChangeReply> AddPlanAsync(long productId, ProductPlan plan, Edit edit);

    Task<ChangeReply> AddDiscountAsync(long productId, ProductDiscount discount, Edit edit);

    Task<ChangeReply> WithdrawAsync(long productId, DefinedKind of, long number, Edit edit);

    /// <summary>Null when it has none, or there is no such product.</summary>
    Task<ProductPolicy?> PolicyAsync(long productId);

    /// <param name="policy">Null: it has none any more.</param>
    Task<ChangeReply> SetPolicyAsync(long productId, ProductPolicy? policy, Edit edit);

    /// <summary>Balances that accounts with the product draw on and that had a session within the hour.</summary>
    Task<IReadOnlyList<long>> BalancesInUseAsync(long productId);

    /// <summary>Those of them that have a session which began within the last minute.</summary>
    Task<IReadOnlyList<long>> BalancesBegunAsync(long productId);
}
