using Billing.Contracts.Paging;
using Billing.Core.Invoices;
using NodaTime;

namespace Billing.Contracts.Invoices;

/// <summary>Invoices as people see them, staff and the subscriber whose they are.</summary>
public interface IInvoiceSheetQuery
{
    Task<Page<InvoiceRow>> ListAsync(
        Scope scope, InvoiceRowFilter filter, PageRequest<InvoiceSort> page, Instant now, CancellationToken cancellation);

    /// <summary>Null when there is none of the number in the scope.</summary>
    Task<InvoiceSheet?> FindAsync(Scope scope, string number, Instant now, CancellationToken cancellation);

    /// <summary>The usage that an invoice is for. Who asks has found the invoice in their scope.</summary>
    Task<InvoiceUsage> UsageAsync(InvoiceRecord invoice, CancellationToken cancellation);

    /// <summary>The document as it was made; null when none was made yet, or the invoice is not in the scope.</summary>
    Task<byte[]?> PdfAsync(Scope scope, string number, CancellationToken cancellation);
}

public enum InvoiceSort
{
    IssuedAt,
    Total,
    DueOn,

    /// <summary>What is left to pay; only where a filter leaves few (<see cref="Page{T}.IsUnordered"/>), as the next.</summary>
    Open,

    /// <summary>Overdue, partly paid, unpaid, paid, nothing due, void.</summary>
    State,
}

/// <summary>What is not null must fit.</summary>
/// <param name="Text">The beginning of the number, any case.</param>
/// <param name="State">As of the day in the customer's billing time zone.</param>
/// <param name="IssuedTo">The last day, as <paramref name="DueTo"/>; all days are the customer's.</param>
/// <param name="BillRun">The name of the run that issued it.</param>
public sealed record InvoiceRowFilter(
    string? Text = null,
    long? CustomerId = null,
    long? BalanceId = null,
    InvoiceState? State = null,
    DateOnly? IssuedFrom = null,
    DateOnly? IssuedTo = null,
    DateOnly? DueFrom = null,
    DateOnly? DueTo = null,
    string? BillRun = null);

/// <param name="IsCreditNote">It gives back money of another invoice.</param>
/// <param name="PeriodTo">The first day that is not in it.</param>
/// <param name="Open">What is still to be paid of the total; zero when void.</param>
public sealed record InvoiceRow(
    long InvoiceId,
    string Number,
    bool IsCreditNote,
    long BalanceId,
    long CustomerId,
    string CustomerNumber,
    string Customer,
    LocalDate PeriodFrom,
    LocalDate PeriodTo,
    LocalDate IssuedOn,
    LocalDate DueOn,
    string Currency,
    decimal Total,
    decimal Open,
    InvoiceState State);
