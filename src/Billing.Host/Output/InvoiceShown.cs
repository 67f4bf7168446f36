using Billing.Contracts.Invoices;
using Billing.Core.Invoices;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Output;

/// <summary>An invoice as it is printed: days as texts, and how it stands today.</summary>
/// <param name="PaidBefore">Since the invoice before, and <paramref name="CreditedBefore"/> by credit notes: previous less both and with the total is what is owed.</param>
/// <param name="State"><c>unpaid</c>, <c>partially-paid</c>, <c>paid</c>, <c>overdue</c>, <c>void</c>, <c>nothing-due</c>.</param>
internal sealed record InvoiceShown(
    string Number,
    string Kind,
    string Customer,
    string From,
    string To,
    string Issued,
    string Due,
    string State,
    string Currency,
    decimal Net,
    decimal Tax,
    decimal Total,
    decimal Previous,
    decimal PaidBefore,
    decimal CreditedBefore,
    decimal AmountDue,
    decimal Settled,
    decimal Open,
    string? Void,
    string? Replaces,
    string? Corrects,
    string? By,
    string? VoidedBy)
{
    public static InvoiceShown Of(InvoiceRecord one, LocalDate today) => new(
        one.Number,
        one.Kind,
        one.Customer,
        Day(one.PeriodFrom)!,
        Day(one.PeriodTo)!,
        Day(one.IssuedOn)!,
        Day(one.DueOn)!,
        StateOf(one, today) switch
        {
            InvoiceState.PartiallyPaid => "partially-paid",
            InvoiceState.NothingDue => "nothing-due",
            var state => state.ToString().ToLowerInvariant(),
        },
        one.Currency,
        one.Net,
        one.Tax,
        one.Total,
        one.PreviousOwed,
        one.Paid - one.CreditedBefore,
        one.CreditedBefore,
        one.AmountDue,
        one.Settled,
        one is { Kind: "invoice", VoidReason: null } && one.Total > one.Settled ? one.Total - one.Settled : 0,
        one.VoidReason,
        one.Replaces,
        one.Corrects,
        one.By,
        one.VoidedBy);

    public static string? Day(LocalDate? day) => day is { } date ? LocalDatePattern.Iso.Format(date) : null;

    private static InvoiceState StateOf(InvoiceRecord one, LocalDate today) =>
        InvoiceStates.Of(one.Total, one.Settled, one.DueOn, one.VoidReason is not null, today);
}

internal sealed record InvoiceLineShown(
    string Section, string Text, string? From, string? To, int Count, long Units, string? Unit, string? TaxCode, decimal Amount, string? Account, int Quantity)
{
    public static InvoiceLineShown Of(InvoiceLineRecord line) => new(
        line.Section, line.Text, InvoiceShown.Day(line.FromOn), InvoiceShown.Day(line.ToOn), line.Count, line.Units, line.Unit, line.TaxCode, line.Amount,
        line.Account, line.Quantity);
}
