using NodaTime;

namespace Billing.Contracts.Products;

/// <summary>A product as somebody is changing it: nobody is sold by it before it is published.</summary>
/// <param name="Base">The product when the draft was saved or planned.</param>
/// <param name="PlannedFor">When it is published by itself; null: it is not planned.</param>
/// <param name="Problem">Why it could not be published when it was due; then it waits for a person. Null: nothing is wrong.</param>
/// <param name="Version">Another one whenever it is saved or planned.</param>
/// <param name="Benefits">What it makes of the allowances, discounts and policy; null: they stay as they are.</param>
/// <param name="BaseBenefits">Those when the draft was saved or planned; null where <paramref name="Benefits"/> is.</param>
[GenerateSerializer, Immutable, Alias("billing.product-draft")]
public sealed record ProductDraft(
    [property: Id(0)] ProductDetails Details,
    [property: Id(1)] ProductDetails Base,
    [property: Id(2)] string By,
    [property: Id(3)] Instant SavedAt,
    [property: Id(4)] Instant? PlannedFor,
    [property: Id(5)] string? PlannedBy,
    [property: Id(6)] string? Problem,
    [property: Id(7)] long Version,
    [property: Id(8)] ProductBenefits? Benefits = null,
    [property: Id(9)] ProductBenefits? BaseBenefits = null);
