using Billing.Contracts.Invoices;

namespace Billing.Portal.Invoices;

/// <summary>What is not as it was on the invoice before.</summary>
/// <param name="Section">As of the line.</param>
/// <param name="Account">The login that a fee is of; null: of none, or that is not known of both invoices.</param>
/// <param name="Before">In the invoices' currency; zero: it was not on it.</param>
public sealed record InvoiceDifference(string Section, string Text, string? Account, decimal Before, decimal Now)
{
    public decimal Change => Now - Before;

    /// <summary>The lines that changed, the largest change first. Lines of the same name and login are summed.</summary>
    /// <remarks>
    /// Two lines of the customer that have one plan are two: one that goes and one that grows would else look as if nothing had changed. Invoices
    /// of before that was kept say no login, and then what has its name is one.
    /// </remarks>
    public static IReadOnlyList<InvoiceDifference> Between(IReadOnlyList<InvoiceLineRecord> before, IReadOnlyList<InvoiceLineRecord> now) =>
    [
        .. before.Select(line => (Line: line, Before: line.Amount, Now: 0m, IsNow: false))
            .Concat(now.Select(line => (Line: line, Before: 0m, Now: line.Amount, IsNow: true)))
            .GroupBy(one => (one.Line.Section, one.Line.Text))
            .SelectMany(named =>
            {
                var isByAccount = named.GroupBy(one => one.IsNow).All(invoice => invoice.Any(one => one.Line.Account is not null));

                return named.GroupBy(one => isByAccount ? one.Line.Account : null).Select(group => new InvoiceDifference(
                    named.Key.Section, named.Key.Text, group.Key, group.Sum(one => one.Before), group.Sum(one => one.Now)));
            })
            .Where(one => one.Change != 0)
            .OrderByDescending(one => decimal.Abs(one.Change)).ThenBy(one => one.Text, StringComparer.Ordinal).ThenBy(one => one.Account, StringComparer.Ordinal),
    ];
}
