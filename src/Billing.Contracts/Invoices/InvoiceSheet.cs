using Billing.Core.Invoices;

namespace Billing.Contracts.Invoices;

/// <summary>An issued invoice with everything that its document shows.</summary>
/// <param name="Address">Lines to print, without empty ones.</param>
/// <param name="Culture">Language and region that the customer reads, such as <c>es-ES</c>.</param>
public sealed record InvoiceSheet(
    InvoiceDetails Details,
    long CustomerId,
    string CustomerNumber,
    IReadOnlyList<string> Address,
    string Culture,
    InvoiceState State)
{
    public InvoiceRecord Invoice => Details.Invoice;

    /// <summary>The number of the payer's newest invoice, which is not void, where that is another one: it counts on this one's sums, which cannot be void then.</summary>
    public string? Newest { get; init; }

    /// <summary>The company that the customer is; null: a person.</summary>
    public string? Company { get; init; }

    /// <summary>Whom it is for: a company, and then whom to ask for there is the first line of the address.</summary>
    public string Addressee => Company ?? Invoice.Customer;

    /// <summary>By which tax offices know the customer; null: that is not known.</summary>
    public string? TaxNumber { get; init; }

    /// <summary>What each of the customer's invoices says beside; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The last four digits of the card that takes invoices without asking; null: there is none, or it is done with this one.</summary>
    public string? Card { get; init; }

    /// <summary>The last four digits of the card that what it asks for is taken from; null: it is asked for.</summary>
    /// <remarks>A card takes what is open of an invoice: what was owed before is asked for with the rest, and so is what was paid somehow.</remarks>
    public string? PaidFrom => Open > 0 && Invoice.AmountDue <= Invoice.Total ? Card : null;

    public bool IsCreditNote => Invoice.Kind == "credit-note";

    /// <summary>The picture at its head, a PNG file: that which was in use when it was issued; null: none was.</summary>
    public byte[]? Logo { get; init; }

    /// <summary>What is still to be paid of its total.</summary>
    public decimal Open => Invoice.VoidReason is not null || IsCreditNote ? 0 : decimal.Max(0, Invoice.Total - Invoice.Settled);

    /// <summary>It asks for what was owed before too, so that has to stand on it.</summary>
    public bool ShowsPrevious => (Invoice.PreviousOwed != 0 || Invoice.Paid != 0)
        && Invoice.AmountDue == decimal.Max(0, Invoice.PreviousOwed - Invoice.Paid + Invoice.Total);

    /// <summary>What is paid too much with it, and settles the next ones: with that the sums on it come to nothing due. Zero: nothing is.</summary>
    public decimal Remaining => ShowsPrevious ? decimal.Max(0, Invoice.Paid - Invoice.PreviousOwed - Invoice.Total) : 0;

    /// <summary>The lines by service: fees, each service's usage, the rest; in the order of printing.</summary>
    public IReadOnlyList<InvoiceGroup> Groups =>
    [
        .. Details.Lines
            .GroupBy(line => line.Section switch
            {
                "subscriptions" => InvoiceGroup.Fees,
                "usage" => line.Text,
                _ => InvoiceGroup.Other,
            })
            .Select(group => new InvoiceGroup(group.Key, [.. group])),
    ];
}

/// <param name="Service">A service's code, <see cref="Fees"/> or <see cref="Other"/>.</param>
public sealed record InvoiceGroup(string Service, IReadOnlyList<InvoiceLineRecord> Lines)
{
    public const string Fees = "fees";

    /// <summary>Charges and credits by hand.</summary>
    public const string Other = "other";

    public decimal Subtotal => Lines.Sum(line => line.Amount);
}
