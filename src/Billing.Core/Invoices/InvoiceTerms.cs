using Billing.Core.Amounts;
using Billing.Core.Taxes;

namespace Billing.Core.Invoices;

/// <summary>What an invoice asks for. Numbers are stored.</summary>
public enum AmountDueRule
{
    /// <summary>All that is owed: what was owed before, less payments, and the new total.</summary>
    Balance = 1,

    /// <summary>The new total alone.</summary>
    Total = 2,
}

/// <summary>How invoices of a customer class are made.</summary>
public sealed record InvoiceTerms
{
    public TaxTerms Taxes { get; init; } = TaxTerms.None;

    /// <summary>How amounts come to the currency's minor unit.</summary>
    public Rounding Rounding { get; init; } = Rounding.HalfAwayFromZero;

    public AmountDueRule AmountDue { get; init; } = AmountDueRule.Balance;

    /// <summary>
    /// Days from the date of issue to the due date, which is the last day to pay on; of an invoice that is made days later than its date, from
    /// the day on which it is made.
    /// </summary>
    public int PaymentTermDays { get; init; } = 15;

    /// <summary>
    /// A period in which nothing is charged has no invoice, also when something is owed from before: that is asked for by its own
    /// invoices and by dunning. Else an invoice over zero, with a number, asks for it anew each period.
    /// </summary>
    public bool SkipsZero { get; init; }

    /// <summary>
    /// An invoice is made on each day on which a fee is charged, at once, with all that is open by then; and at the end of a period if
    /// something is left. What is charged on a day that has its invoice is on the next one.
    /// </summary>
    public bool AreAsCharged { get; init; }

    /// <summary>
    /// Of invoices that are made as fees are charged: what a change credits, and charges of the rest of a running period, makes none. It is
    /// on that of the next fee, or of the end of a period if that is before it. A change that begins a period has its invoice.
    /// </summary>
    public bool ChangesWait { get; init; }

    /// <summary>The document lists usage one by one, where the customer does not say otherwise.</summary>
    public bool ListsUsage { get; init; }

    /// <summary>Numbers of a series follow each other without gaps, and begin with its name.</summary>
    public string Series { get; init; } = "INV";
}
