using Billing.Contracts.Changes;
using Billing.Contracts.Products;

namespace Billing.Grains.Products;

/// <summary>Reads and writes products; every write with its line in the audit log.</summary>
public interface IProductStore
{
    Task<ProductView?> GetAsync(long productId);

    Task<ChangeReply> CreateAsync(string operationId, ProductDetails product, string by);

    Task<ChangeReply> EditAsync(long productId, ProductDetails details, Edit edit);

    Task<ChangeReply> RetireAsync(long productId, bool isRetired, Edit edit);
}
