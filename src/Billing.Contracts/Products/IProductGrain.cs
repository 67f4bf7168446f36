using Billing.Contracts.Changes;
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
}
