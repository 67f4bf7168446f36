using System.Globalization;
using Billing.Contracts.Products;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Products;

/// <summary>One thing that a draft changes: of what, from what, to what; translated.</summary>
/// <param name="Of">A service, a row of the rating table, an allowance, a discount, the policy, or the product itself.</param>
/// <param name="Before">Null: it is new.</param>
/// <param name="After">Null: it is no more.</param>
internal sealed record ProductChange(string Of, string What, string? Before, string? After);

/// <summary>A service whose tariff becomes another one.</summary>
internal sealed record TariffSwitch(string Service, long From, long To);

/// <summary>What a draft changes in words.</summary>
internal sealed partial class ProductChanges(IReadOnlyDictionary<long, string> tariffs, IReadOnlyDictionary<int, string> groups, IStringLocalizer text)
{
    /// <summary>Of what products give in money, in ISO 4217; null: it is not known, or they are of several.</summary>
    public string? Currency { get; init; }

    public IReadOnlyList<ProductChange> Between(ProductDetails before, ProductDetails after)
    {
        var changes = new List<ProductChange>();

        if (before.Name != after.Name)
        {
            changes.Add(new(text["Product"], text["Name"], before.Name, after.Name));
        }

        foreach (var (service, was, becomes) in Pairs(before.Services, after.Services, one => one.Service))
        {
            Services(changes, text[ServiceWords.Name(service)], was, becomes);
        }

        foreach (var (key, was, becomes) in Pairs(before.Rating, after.Rating, one => (one.Service, one.AccessCode, one.NodeGroupId)))
        {
            if (was?.TariffId != becomes?.TariffId)
            {
                var row = $"{text[ServiceWords.Name(key.Service)]}, {key.AccessCode ?? text["any access code"].Value}, {Group(key.NodeGroupId)}";
                changes.Add(new(row, text["Tariff"], Tariff(was?.TariffId), Tariff(becomes?.TariffId)));
            }
        }

        return changes;
    }

    /// <summary>Whose prices can be compared, each pair of tariffs once.</summary>
    public static IReadOnlyList<TariffSwitch> Switches(ProductDetails before, ProductDetails after) =>
    [
        .. Pairs(before.Services, after.Services, one => one.Service)
            .Where(pair => pair is { Before: { } was, After: { } becomes } && was.TariffId != becomes.TariffId)
            .Select(pair => new TariffSwitch(pair.Key, pair.Before!.TariffId, pair.After!.TariffId))
            .Concat(Pairs(before.Rating, after.Rating, one => (one.Service, one.AccessCode, one.NodeGroupId))
                .Where(pair => pair is { Before: { } was, After: { } becomes } && was.TariffId != becomes.TariffId)
                .Select(pair => new TariffSwitch(pair.Key.Service, pair.Before!.TariffId, pair.After!.TariffId)))
            .Distinct(),
    ];

    private void Services(List<ProductChange> changes, string name, ProductService? was, ProductService? becomes)
    {
        if (was is null || becomes is null)
        {
            changes.Add(new(name, text["Sold"], was is null ? null : Tariff(was.TariffId), becomes is null ? null : Tariff(becomes.TariffId)));

            return;
        }

        Add("Tariff", Tariff(was.TariffId), Tariff(becomes.TariffId));
        Add("Granted at once", Slice(was), Slice(becomes));
        Add("Longest session", Units(was.Unit, was.LongestUnits), Units(becomes.Unit, becomes.LongestUnits));
        Add("Sessions at once", Sessions(was.MaxSessions), Sessions(becomes.MaxSessions));

        void Add(string what, string? before, string? after)
        {
            if (before != after)
            {
                changes.Add(new(name, text[what], before, after));
            }
        }
    }

    private string? Tariff(long? tariffId) => tariffId is { } id ? tariffs.GetValueOrDefault(id) ?? text["tariff {0}", id] : null;

    private string Group(int? nodeGroupId) => nodeGroupId is { } id ? groups.GetValueOrDefault(id, $"{id}") : text["any gateway"];

    private string Slice(ProductService service) => service.SliceUnits is { } slice ? Units(service.Unit, slice) : text["all that is affordable"];

    private string Sessions(int? most) => most?.ToString(CultureInfo.CurrentCulture) ?? text["any number"].Value;

    private static string Units(Unit unit, long units) => Quantity.Text(unit, units, CultureInfo.CurrentCulture);

    private static IEnumerable<(TKey Key, T? Before, T? After)> Pairs<T, TKey>(IEnumerable<T> before, IEnumerable<T> after, Func<T, TKey> key)
        where T : class
        where TKey : notnull
    {
        var (old, @new) = (before.ToDictionary(key), after.ToDictionary(key));

        return old.Keys.Union(@new.Keys).Select(one => (one, old.GetValueOrDefault(one), @new.GetValueOrDefault(one)));
    }
}
