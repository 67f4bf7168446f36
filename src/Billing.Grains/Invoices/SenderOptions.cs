namespace Billing.Grains.Invoices;

/// <summary>Section <c>Billing:Brand</c>: who sends the invoices.</summary>
public sealed class SenderOptions
{
    public string Name { get; set; } = "Northline";

    /// <summary>At the foot of each page: legal name, tax number, how to reach you. Empty: the name.</summary>
    public string Imprint { get; set; } = "";

    /// <summary>The account to pay to, as it is to be printed. Empty: none is printed.</summary>
    public string Iban { get; set; } = "";

    /// <summary>A file of a font with TrueType outlines, for letters that IBM Plex Sans has not, as Chinese and Japanese. Empty: they are printed as "?".</summary>
    public string OtherFont { get; set; } = "";
}
