using Billing.Contracts;
using Billing.Contracts.Invoices;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Invoices;

/// <summary>One of a number works in the cluster, so that a document is not made by two at once; the database keeps the first in any case.</summary>
internal sealed class InvoiceDocumentGrain(
    IInvoiceDocumentStore store, IInvoiceSheetQuery sheets, IOptions<SenderOptions> sender, OtherFont font, TimeProvider clock) : Grain, IInvoiceDocumentGrain
{
    public async Task<bool> MakeAsync()
    {
        var number = this.GetPrimaryKeyString();
        DeactivateOnIdle(); // it is asked once

        if (await store.IsMadeAsync(number))
        {
            return true;
        }

        var now = clock.Now();

        if (await sheets.FindAsync(Scope.Everything, number, now, CancellationToken.None) is not { } sheet)
        {
            return false;
        }

        // Tens of milliseconds of work: not on the silo's own threads.
        var usage = await sheets.UsageAsync(sheet.Invoice, CancellationToken.None);
        var pdf = await Task.Run(() => InvoicePdf.Make(sheet, usage, sender.Value, font.Value));
        await store.AddAsync(sheet.Invoice.InvoiceId, pdf, now);

        return true;
    }
}
