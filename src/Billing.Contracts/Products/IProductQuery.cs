using Billing.Contracts.Paging;

namespace Billing.Contracts.Products;

/// <summary>Products as people see them.</summary>
public interface IProductQuery
{
    Task<IReadOnlyList<ProductRecord>> ListAsync(CancellationToken cancellation);

    /// <summary>A product's rating table, the rows of a service in the order in which they are tried.</summary>
    Task<IReadOnlyList<RatingRecord>> RatingAsync(string product, CancellationToken cancellation);

    Task<Page<ProductRow>> ListAsync(ProductFilter filter, PageRequest<ProductSort> page, CancellationToken cancellation);

    Task<ProductRow?> FindAsync(long productId, CancellationToken cancellation);
}

/// <param name="Main">Accounts whose main product it is.</param>
/// <param name="AddOn">Accounts that have it as an add-on.</param>
public sealed record ProductRecord(long ProductId, string Name, long Main, long AddOn);

/// <param name="NodeGroup">Null: any.</param>
/// <param name="AccessCode">Null: any.</param>
public sealed record RatingRecord(string Service, string? AccessCode, string? NodeGroup, string Tariff, string Currency);
