using Billing.Contracts.Changes;
using Billing.Core.Balances;
using Orleans.Concurrency;

namespace Billing.Contracts.Products;

/// <summary>One product. Key: its number.</summary>
/// <remarks>What it sells changes in every silo within a second; running sessions keep their terms.</remarks>
[Alias("billing.product")]
public interface IProductGrain : IGrainWithIntegerKey
{
    /// <summary>As it is stored; null when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<ProductView?> GetAsync();

    [Alias("edit")]
    Task<ChangeReply> EditAsync(ProductDetails details, Edit edit);

    /// <summary>Offers it no more, or again; accounts that have it keep it.</summary>
    [Alias("retire")]
    Task<ChangeReply> RetireAsync(bool isRetired, Edit edit);

    /// <summary>Its allowances and discounts, withdrawn ones too; null when there is no such product.</summary>
    [Alias("funds"), AlwaysInterleave]
    Task<ProductFunds?> FundsAsync();

    /// <summary>Gives an allowance to all who have the product. Terms never change: withdraw it and give another.</summary>
    /// <remarks>Balances that had a session within the hour get it at once, the others when they are next read.</remarks>
    [Alias("add-plan")]
    Task<ChangeReply> AddPlanAsync(ProductPlan plan, Edit edit);

    /// <summary>The same of a discount.</summary>
    [Alias("add-discount")]
    Task<ChangeReply> AddDiscountAsync(ProductDiscount discount, Edit edit);

    /// <summary>What gateways apply to data sessions of accounts with the product; null: what they do by themselves.</summary>
    [Alias("policy"), AlwaysInterleave]
    Task<ProductPolicy?> PolicyAsync();

    /// <summary>Changes that; gateways of running sessions are told at once.</summary>
    /// <param name="policy">Null: it has none any more.</param>
    [Alias("set-policy")]
    Task<ChangeReply> SetPolicyAsync(ProductPolicy? policy, Edit edit);

    /// <summary>Ends an allowance plan or a discount for all who have the product; what was given stays until it expires.</summary>
    [Alias("withdraw")]
    Task<ChangeReply> WithdrawAsync(DefinedKind of, long number, Edit edit);
}
