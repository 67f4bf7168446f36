using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Billing.Core.Amounts;

namespace Billing.Core.Tariffs.Import;

/// <summary>Which column of a price list holds what, by its head; case, spaces and marks do not count.</summary>
/// <remarks>
/// A head that says nothing to us is passed over, and <see cref="Notices"/> says so; but one that speaks of prices or
/// intervals and is not understood is refused, for money that is passed over in silence is wrong money.
/// </remarks>
public sealed class ColumnMap
{
    private readonly Dictionary<PriceColumn, int> _places = [];
    private readonly Dictionary<string, (int? Price, int? Intervals)> _periods = new(StringComparer.Ordinal);
    private readonly List<string> _notices = [];

    private ColumnMap(ImmutableArray<string> heads) => Heads = heads;

    public ImmutableArray<string> Heads { get; }

    /// <summary>What was passed over or taken for granted, a sentence each.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>The price unit that the head of the price names, in base units.</summary>
    internal long? PriceUnitSize { get; private set; }

    /// <summary>The columns of each period that has any.</summary>
    internal IReadOnlyDictionary<string, (int? Price, int? Intervals)> Periods => _periods;

    internal int? this[PriceColumn column] => _places.TryGetValue(column, out var place) ? place : null;

    /// <summary>Reads the heads, or says in one sentence what is wrong with them.</summary>
    public static bool TryCreate(
        IEnumerable<string> heads,
        ImportTerms terms,
        [NotNullWhen(true)] out ColumnMap? map,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(terms);

        var made = new ColumnMap([.. heads.Select(head => head.Trim())]);
        error = made.Read(terms);
        map = error is null ? made : null;

        return map is not null;
    }

    private string? Read(ImportTerms terms)
    {
        var hasPrefix = Heads.Any(head => ColumnNames.Find(ColumnNames.Plain(head)) is PriceColumn.Destination);

        for (var place = 0; place < Heads.Length; place++)
        {
            if (ReadHead(place, hasPrefix, terms) is { } error)
            {
                return error;
            }
        }

        return FindMissing(terms);
    }

    private string? ReadHead(int place, bool hasPrefix, ImportTerms terms)
    {
        var head = Heads[place];
        var plain = ColumnNames.Plain(head);

        if (head.Length == 0)
        {
            return null;
        }

        if (ColumnNames.Find(plain) is null && CurrencyOf(plain) is { } named)
        {
            if (named.Currency != terms.Currency)
            {
                return $"the column \"{head}\" is in {named.Currency}, and the tariff in {terms.Currency}";
            }

            plain = named.Others;
        }

        if (ColumnNames.PricePer(plain) is { } per)
        {
            if (per.Unit != terms.Unit)
            {
                return $"the column \"{head}\" is not a price per {terms.Unit.ToString().ToLowerInvariant()} or so, the tariff's unit";
            }

            PriceUnitSize = per.Size;

            return Take(PriceColumn.Price, place);
        }

        if (ColumnNames.Find(plain) is { } column)
        {
            return Take(column, place);
        }

        if (ColumnNames.IsPlace(plain) && !hasPrefix)
        {
            return Take(PriceColumn.Destination, place);
        }

        if (TakePeriod(plain, place, terms.Periods))
        {
            return null;
        }

        if (ColumnNames.IsAboutPrice(plain))
        {
            return $"the column \"{head}\" is none that is known, nor a price of one of the tariff's periods "
                + (terms.Periods is { } periods ? $"({string.Join(", ", periods.Periods.Select(p => p.Name))})" : "(it has none)");
        }

        _notices.Add($"the column \"{head}\" is not used");

        return null;
    }

    private string? Take(PriceColumn column, int place) => _places.TryAdd(column, place)
        ? null
        : $"the columns \"{Heads[_places[column]]}\" and \"{Heads[place]}\" hold the same: expected one of them";

    // "price peak", "peak price", "rate off-peak"; "intervals peak".
    private bool TakePeriod(string plain, int place, TariffPeriods? periods)
    {
        foreach (var period in periods?.Periods ?? [])
        {
            var name = ColumnNames.Plain(period.Name);
            var rest = plain.StartsWith(name, StringComparison.Ordinal) ? plain[name.Length..]
                : plain.EndsWith(name, StringComparison.Ordinal) ? plain[..^name.Length]
                : null;
            var known = _periods.GetValueOrDefault(period.Name);

            switch (rest is null ? null : ColumnNames.Find(rest))
            {
                case PriceColumn.Price when known.Price is null:
                    _periods[period.Name] = known with { Price = place };
                    return true;

                case PriceColumn.Intervals when known.Intervals is null:
                    _periods[period.Name] = known with { Intervals = place };
                    return true;
            }
        }

        return false;
    }

    private string? FindMissing(ImportTerms terms)
    {
        if (this[PriceColumn.Destination] is null)
        {
            return $"no column of prefixes: expected one called prefix, code, dial code or destination, found {Found()}";
        }

        if (this[PriceColumn.Price] is null && this[PriceColumn.Intervals] is null)
        {
            return $"no column of prices: expected one called price, rate or rate per minute, found {Found()}";
        }

        if (_periods.FirstOrDefault(period => period.Value.Price is null && period.Value.Intervals is not null).Key is { } priceless)
        {
            return $"the intervals of the period \"{priceless}\" have no column of prices: expected one called price {priceless}";
        }

        if (this[PriceColumn.Intervals] is not null && this[PriceColumn.FirstInterval] is not null)
        {
            return $"intervals are in \"{Heads[this[PriceColumn.Intervals]!.Value]}\" and in "
                + $"\"{Heads[this[PriceColumn.FirstInterval]!.Value]}\": expected one of them";
        }

        PriceUnitSize ??= terms.PriceUnitSize ?? terms.Unit switch { Unit.Second => 60, Unit.Event => 1, _ => null };

        if (PriceUnitSize is null && this[PriceColumn.PriceUnitSize] is null)
        {
            return "no price unit: how many bytes a price is for must be said, 1000000 or 1048576 for prices per MB";
        }

        if (terms.Intervals is null && this[PriceColumn.Intervals] is null && this[PriceColumn.FirstInterval] is null)
        {
            _notices.Add("there is no column of intervals: each started price unit is charged whole");
        }

        return null;
    }

    // "Rate (USD)", "USD per minute", "Rate USD/min".
    private static (Currency Currency, string Others)? CurrencyOf(string plain)
    {
        for (var place = 0; place + 3 <= plain.Length; place++)
        {
            var rest = plain.Remove(place, 3);

            if (Currency.TryParse(plain.Substring(place, 3).ToUpperInvariant(), out var currency)
                && (ColumnNames.Find(rest) is PriceColumn.Price or PriceColumn.ConnectFee || ColumnNames.PricePer(rest) is not null))
            {
                return (currency, rest);
            }
        }

        return null;
    }

    private string Found() => string.Join(", ", Heads.Select(head => $"\"{head}\""));
}
