using NodaTime;

namespace Billing.Grains.Invoices;

/// <summary>Keeps the documents of invoices. What is there never changes.</summary>
public interface IInvoiceDocumentStore
{
    Task<bool> IsMadeAsync(string number);

    /// <summary>The highest id of an invoice; zero: there is none.</summary>
    Task<long> NewestAsync();

    /// <summary>Invoices without a document, in the order of their ids.</summary>
    /// <param name="after">Only those with a later id.</param>
    Task<IReadOnlyList<(long InvoiceId, string Number)>> MissingAsync(long after, int most);

    /// <summary>Stores it, unless there is one already: the first one stays.</summary>
    Task AddAsync(long invoiceId, byte[] pdf, Instant now);
}
