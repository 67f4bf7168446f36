using System.Globalization;
using Billing.Contracts.Products;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Forms;

namespace Billing.Portal.Products;

/// <summary>A product while somebody edits it.</summary>
internal sealed class ProductForm
{
    public string? Name { get; set; }

    public List<ServiceLine> Services { get; } = [];

    public List<RatingLine> Ratings { get; } = [];

    public static ProductForm Of(ProductDetails? details)
    {
        var form = new ProductForm { Name = details?.Name };
        form.Services.AddRange((details?.Services ?? []).Select(ServiceLine.Of));
        form.Ratings.AddRange((details?.Rating ?? []).Select(row => new RatingLine
        {
            Service = row.Service,
            NodeGroupId = row.NodeGroupId ?? 0,
            AccessCode = row.AccessCode,
            TariffId = row.TariffId,
        }));

        return form;
    }

    /// <summary>What it says; what cannot be read goes to the problems, by the field's name in the message.</summary>
    /// <param name="unitOf">The unit of a tariff; null: there is no such tariff.</param>
    public ProductDetails Read(FieldProblems problems, Func<long, Unit?> unitOf) => new(
        Name?.Trim() ?? "",
        [.. Services.Select((line, index) => line.Read(problems, $"Services[{index}]", unitOf(line.TariffId)))],
        [
            .. Ratings.Select(line => new ProductRating(
                line.Service, line.NodeGroupId == 0 ? null : line.NodeGroupId,
                string.IsNullOrWhiteSpace(line.AccessCode) ? null : line.AccessCode.Trim(), line.TariffId)),
        ]);
}

/// <summary>A service of it. Amounts are in the unit that people think in: minutes, megabytes, events.</summary>
internal sealed class ServiceLine
{
    public string? Service { get; set; }

    public long TariffId { get; set; }

    public string? Slice { get; set; }

    public string? Longest { get; set; }

    public string? MaxSessions { get; set; }

    public static ServiceLine Of(ProductService service) => new()
    {
        Service = service.Service,
        TariffId = service.TariffId,
        Slice = service.SliceUnits is { } slice ? Text(slice, service.Unit) : null,
        Longest = Text(service.LongestUnits, service.Unit),
        MaxSessions = service.MaxSessions?.ToString(CultureInfo.InvariantCulture),
    };

    public ProductService Read(FieldProblems problems, string path, Unit? unit)
    {
        if (unit is null)
        {
            problems.Add($"{path}.TariffId", "a tariff");
        }

        long? Units(string field, string? text)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return null;
            }

            if (Prices.Parse(text, CultureInfo.CurrentCulture) is { } amount
                && amount * Size(unit ?? Unit.Event) is > 0 and <= RateLimits.MaxUnits and var units && units == decimal.Truncate(units))
            {
                return (long)units;
            }

            problems.Add($"{path}.{field}", "a number above zero, without separators of thousands");

            return null;
        }

        if (string.IsNullOrWhiteSpace(Longest))
        {
            problems.Add($"{path}.LongestUnits", "how much one session is granted at the most");
        }

        int? sessions = int.TryParse(MaxSessions, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null;

        if (!string.IsNullOrWhiteSpace(MaxSessions) && sessions is null)
        {
            problems.Add($"{path}.MaxSessions", "a whole number above zero");
        }

        return new(
            Service?.Trim().ToLowerInvariant() ?? "", unit ?? Unit.Event, TariffId, Units("SliceUnits", Slice),
            Units("LongestUnits", Longest) ?? 0, sessions);
    }

    /// <summary>Base units in the unit of the form: a minute, a megabyte, an event.</summary>
    public static long Size(Unit unit) => unit switch
    {
        Unit.Second => 60,
        Unit.Byte => 1_000_000,
        _ => 1,
    };

    private static string Text(long units, Unit unit) => ((decimal)units / Size(unit)).ToString("0.############", CultureInfo.CurrentCulture);
}

internal sealed class RatingLine
{
    public string Service { get; set; } = "";

    /// <summary>0: any.</summary>
    public int NodeGroupId { get; set; }

    public string? AccessCode { get; set; }

    public long TariffId { get; set; }
}
