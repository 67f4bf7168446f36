namespace Billing.Portal;

/// <summary>Section <c>Billing:Brand</c>: what the operator is called on its screens and papers.</summary>
public sealed class BrandOptions
{
    public string Name { get; set; } = "Northline";

    /// <summary>At the foot of an invoice: legal name, tax number, how to reach it. Empty: none.</summary>
    public string Imprint { get; set; } = "";

    /// <summary>The account to pay invoices to. Empty: none is told.</summary>
    public string Iban { get; set; } = "";
}
