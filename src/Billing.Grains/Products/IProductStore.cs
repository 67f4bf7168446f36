using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Core.Balances;

namespace Billing.Grains.Products;

/// <summary>Reads and writes products; every write with its line in the audit log.</summary>
public interface IProductStore
{
    Task<ProductView?> GetAsync(long productId);

    Task<ChangeReply> CreateAsync(string operationId, ProductDetails product, string by);

    Task<ChangeReply> EditAsync(long productId, ProductDetails details, Edit edit);

    Task<ChangeReply> RetireAsync(long productId, bool isRetired, Edit edit);

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
}
