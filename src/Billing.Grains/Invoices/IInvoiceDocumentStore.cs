using NodaTime;

namespace Billing.Grains.Invoices;

/// <summary>Keeps the documents of invoices. What is there never changes.</summary>
public interface IInvoiceDocumentStore
{
    Task<bool> IsMadeAsync(string number);

    /// <summary>Stores it, unless there is one already: the first one stays.</summary>
    Task AddAsync(long invoiceId, byte[] pdf, Instant now);
}
