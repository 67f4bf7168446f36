using System.CommandLine;
using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

// The document as it was made, or is now if nobody has made it yet; it is never made anew.
internal static partial class InvoiceVerb
{
    private static Command Pdf()
    {
        var output = new Option<FileInfo>("--out") { Description = "The file that is written.", Required = true };
        var pdf = new Command("pdf", "Save an invoice's document.") { Number, output };
        pdf.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var number = (await FindAsync(services, parsed.GetRequiredValue(Number), cancellation)).Invoice.Number;
                var sheets = services.GetRequiredService<IInvoiceSheetQuery>();

                if (await sheets.PdfAsync(Scope.Everything, number, cancellation) is not { } document)
                {
                    await using var cluster = await services.ClusterAsync(cancellation);
                    await cluster.Grains.GetGrain<IInvoiceDocumentGrain>(number).MakeAsync();
                    document = await sheets.PdfAsync(Scope.Everything, number, cancellation) ?? throw new UserException($"{number} has no document");
                }

                var file = parsed.GetRequiredValue(output);
                await File.WriteAllBytesAsync(file.FullName, document, cancellation);
                Console.WriteLine($"{file.Name}: {Show.Count(document.Length, "byte")}");
            },
            cancellation));

        return pdf;
    }
}
