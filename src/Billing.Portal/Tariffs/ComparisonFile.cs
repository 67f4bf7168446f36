using System.Globalization;
using Billing.Contracts.Exports;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Core.Tariffs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using nietras.SeparatedValues;

namespace Billing.Portal.Tariffs;

/// <summary>What is shown of a comparison as a file, in the order of the page, in the invariant culture; written a page at a time.</summary>
internal static class ComparisonFile
{
    private const int RowsAtOnce = 500;

    private static readonly string[] Heads =
    [
        "prefix", "description", "kind", "percent", "price_before", "unit_size_before", "terms_before", "by_before", "price_after", "unit_size_after",
        "terms_after", "by_after",
    ];

    public static void MapComparisonFile(this IEndpointRouteBuilder app) =>
        app.MapGet("/admin/tariffs/comparison.csv", WriteAsync).RequireAuthorization(Permissions.TariffsView);

    /// <param name="asked">The file is of all its pages.</param>
    public static string Href(RateComparisonOrder order, RateComparisonQuestion asked) =>
        $"admin/tariffs/comparison.csv?of={Uri.EscapeDataString(order.Key)}"
        + (asked.Kind is { } only ? $"&kind={only}" : "")
        + (asked.Prefix.Length > 0 ? $"&q={Uri.EscapeDataString(asked.Prefix)}" : "")
        + (asked.Sort is RateContrastSort.Difference ? "" : $"&sort={asked.Sort}")
        + (asked.IsDescending ? "&dir=desc" : "");

    private static async Task WriteAsync(
        HttpContext context,
        string? of,
        RateContrastKind? kind,
        string? q,
        RateContrastSort? sort,
        string? dir,
        IGrainFactory grains,
        CancellationToken cancellation)
    {
        var asked = new RateComparisonQuestion(kind, q ?? "", sort ?? RateContrastSort.Difference, dir == "desc", Offset: 0, RowsAtOnce);

        if (RateComparisonOrder.Parse(of ?? "") is not { } order
            || await grains.GetGrain<IRateComparisonGrain>(order.Key).ListAsync(asked) is not { } page)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;

            return;
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"comparison-{order.OneId}-{order.OtherId}.csv\"";
        await context.Response.WriteAsync(Text(page.Rows, withHeads: true), cancellation);

        for (var offset = page.Rows.Length; offset < page?.Total && page.Rows.Length > 0; offset += page?.Rows.Length ?? 0)
        {
            page = await grains.GetGrain<IRateComparisonGrain>(order.Key).ListAsync(asked with { Offset = offset });
            await context.Response.WriteAsync(Text(page?.Rows ?? [], withHeads: false), cancellation);
        }
    }

    internal static string Text(IReadOnlyList<RateContrastRow> rows, bool withHeads)
    {
        using var writer = Sep.New(',').Writer(options => options with { Escape = true, WriteHeader = withHeads }).ToText();
        writer.Header.Add(Heads);

        foreach (var one in rows)
        {
            using var row = writer.NewRow();
            row[Heads[0]].Set(one.Destination);
            row[Heads[1]].Set(CsvText.Harmless(one.DestinationName ?? ""));
            row[Heads[2]].Set(ComparePage.Words(one.Kind).ToLowerInvariant());
            row[Heads[3]].Set(one.Percent is { } percent ? percent.ToString("0.#", CultureInfo.InvariantCulture) : "");
            Side(row, 4, one.One);
            Side(row, 8, one.Other);
        }

        return writer.ToString();
    }

    private static void Side(SepWriter.Row row, int first, ComparedRate? rate)
    {
        row[Heads[first]].Set(rate is null or { Status: RateStatus.Forbidden } ? "" : rate.Price.ToString("0.##########", CultureInfo.InvariantCulture));
        row[Heads[first + 1]].Set(rate?.PriceUnitSize.ToString(CultureInfo.InvariantCulture) ?? "");
        row[Heads[first + 2]].Set(rate switch { null => "", { Status: RateStatus.Forbidden } => "forbidden", _ => rate.Prices });
        row[Heads[first + 3]].Set(rate?.Destination ?? "");
    }
}
