using System.Globalization;
using System.Text;
using Billing.Contracts.Users;
using Billing.Contracts.Vouchers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Billing.Portal.Vouchers;

/// <summary>The codes of a batch as a file, for who ordered it and nobody else; no cache may keep it.</summary>
internal static class VoucherFile
{
    public static void MapVoucherFiles(this IEndpointRouteBuilder app) =>
        app.MapGet("/admin/vouchers/batches/{key}/file", async (HttpContext context, string key, IGrainFactory grains) =>
        {
            var batch = grains.GetGrain<IVoucherBatchGrain>(key);

            if (await batch.GetAsync() is not { } view || await batch.TakeAsync(context.User.Identity?.Name ?? "") is not { IsEmpty: false } codes)
            {
                return Results.NotFound();
            }

            var lines = new StringBuilder("serial,code,amount,currency\r\n");

            foreach (var voucher in codes)
            {
                lines.Append(CultureInfo.InvariantCulture, $"{voucher.Serial},{voucher.Code},{view.Order.Amount},{view.Order.Currency}\r\n");
            }

            context.Response.Headers.CacheControl = "no-store";

            return Results.File(
                Encoding.UTF8.GetBytes(lines.ToString()),
                "text/csv; charset=utf-8",
                FormattableString.Invariant($"vouchers-{codes[0].Serial}-{codes[^1].Serial}.csv"));
        }).RequireAuthorization(Permissions.MoneyPay);
}
