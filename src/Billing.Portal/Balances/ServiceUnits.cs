using System.Globalization;
using Billing.Contracts.Products;
using Billing.Core.Allowances;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Balances;

/// <summary>In what each service is counted, as the products say, and how people say amounts of it.</summary>
public sealed class ServiceUnits(IProductQuery products)
{
    private Dictionary<string, Unit>? _units;

    public async Task<IReadOnlyDictionary<string, Unit>> AllAsync(CancellationToken cancellation)
    {
        if (_units is null)
        {
            var page = await products.ListAsync(new(), new(Size: 500), cancellation);
            _units = page.Rows.SelectMany(row => row.Services).DistinctBy(service => service.Service)
                .OrderBy(service => service.Service, StringComparer.Ordinal)
                .ToDictionary(service => service.Service, service => service.Unit);
        }

        return _units;
    }

    /// <summary>For a filter of what was used: the standard services, and those of the operator's own making, by name.</summary>
    /// <param name="text">For the names of the standard ones; an own one has the name that it was given.</param>
    public async Task<IReadOnlyList<(string Value, string Text)>> ChoicesAsync(IStringLocalizer text, CancellationToken cancellation) =>
    [
        .. ServiceWords.Known.Concat((await AllAsync(cancellation)).Keys.Except(ServiceWords.Known, StringComparer.OrdinalIgnoreCase))
            .Select(service => (service, text[ServiceWords.Name(service)].Value)),
    ];

    /// <summary>The unit of everything that it may be used for; null: it has several, or any.</summary>
    public static Unit? Of(IReadOnlyDictionary<string, Unit> units, IEnumerable<AllowanceUse> uses)
    {
        var all = uses.Select(use => use.Service is { } service && units.TryGetValue(service, out var unit) ? unit : (Unit?)null).Distinct().ToArray();

        return all is [{ } one] ? one : null;
    }

    /// <summary>Units or money, as an allowance has it.</summary>
    public static string Text(AllowanceKind kind, Unit? unit, decimal amount, string currency, CultureInfo culture) => kind is AllowanceKind.Units
        ? Quantity.Text(unit ?? Unit.Event, amount, culture)
        : Money.Text(amount, currency, culture);

    /// <summary>How many base units the unit has in which people enter them: minutes, megabytes, events.</summary>
    public static long Typed(Unit? unit) => unit switch
    {
        Unit.Second => 60,
        Unit.Byte => 1_000_000,
        _ => 1,
    };

    /// <summary>English; the key of its translation.</summary>
    public static string TypedName(Unit? unit) => unit switch
    {
        Unit.Second => "minutes",
        Unit.Byte => "MB",
        _ => "units",
    };
}
