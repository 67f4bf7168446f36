using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Core.Invoices;
using Billing.Portal.Design;
using NodaTime;

namespace Billing.Portal.Invoices;

/// <summary>How invoices are told. Names are English; the keys of their translations.</summary>
internal static class InvoiceWords
{
    public static string Name(InvoiceState state) => state switch
    {
        InvoiceState.Unpaid => "Unpaid",
        InvoiceState.PartiallyPaid => "Partly paid",
        InvoiceState.Paid => "Paid",
        InvoiceState.Overdue => "Overdue",
        InvoiceState.Void => "Void",
        _ => "Nothing due",
    };

    public static StatusTone Tone(InvoiceState state) => state switch
    {
        InvoiceState.Paid => StatusTone.Ok,
        InvoiceState.Overdue => StatusTone.Bad,
        InvoiceState.Unpaid or InvoiceState.PartiallyPaid => StatusTone.Warn,
        _ => StatusTone.Off,
    };

    public static string Group(string service) => service switch
    {
        InvoiceGroup.Fees => "Fees",
        InvoiceGroup.Other => "Other charges and credits",
        _ => ServiceWords.Name(service),
    };

    public static string Day(LocalDate day, CultureInfo culture) => day.ToDateTimeUnspecified().ToString("d MMM yyyy", culture);

    /// <param name="to">The first day that is not in it.</param>
    public static string Days(LocalDate from, LocalDate to, CultureInfo culture) =>
        to.PlusDays(-1) > from ? $"{Day(from, culture)} – {Day(to.PlusDays(-1), culture)}" : Day(from, culture);

    /// <summary>The same where there is little room: a line ends between two days, never within one.</summary>
    /// <param name="days">As <see cref="Days"/> has them.</param>
    public static string Unbroken(string days) => days.Replace(' ', '\u00a0').Replace("\u00a0–\u00a0", "\u00a0– ", StringComparison.Ordinal);

    /// <summary>A refusal as forms take it: "field: expected what".</summary>
    public static ChangeReply AsChange(this PayerReply reply)
    {
        if (reply.Problem is not { } problem)
        {
            return new(ChangeResult.Done, reply.Id);
        }

        var parts = problem.Split(": expected ", 2);

        return ChangeReply.Refused(parts[0], parts[^1]);
    }
}
