using NodaTime;

namespace Billing.Core.Invoices;

/// <summary>How an invoice stands. It follows from its amounts and the day; only void is stored.</summary>
public enum InvoiceState
{
    Unpaid = 1,
    PartiallyPaid = 2,
    Paid = 3,

    /// <summary>Not all paid, and its due date has passed.</summary>
    Overdue = 4,

    /// <summary>Taken back; another one may stand in its place.</summary>
    Void = 5,

    /// <summary>Its total is zero or below.</summary>
    NothingDue = 6,
}

public static class InvoiceStates
{
    /// <param name="total">What is to be paid for this invoice's own charges.</param>
    /// <param name="paid">What payments and credit notes have settled of it.</param>
    /// <param name="today">In the customer's billing time zone; an invoice may still be paid on its due date.</param>
    public static InvoiceState Of(decimal total, decimal paid, LocalDate dueOn, bool isVoid, LocalDate today) =>
        isVoid ? InvoiceState.Void
        : total <= 0 ? InvoiceState.NothingDue
        : paid >= total ? InvoiceState.Paid
        : today > dueOn ? InvoiceState.Overdue
        : paid > 0 ? InvoiceState.PartiallyPaid
        : InvoiceState.Unpaid;
}
