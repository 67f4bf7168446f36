using Billing.Contracts.Invoices;

namespace Billing.Portal.Invoices;

/// <summary>What is not as it was on the invoice before.</summary>
/// <param name="Section">As of the line.</param>
/// <param name="Before">In the invoices' currency; zero: it was not on it.</param>
public sealed record InvoiceDifference(string Section, string Text, decimal Before, decimal Now)
{
    public decimal Change => Now - Before;

    /// <summary>The lines that changed, the largest change first. Lines of the same name are summed.</summary>
    public static IReadOnlyList<InvoiceDifference> Between(IReadOnlyList<InvoiceLineRecord> before, IReadOnlyList<InvoiceLineRecord> now) =>
    [
        .. before.Select(line => (line, Before: line.Amount, Now: 0m))
            .Concat(now.Select(line => (line, Before: 0m, Now: line.Amount)))
            .GroupBy(one => (one.line.Section, one.line.Text))
            .Select(group => new InvoiceDifference(group.Key.Section, group.Key.Text, group.Sum(one => one.Before), group.Sum(one => one.Now)))
            .Where(one => one.Change != 0)
            .OrderByDescending(one => decimal.Abs(one.Change)).ThenBy(one => one.Text, StringComparer.Ordinal),
    ];
}
