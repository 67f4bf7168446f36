using System.IO.Compression;
using Billing.Contracts;
using Billing.Contracts.Exports;
using Billing.Portal.Care;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Billing.Portal.Exports;

/// <summary>The file of an export, for staff who may see all that it has, and for the subscriber who asked for it.</summary>
/// <remarks>Another's is told as one that is not there. It goes out piece by piece, unpacked: browsers read a gzip body to the end of its first member only.</remarks>
internal static class ExportFile
{
    public static void MapExportFiles(this IEndpointRouteBuilder app)
    {
        app.MapGet("/admin/exports/{key}/file", async (HttpContext context, string key, IExportQuery exports, IAuthorizationService authorization, CancellationToken cancellation) =>
                await exports.FindAsync(Scope.Everything, key, cancellation) is not { } export ? Results.NotFound()
                : !await MayAsync(authorization, context, export) ? Results.Forbid()
                : File(export, exports, cancellation))
            .RequireAuthorization(Policies.Staff)
            .IsNotKept();
        app.MapGet("/my/exports/{key}/file", async (HttpContext context, string key, IExportQuery exports, CancellationToken cancellation) =>
                await exports.FindAsync(Subscriber.Of(context.User).Scope, key, cancellation) is { } export
                    ? File(export, exports, cancellation)
                    : Results.NotFound())
            .RequireAuthorization(Policies.Subscriber)
            .IsNotKept();
    }

    private static async Task<bool> MayAsync(IAuthorizationService authorization, HttpContext context, ExportView export)
    {
        foreach (var permission in ExportRequest.Needed(export.List, export.HasMoney))
        {
            if (!(await authorization.AuthorizeAsync(context.User, permission)).Succeeded)
            {
                return false;
            }
        }

        return true;
    }

    private static IResult File(ExportView export, IExportQuery exports, CancellationToken cancellation)
    {
        if (export.EndedAt is null)
        {
            return Results.NotFound();
        }

        return Results.Stream(
            async to =>
            {
                await foreach (var piece in exports.ReadAsync(export.Key, cancellation))
                {
                    await using var plain = new GZipStream(new MemoryStream(piece), CompressionMode.Decompress);
                    await plain.CopyToAsync(to, cancellation);
                }
            },
            "text/csv; charset=utf-8",
            $"{export.Name}.csv");
    }
}
