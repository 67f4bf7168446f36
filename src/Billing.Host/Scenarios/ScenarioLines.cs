using Billing.Contracts.Invoices;
using Billing.Core.Invoices;
using Billing.Host.Output;

namespace Billing.Host.Scenarios;

/// <summary>Lines of a customer's invoices with the charges that they are of.</summary>
/// <remarks>
/// A line does not say which subscription it is of; its text and days do, and of charges that are alike each is on one line, in the order
/// of both. A line that sums the days of a progressive fee is of the charge of its first day.
/// </remarks>
internal sealed class ScenarioLines(
    IReadOnlyList<ChargeRecord> charges, Func<ChargeRecord, string> nameOf, Func<ChargeRecord, int> quantityOf)
{
    private readonly HashSet<ChargeRecord> _taken = [];

    /// <summary>To be asked once for each line of the invoices, in their order; a void invoice and its replacement have the same ones.</summary>
    /// <param name="tax">Of the line alone; null: that is not known.</param>
    public object Of(InvoiceLineRecord line, decimal? tax)
    {
        var shown = InvoiceLineShown.Of(line);
        var charge = line.Section == "subscriptions" ? Take(line) : null;

        return new
        {
            shown.Section,
            shown.Text,
            shown.From,
            shown.To,
            Subscription = charge is null ? null : nameOf(charge),
            charge?.Kind,
            Quantity = charge is null ? (int?)null : quantityOf(charge),
            Period = charge is null ? null : InvoiceShown.Day(charge.Period),
            shown.Count,
            shown.Units,
            shown.Unit,
            shown.TaxCode,
            shown.Amount,
            Tax = tax,
        };
    }

    private ChargeRecord? Take(InvoiceLineRecord line)
    {
        var found = charges.FirstOrDefault(one => !_taken.Contains(one) && IsOf(one, line)) ?? charges.FirstOrDefault(one => IsOf(one, line));

        if (found is not null)
        {
            _taken.Add(found);
        }

        return found;
    }

    private static bool IsOf(ChargeRecord charge, InvoiceLineRecord line) =>
        charge.FromOn == line.FromOn && (charge.ToOn == line.ToOn || line.Count > 1) && TextOf(charge) == line.Text;

    // Customers of scenarios are of the language that is first.
    private static string TextOf(ChargeRecord charge) => LineWords.Text(
        charge.Kind switch
        {
            "activation" => LineWording.Activation,
            "credit" => LineWording.UnusedDays,
            "penalty" => LineWording.EarlyEnd,
            _ => LineWording.AsIs,
        },
        "en",
        charge.Name);
}
