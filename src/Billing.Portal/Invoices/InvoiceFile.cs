using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Users;
using Billing.Portal.Care;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Billing.Portal.Invoices;

/// <summary>The document of an invoice as a file: for staff, and for the subscriber whose it is.</summary>
/// <remarks>Whose it is, is a condition of the statement; an invoice of another is told as one that is not there.</remarks>
internal static class InvoiceFile
{
    public static void MapInvoiceFiles(this IEndpointRouteBuilder app)
    {
        app.MapGet("/admin/invoices/{number}/pdf", (string number, IInvoiceSheetQuery sheets, IGrainFactory grains, TimeProvider clock, CancellationToken cancellation) =>
                FileAsync(Scope.Everything, number, sheets, grains, clock, cancellation))
            .RequireAuthorization(Permissions.InvoicesView)
            .IsNotKept();
        app.MapGet("/my/bills/{number}/pdf", (HttpContext context, string number, IInvoiceSheetQuery sheets, IGrainFactory grains, TimeProvider clock, CancellationToken cancellation) =>
                FileAsync(Subscriber.Of(context.User).Scope, number, sheets, grains, clock, cancellation))
            .RequireAuthorization(Policies.Subscriber)
            .IsNotKept();
    }

    private static async Task<IResult> FileAsync(
        Scope scope, string number, IInvoiceSheetQuery sheets, IGrainFactory grains, TimeProvider clock, CancellationToken cancellation)
    {
        var pdf = await sheets.PdfAsync(scope, number, cancellation);

        if (pdf is null && await sheets.FindAsync(scope, number, clock.Now(), cancellation) is { } sheet)
        {
            await grains.GetGrain<IInvoiceDocumentGrain>(sheet.Invoice.Number).MakeAsync();
            pdf = await sheets.PdfAsync(scope, number, cancellation);
        }

        return pdf is null ? Results.NotFound() : Results.File(pdf, "application/pdf", $"{number}.pdf");
    }
}
