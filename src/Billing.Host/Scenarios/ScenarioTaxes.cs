using Billing.Contracts.Invoices;
using Billing.Core.Amounts;
using Billing.Core.Invoices;
using Billing.Core.Taxes;

namespace Billing.Host.Scenarios;

/// <summary>The taxes of single lines, which invoices have in sums.</summary>
/// <param name="terms">Of the classes that there are, the likeliest first: an invoice was made by those that make its taxes again.</param>
internal sealed class ScenarioTaxes(IReadOnlyList<InvoiceTerms> terms)
{
    /// <summary>What of each line is taxes, to the minor unit; where prices include them that is in its amount.</summary>
    /// <remarks>Each is rounded by itself, so that together they may be some cents from the invoice's own.</remarks>
    /// <returns>Null where it was not taxed in one way: unused days are given back as their fee was taxed.</returns>
    public IReadOnlyList<decimal>? Of(InvoiceDetails details)
    {
        var (invoice, currency) = (details.Invoice, Currency.Parse(details.Invoice.Currency));

        if (details.Lines.Count == 1)
        {
            return [invoice.Tax];
        }

        var lines = details.Lines.Select(line => (line.Amount, line.TaxCode)).ToArray();
        Taxed taxed = new(invoice.Net, invoice.Tax, invoice.Total, [.. details.Taxes.Select(tax => new TaxLine(tax.Name, tax.Percent, tax.Net, tax.Amount))]);
        var ways = terms.SelectMany(one => (IEnumerable<(InvoiceTerms Terms, bool IsExempt)>)[(one, false), (one, true)]);

        foreach (var way in ways.Where(way => Invoicing.IsTaxedBy(way.Terms, way.IsExempt, currency, lines, taxed)))
        {
            return [.. lines.Select((_, i) => Invoicing.TaxedLine(way.Terms, way.IsExempt, currency, lines, i + 1, taxed, isKnown: true).Tax)];
        }

        return null;
    }
}
