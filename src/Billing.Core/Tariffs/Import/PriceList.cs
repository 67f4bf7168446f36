using System.Globalization;
using NodaTime;

namespace Billing.Core.Tariffs.Import;

/// <summary>A rate of a price list.</summary>
/// <param name="IsDated">Its effective date was said; else it is the time of the import.</param>
public readonly record struct ListedRate(Rate Rate, bool IsDated);

/// <summary>A price list as it is read, line by line: each line is checked by the rules of every rate, and taken or refused whole.</summary>
public sealed class PriceList(ImportTerms terms, ColumnMap map)
{
    private readonly RowReader _reader = new(terms, map);
    private readonly TariffBuilder _builder = new(0, 0, "", terms.Currency, terms.Unit, terms.Periods);
    private readonly Dictionary<(string Destination, Instant From), int> _lines = new(new OneRate());
    private readonly Dictionary<string, Instant> _earliest = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ListedRate> _rates = [];

    public IReadOnlyList<ListedRate> Rates => _rates;

    /// <summary>The earliest effective date of each destination.</summary>
    internal IReadOnlyDictionary<string, Instant> Destinations => _earliest;

    /// <summary>Takes a line, or says everything that is wrong with it and takes nothing.</summary>
    /// <param name="line">Its number in the file, for messages of later lines.</param>
    /// <param name="cells">In the order of the heads; may be kept until the next call.</param>
    /// <returns>Empty for a line that was taken; valid until the next call.</returns>
    public IReadOnlyList<CellError> Add(int line, string[] cells)
    {
        ArgumentNullException.ThrowIfNull(cells);

        if (_reader.Read(cells) is not { } rows)
        {
            return _reader.Errors;
        }

        if (FindRepeated(rows) is { } repeated)
        {
            return [repeated];
        }

        foreach (var row in rows)
        {
            // The rows of a line differ in nothing but their destinations, so the first one fails or none.
            switch (_builder.Add(row))
            {
                case RateOutcome.Invalid(var errors):
                    return [.. errors.Select(_reader.Explain)];

                case RateOutcome.Valid(var rate):
                    _rates.Add(new(rate, _reader.IsDated));
                    _lines.Add((rate.Destination, rate.EffectiveFrom), line);
                    _earliest[rate.Destination] =
                        Instant.Min(rate.EffectiveFrom, _earliest.GetValueOrDefault(rate.Destination, Instant.MaxValue));
                    break;
            }
        }

        return [];
    }

    private CellError? FindRepeated(List<RateRow> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var isTwice = rows.Count > 1 && rows.FindIndex(other => other.Destination == row.Destination) != i;

            if (isTwice || _lines.TryGetValue((row.Destination, row.EffectiveFrom), out _))
            {
                var where = isTwice
                    ? "in the same cell"
                    : string.Create(CultureInfo.InvariantCulture, $"in line {_lines[(row.Destination, row.EffectiveFrom)]}, with the same effective date");

                return _reader.Explain(new(nameof(RateRow.Destination), $"is there already, as {row.Destination} {where}"));
            }
        }

        return null;
    }

    private sealed class OneRate : IEqualityComparer<(string Destination, Instant From)>
    {
        public bool Equals((string Destination, Instant From) x, (string Destination, Instant From) y) =>
            x.From == y.From && string.Equals(x.Destination, y.Destination, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((string Destination, Instant From) key) =>
            HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(key.Destination), key.From);
    }
}
