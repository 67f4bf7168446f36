using Billing.Core.Tariffs.Import;
using NodaTime;

namespace Billing.Core.Tariffs;

/// <summary>What a destination costs in one price list and in another. Numbers are on the wire.</summary>
public enum RateContrastKind
{
    Dearer = 1,
    Cheaper = 2,

    /// <summary>The same price, or none that can be compared: intervals, bounds, forbidden or not.</summary>
    OtherTerms = 3,

    /// <summary>Only the second list has a price for it.</summary>
    New = 4,

    /// <summary>Only the first one has.</summary>
    Gone = 5,
}

/// <param name="Destination">The prefix or keyword that at least one of the lists has a rate of its own for.</param>
/// <param name="One">What a session to it is priced by in the first list, it may be a shorter prefix's; null: nothing.</param>
/// <param name="Other">The same of the second.</param>
/// <param name="Percent">
/// From the one price to the other, of the one, to a tenth; null: they cannot be compared, it was free, or the price is the same and
/// something else is another, such as the connect fee or the price of a period.
/// </param>
public sealed record RateContrast(string Destination, Rate? One, Rate? Other, RateContrastKind Kind, decimal? Percent);

/// <summary>Compares price lists: two tariffs, or one at two instants.</summary>
public static class RateComparison
{
    private const decimal MostTenths = 1_000_000_000_000;
    private const int ToldEvery = 4096;

    /// <summary>Every destination that costs another price, the biggest difference first.</summary>
    /// <remarks>
    /// A destination that only one list has a rate of its own for is compared with what the other one prices it by, a shorter prefix:
    /// a list that says the same in more rows is the same list. Differences are parts of the first price; what was free and is
    /// dearer comes first, what cannot be compared last.
    /// </remarks>
    /// <param name="one">In the currency and unit of the other.</param>
    /// <param name="oneAt">The instant at which the rates of <paramref name="one"/> are in force.</param>
    /// <param name="compared">Told now and then how many rates of both lists were gone through.</param>
    public static IReadOnlyList<RateContrast> Between(Tariff one, Instant oneAt, Tariff other, Instant otherAt, Action<int>? compared = null)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);

        var contrasts = new List<RateContrast>();
        using var ones = Own(one, oneAt).GetEnumerator();
        using var others = Own(other, otherAt).GetEnumerator();
        var (before, after) = (Next(ones), Next(others));
        var (count, told) = (0, 0);

        // Both are in the same order, so they are gone through once, side by side: only where one has no rate of its own it is asked.
        while (before is not null || after is not null)
        {
            var order = before is null ? 1 : after is null ? -1 : RateOrder.CompareDestinations(before.Destination, after.Destination);
            var destination = (order <= 0 ? before : after)!.Destination;
            Add(
                destination,
                order <= 0 ? before : one.Find(destination, oneAt)?.Rate,
                order >= 0 ? after : other.Find(destination, otherAt)?.Rate);
            (before, after) = (order <= 0 ? Next(ones) : before, order >= 0 ? Next(others) : after);
            count += order == 0 ? 2 : 1;

            if (count / ToldEvery != told)
            {
                told = count / ToldEvery;
                compared?.Invoke(count);
            }
        }

        // Of a size they stay in the order of their destinations.
        return [.. contrasts.OrderByDescending(Size)];

        static Rate? Next(IEnumerator<Rate> rates) => rates.MoveNext() ? rates.Current : null;

        void Add(string destination, Rate? was, Rate? becomes)
        {
            if (!ReferenceEquals(was, becomes) && Contrast(destination, was, becomes) is { } contrast)
            {
                contrasts.Add(contrast);
            }
        }
    }

    private static IEnumerable<Rate> Own(Tariff tariff, Instant at)
    {
        Rate? decided = null;

        // By destination, the newest first: the first one that is effective decides.
        foreach (var rate in tariff.Rates)
        {
            if (rate.IsEffectiveAt(at) && !string.Equals(decided?.Destination, rate.Destination, StringComparison.OrdinalIgnoreCase))
            {
                decided = rate;

                if (rate.Status is not RateStatus.Discontinued)
                {
                    yield return rate;
                }
            }
        }
    }

    private static RateContrast? Contrast(string destination, Rate? before, Rate? after)
    {
        if (before is null || after is null)
        {
            return new(destination, before, after, before is null ? RateContrastKind.New : RateContrastKind.Gone, null);
        }

        if (before.Status == after.Status && before.Terms.Equals(after.Terms))
        {
            return null;
        }

        var direction = RateStep.Between(before, after).Direction;

        return direction == 0
            ? new(destination, before, after, RateContrastKind.OtherTerms, null)
            : new(destination, before, after, direction > 0 ? RateContrastKind.Dearer : RateContrastKind.Cheaper, PercentOf(before, after));
    }

    private static decimal? PercentOf(Rate before, Rate after)
    {
        var (old, @new) = (LastPrice(before) * after.PriceUnitSize, LastPrice(after) * before.PriceUnitSize);

        return old == 0 || old == @new ? null : decimal.Round((@new - old) / old * 100, 1);
    }

    private static decimal LastPrice(Rate rate) => rate.Ladder.PriceOf(rate.Ladder.StepCount - 1);

    // In tenths: half a million are sorted by it. What was free has no part to tell; what costs the same is no difference of price.
    private static long Size(RateContrast contrast) => contrast switch
    {
        { Percent: { } percent } => (long)decimal.Min(decimal.Abs(percent) * 10, MostTenths),
        { Kind: RateContrastKind.Dearer, One: { } one } when LastPrice(one) == 0 => long.MaxValue,
        { Kind: RateContrastKind.Dearer or RateContrastKind.Cheaper } => 0,
        _ => -1,
    };
}
