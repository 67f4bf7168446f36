namespace Billing.Portal;

/// <summary>Section <c>Billing:Brand</c>: what the operator is called on its screens and papers.</summary>
public sealed class BrandOptions
{
    public string Name { get; set; } = "Northline";
}
