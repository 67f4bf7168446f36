namespace Billing.Contracts.Products;

/// <summary>All that a product gives beside its services, as one: what a draft replaces.</summary>
/// <param name="Funds">
/// Nothing that is withdrawn. In a draft a number keeps what the product has by it, 0 is new, and what is missing is withdrawn.
/// </param>
/// <param name="Policy">Null: it has none.</param>
[GenerateSerializer, Immutable, Alias("billing.product-benefits")]
public sealed record ProductBenefits([property: Id(0)] ProductFunds Funds, [property: Id(1)] ProductPolicy? Policy);
