using System.Collections.Immutable;
using Billing.Core.Amounts;
using NodaTime;

namespace Billing.Core.Tariffs;

/// <summary>All prices of some rates, dearer or cheaper by a part of themselves from a date on.</summary>
/// <param name="Percent">5 makes 0.10 to 0.105; −100 makes it free.</param>
/// <param name="Decimals">Of the new amounts, 0 to 10; half away from zero.</param>
public readonly record struct RateScaling(decimal Percent, int Decimals)
{
    /// <summary>The rows that do it: what is in force at the date again from then on, what begins later at its own date, and what comes
    /// back after a temporary rate from that one's end on.</summary>
    /// <remarks>What is forbidden or discontinued has no price. The surcharge is a part of the price and stays.</remarks>
    /// <param name="isMeant">Of a destination.</param>
    public IEnumerable<RateRow> Rows(Tariff tariff, Func<string, bool> isMeant, Instant from)
    {
        ArgumentNullException.ThrowIfNull(tariff);
        ArgumentNullException.ThrowIfNull(isMeant);

        var newer = new List<Rate>();

        // By destination, the newest first: those that begin later, then the one in force, then what comes back or is over.
        foreach (var rate in tariff.Rates)
        {
            if (newer.Count > 0 && !string.Equals(rate.Destination, newer[0].Destination, StringComparison.OrdinalIgnoreCase))
            {
                newer.Clear();
            }

            if (rate.EffectiveTo <= from || !isMeant(rate.Destination))
            {
                continue;
            }

            if (HasPrice(rate) && FirstOf(rate, newer, from) is { } first)
            {
                yield return Scaled(rate) with { EffectiveFrom = first };
            }

            newer.Add(rate);
        }
    }

    // From when on it says the price; null: never, something newer lies over the rest of it. What begins later keeps its date,
    // before which it says nothing.
    private static Instant? FirstOf(Rate rate, List<Rate> newer, Instant from)
    {
        if (rate.EffectiveFrom > from)
        {
            return rate.EffectiveFrom;
        }

        Instant? first = from;

        while (first is { } at && newer.Find(one => one.IsEffectiveAt(at)) is { } over)
        {
            first = over.EffectiveTo;
        }

        return rate.EffectiveTo <= first ? null : first;
    }

    private static bool HasPrice(Rate rate) => rate.Status is RateStatus.Active or RateStatus.Hidden;

    private RateRow Scaled(Rate rate)
    {
        var row = RateRow.Of(rate);
        var scaling = this;

        return row with
        {
            ConnectFee = Scaled(row.ConnectFee, Decimals),
            MinimumCharge = Scaled(row.MinimumCharge, int.Min(Decimals, row.RoundTo)),
            MaximumCharge = row.MaximumCharge is { } most ? Scaled(most, int.Min(Decimals, row.RoundTo)) : null,
            Intervals = Scaled(row.Intervals),
            PeriodIntervals = row.PeriodIntervals.ToImmutableDictionary(period => period.Key, period => scaling.Scaled(period.Value)),
        };
    }

    private IReadOnlyList<RateInterval> Scaled(IReadOnlyList<RateInterval> intervals)
    {
        var scaling = this;

        return [.. intervals.Select(interval => interval with { Price = scaling.Scaled(interval.Price, scaling.Decimals) })];
    }

    private decimal Scaled(decimal amount, int decimals) => (amount * (100 + Percent) / 100).Round(decimals, Rounding.HalfAwayFromZero);
}
