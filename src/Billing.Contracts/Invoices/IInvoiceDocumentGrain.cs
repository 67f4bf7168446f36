namespace Billing.Contracts.Invoices;

/// <summary>Makes an invoice's document, once. Key: the invoice's number, such as <c>INV-000017</c>.</summary>
/// <remarks>It says who may read what to nobody: who asks has looked whether the invoice is theirs.</remarks>
[Alias("billing.invoice-document")]
public interface IInvoiceDocumentGrain : IGrainWithStringKey
{
    /// <summary>Makes it if it is not there; it is stored when this returns, and never made anew.</summary>
    /// <returns>False when there is no such invoice.</returns>
    [Alias("make")]
    Task<bool> MakeAsync();
}

/// <summary>Makes the documents of invoices that have none, the oldest first, so that each looks as when it was issued. Key: 0.</summary>
[Alias("billing.invoice-document-sweep")]
public interface IInvoiceDocumentSweepGrain : IGrainWithIntegerKey
{
    /// <returns>How many it made; zero: there is nothing left to make.</returns>
    [Alias("sweep")]
    Task<int> SweepAsync();
}
