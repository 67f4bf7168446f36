using System.Collections.Immutable;
using Billing.Core.Amounts;

namespace Billing.Core.Tariffs;

/// <summary>Collects the rows of a tariff, checks them and compiles them.</summary>
public sealed class TariffBuilder(
    long tariffId, int version, string name, Currency currency, Unit unit, TariffPeriods? periods = null)
{
    // Rows that share nothing must not fill the memory with keys that nobody finds.
    private const int MostChecked = 20_000;

    private readonly List<Rate> _rates = [];
    private readonly Dictionary<RateTerms, RateTerms> _terms = [];

    // By the very lists of intervals: the rows of a store share them, and what was checked once is not checked again.
    private readonly Dictionary<TermsKey, RateTerms> _checked = [];
    private Rate[] _carried = [];

    public long TariffId { get; } = tariffId;

    public int Version { get; } = version;

    public string Name { get; } = name;

    public Currency Currency { get; } = currency;

    public Unit Unit { get; } = unit;

    public TariffPeriods? Periods { get; } = periods;

    /// <summary>Begins the version after a known one: what was checked and sorted for that one is carried over as it is.</summary>
    /// <param name="removed">The rates, by their number in the store, that the new version does not have.</param>
    public static TariffBuilder After(Tariff known, int version, IReadOnlySet<long> removed)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(removed);

        return new(known.TariffId, version, known.Name, known.Currency, known.Unit, known.Periods)
        {
            _carried = [.. removed.Count == 0 ? known.Rates : known.Rates.Where(rate => !removed.Contains(rate.RateId))],
        };
    }

    /// <summary>Adds the row if it is valid; an invalid row is reported and leaves the builder as it was.</summary>
    public RateOutcome Add(RateRow row)
    {
        ArgumentNullException.ThrowIfNull(row);

        var key = new TermsKey(
            row.Intervals, row.PeriodIntervals, row.Direction, row.ConnectFee, row.FreeUnits, row.PriceUnitSize, row.SurchargePercent,
            row.MinimumCharge, row.MaximumCharge, row.RoundTo, row.Rounding);

        if (_checked.TryGetValue(key, out var known) && RateRules.IsSoundBesideItsTerms(row))
        {
            return Add(row, known);
        }

        var errors = ImmutableArray.CreateBuilder<RateError>();

        if (RateRules.Check(row, Unit, Periods, errors) is not { } terms)
        {
            return new RateOutcome.Invalid(errors.ToImmutable());
        }

        if (!_terms.TryGetValue(terms, out var shared))
        {
            _terms.Add(terms, terms);
            shared = terms;
        }

        if (_checked.Count < MostChecked)
        {
            _checked[key] = shared;
        }

        return Add(row, shared);
    }

    /// <summary>Compiles what has been added so far. The builder can go on to be used for another version.</summary>
    public TariffOutcome Build()
    {
        var rates = RateOrder.Merge(_carried, RateOrder.Sort(_rates));
        var ambiguous = RateOrder.FindAmbiguous(rates);

        return ambiguous.IsEmpty
            ? new TariffOutcome.Built(new Tariff(this, new RateIndex(rates)))
            : new TariffOutcome.Ambiguous(ambiguous);
    }

    private RateOutcome.Valid Add(RateRow row, RateTerms terms)
    {
        var rate = Rate.WithSharedTerms(row, terms);
        _rates.Add(rate);

        return new(rate);
    }

    private readonly record struct TermsKey(
        IReadOnlyList<RateInterval> Intervals,
        IReadOnlyDictionary<string, IReadOnlyList<RateInterval>> PeriodIntervals,
        RateDirection Direction,
        decimal ConnectFee,
        long FreeUnits,
        long PriceUnitSize,
        decimal SurchargePercent,
        decimal MinimumCharge,
        decimal? MaximumCharge,
        int RoundTo,
        Rounding Rounding);
}

/// <summary>A compiled tariff, or why there is none.</summary>
public abstract record TariffOutcome
{
    private TariffOutcome()
    {
    }

    public sealed record Built(Tariff Tariff) : TariffOutcome;

    /// <summary>Each of these rates has the destination and the effective date of another one.</summary>
    public sealed record Ambiguous(ImmutableArray<Rate> Rates) : TariffOutcome;
}
