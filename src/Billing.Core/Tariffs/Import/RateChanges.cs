using NodaTime;

namespace Billing.Core.Tariffs.Import;

/// <summary>A destination that gets dearer.</summary>
/// <param name="What">Which of its amounts rises: <c>price</c>, <c>connect fee</c> …</param>
/// <param name="OldPrice">In the tariff's currency; of a price, per price unit of the new rate.</param>
public sealed record PriceRise(string Destination, Instant EffectiveFrom, string What, decimal OldPrice, decimal NewPrice)
{
    /// <summary>By how much, of the old price; null when it was free.</summary>
    public decimal? Percent => OldPrice == 0 ? null : decimal.Round((NewPrice - OldPrice) / OldPrice * 100, 1);
}

/// <summary>How many rows of a price list do what.</summary>
/// <param name="Changed">Same prices, other terms: intervals, dates, bounds, forbidden or not.</param>
/// <param name="Unchanged">Price and terms are those that the tariff has at the row's date.</param>
/// <param name="Discontinued">Rows that end a destination, and destinations that a replacing list no longer has.</param>
public sealed record ChangeCounts(int New, int PriceUp, int PriceDown, int Changed, int Unchanged, int Discontinued);

/// <summary>What a price list does to a tariff: the rates that come and go, and what that means to a person.</summary>
public sealed class RateChanges
{
    private const int MostRises = 10;

    private readonly HashSet<long> _removed = [];
    private readonly List<Rate> _added = [];
    private readonly List<PriceRise> _rises = [];

    private RateChanges()
    {
    }

    /// <summary>Rates that the new version has and the known one has not.</summary>
    public IReadOnlyList<Rate> Added => _added;

    /// <summary>Rates of the known version, by their number in the store, that the new one has not.</summary>
    public IReadOnlySet<long> Removed => _removed;

    public bool IsEmpty => _added.Count == 0 && _removed.Count == 0;

    public ChangeCounts Counts { get; private set; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>The greatest first, by their part of the old price.</summary>
    public IReadOnlyList<PriceRise> Rises => _rises;

    /// <summary>Destinations that have a rate in force now and will have none, but one that begins later.</summary>
    public int Gaps { get; private set; }

    /// <param name="known">The version that the list changes.</param>
    /// <param name="now">What is in force now is looked at for <see cref="Gaps"/>.</param>
    public static RateChanges Between(Tariff known, PriceList list, ImportMode mode, Instant now)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(list);

        var changes = new RateChanges();
        var kept = new HashSet<long>();

        foreach (var listed in list.Rates)
        {
            changes.Take(known, listed, kept);
        }

        if (mode is ImportMode.Replace)
        {
            changes.RemoveAllBut(kept, known, list, now);
        }

        return changes.Sorted();
    }

    /// <summary>Rates that come to those that are there, each in the place of one with its destination and effective date.</summary>
    public static RateChanges Of(Tariff known, IEnumerable<Rate> rates)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(rates);

        var changes = new RateChanges();
        var kept = new HashSet<long>();

        foreach (var rate in rates)
        {
            changes.Take(known, new(rate, IsDated: true), kept);
        }

        return changes.Sorted();
    }

    /// <summary>Rates that go, and nothing comes in their place.</summary>
    public static RateChanges Without(IEnumerable<Rate> rates)
    {
        ArgumentNullException.ThrowIfNull(rates);

        var changes = new RateChanges();
        changes._removed.UnionWith(rates.Select(rate => rate.RateId));
        changes.Counts = changes.Counts with { Discontinued = changes._removed.Count };

        return changes;
    }

    /// <summary>Rates that come and go, and how each destination's price moves by it.</summary>
    /// <param name="steps">The rate of a destination before and after; null: it has none.</param>
    internal static RateChanges Exactly(IEnumerable<Rate> added, IEnumerable<Rate> removed, IEnumerable<(Rate? Before, Rate? After)> steps)
    {
        var changes = new RateChanges();
        changes._added.AddRange(added);
        changes._removed.UnionWith(removed.Select(rate => rate.RateId));

        foreach (var (before, after) in steps)
        {
            if (after is not null)
            {
                changes.Count(before, after);
            }
            else if (before is not null and not { Status: RateStatus.Discontinued })
            {
                changes.Counts = changes.Counts with { Discontinued = changes.Counts.Discontinued + 1 };
            }
        }

        return changes.Sorted();
    }

    private RateChanges Sorted()
    {
        _rises.Sort((left, right) => Steepness(right).CompareTo(Steepness(left)));
        _rises.RemoveRange(int.Min(MostRises, _rises.Count), int.Max(0, _rises.Count - MostRises));

        return this;
    }

    private void Take(Tariff known, ListedRate listed, HashSet<long> kept)
    {
        var rate = listed.Rate;
        Rate? before = null;
        Rate? replaced = null;

        foreach (var candidate in known.RatesOf(rate.Destination))
        {
            before ??= candidate.IsEffectiveAt(rate.EffectiveFrom) ? candidate : null;
            replaced ??= candidate.EffectiveFrom == rate.EffectiveFrom ? candidate : null;
        }

        Count(before, rate);

        // A row without a date that says what is in force says nothing new.
        var same = replaced ?? (listed.IsDated ? null : before);

        if (same is not null && RateStep.IsSame(same, rate))
        {
            kept.Add(same.RateId);

            return;
        }

        if (replaced is not null)
        {
            _removed.Add(replaced.RateId);
        }

        _added.Add(rate);
    }

    private void Count(Rate? before, Rate rate)
    {
        var isNew = before is null or { Status: RateStatus.Discontinued };
        var step = before is null ? default : RateStep.Between(before, rate);

        Counts = (rate.Status, step) switch
        {
            (_, { IsUnchanged: true }) => Counts with { Unchanged = Counts.Unchanged + 1 },
            (RateStatus.Discontinued, _) => Counts with { Discontinued = Counts.Discontinued + 1 },
            _ when isNew => Counts with { New = Counts.New + 1 },
            (_, { Direction: > 0 }) => Counts with { PriceUp = Counts.PriceUp + 1 },
            (_, { Direction: < 0 }) => Counts with { PriceDown = Counts.PriceDown + 1 },
            _ => Counts with { Changed = Counts.Changed + 1 },
        };

        if (step.Rise is { } rise)
        {
            _rises.Add(rise);
        }
    }

    private void RemoveAllBut(HashSet<long> kept, Tariff known, PriceList list, Instant now)
    {
        Rate? previous = null;

        foreach (var rate in known.Rates)
        {
            if (!kept.Contains(rate.RateId))
            {
                _removed.Add(rate.RateId);
            }

            // The rates of one destination are neighbours.
            if (previous is null || !string.Equals(previous.Destination, rate.Destination, StringComparison.OrdinalIgnoreCase))
            {
                LookForGap(known, rate.Destination, list, now);
            }

            previous = rate;
        }
    }

    private void LookForGap(Tariff known, string destination, PriceList list, Instant now)
    {
        if (!list.Destinations.TryGetValue(destination, out var earliest))
        {
            Counts = Counts with { Discontinued = Counts.Discontinued + 1 };
        }
        else if (earliest > now)
        {
            foreach (var rate in known.RatesOf(destination))
            {
                if (rate.IsEffectiveAt(now))
                {
                    Gaps++;

                    return;
                }
            }
        }
    }

    private static decimal Steepness(PriceRise rise) => rise.Percent ?? decimal.MaxValue;
}
