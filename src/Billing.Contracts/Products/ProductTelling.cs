namespace Billing.Contracts.Products;

/// <summary>How far a product's change has reached the balances that were at work when it was made.</summary>
/// <param name="Told">They have heard of it.</param>
/// <param name="Of">Null: it is not known yet, another process began to tell them.</param>
/// <param name="Unheard">They could not be told, and read it when they are loaded next.</param>
/// <param name="IsOver">All of them were asked.</param>
[GenerateSerializer, Immutable, Alias("billing.product-telling")]
public sealed record ProductTelling(
    [property: Id(0)] int Told,
    [property: Id(1)] int? Of,
    [property: Id(2)] int Unheard,
    [property: Id(3)] bool IsOver);
