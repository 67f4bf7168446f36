using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Exports;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using nietras.SeparatedValues;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Tariffs;

/// <summary>The rates in force as a file, written while they are read: half a million rows are in nobody's memory.</summary>
/// <remarks>
/// For people and spreadsheets, in the invariant culture. The price list that an import reads back with every term is
/// written by the verb <c>rates export</c>.
/// </remarks>
internal static class RateFile
{
    private const int RowsAtOnce = 500;

    private static readonly string[] Heads =
        ["prefix", "description", "status", "price", "intervals", "price_unit_size", "connect_fee", "effective_from", "effective_to"];

    public static void MapRateFile(this IEndpointRouteBuilder app) =>
        app.MapGet("/admin/tariffs/{tariffId:long}/rates.csv", WriteAsync).RequireAuthorization(Permissions.TariffsView);

    private static async Task WriteAsync(
        HttpContext context, long tariffId, string? at, string? q, ITariffQuery tariffs, TimeProvider clock, CancellationToken cancellation)
    {
        if (await tariffs.FindAsync(tariffId, cancellation) is not { } tariff)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;

            return;
        }

        if (Moment(at, clock.Now()) is not { } instant)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;

            return;
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"rates-{tariffId}-{LocalDatePattern.Iso.Format(instant.InUtc().Date)}.csv\"";
        var filter = RateSearch.Filter(q);
        var offset = 0;

        for (var total = 1; offset < total;)
        {
            var window = await tariffs.RatesAsync(tariffId, instant, filter, offset, RowsAtOnce, cancellation);
            await context.Response.WriteAsync(Text(window.Rows, withHeads: offset == 0), cancellation);
            (offset, total) = (offset + window.Rows.Count, window.Rows.Count == 0 ? 0 : window.Total);
        }
    }

    /// <param name="at">ISO 8601, UTC; null or empty: now.</param>
    /// <returns>Null: it is no instant, or one that the database does not know. Prices of another one are nothing that was asked for.</returns>
    internal static Instant? Moment(string? at, Instant now) =>
        string.IsNullOrEmpty(at) ? now : InstantPattern.ExtendedIso.Parse(at) is { Success: true, Value: var parsed } && parsed.InUtc().Year > 0 ? parsed : null;

    internal static string Text(IReadOnlyList<RateListing> rates, bool withHeads)
    {
        using var writer = Sep.New(',').Writer(options => options with { Escape = true, WriteHeader = withHeads }).ToText();
        writer.Header.Add(Heads);

        foreach (var rate in rates)
        {
            using var row = writer.NewRow();
            row[Heads[0]].Set(rate.Destination);
            row[Heads[1]].Set(CsvText.Harmless(rate.DestinationName ?? ""));
            row[Heads[2]].Set(rate.Status.ToString().ToLowerInvariant());
            row[Heads[3]].Set(rate.Price is { } price ? price.ToString("0.##########", CultureInfo.InvariantCulture) : "");
            row[Heads[4]].Set(rate is { First: { } first, Next: { } next } ? $"{first}/{next}" : rate.Prices);
            row[Heads[5]].Set(rate.PriceUnitSize.ToString(CultureInfo.InvariantCulture));
            row[Heads[6]].Set(rate.ConnectFee.ToString("0.##########", CultureInfo.InvariantCulture));
            row[Heads[7]].Set(InstantPattern.ExtendedIso.Format(rate.EffectiveFrom));
            row[Heads[8]].Set(rate.EffectiveTo is { } to ? InstantPattern.ExtendedIso.Format(to) : "");
        }

        return writer.ToString();
    }
}
