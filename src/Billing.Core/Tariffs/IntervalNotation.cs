using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Billing.Core.Tariffs;

/// <summary>
/// The trade's notation for interval lengths: <c>60/6</c> is one interval of 60 units, then intervals of 6.
/// </summary>
/// <remarks>Any number of parts: all but the last are charged once, the last repeats. Base units, no prices.</remarks>
public static class IntervalNotation
{
    /// <summary>A ladder of the lengths in <paramref name="text"/>, all at one price per price unit.</summary>
    public static bool TryParse(
        string text,
        decimal price,
        [NotNullWhen(true)] out PriceLadder? ladder,
        [NotNullWhen(false)] out string? error) => TryParse(text, price, price, out ladder, out error);

    /// <summary>A ladder with one price for the first interval and another for all that follow.</summary>
    public static bool TryParse(
        string text,
        decimal firstPrice,
        decimal nextPrice,
        [NotNullWhen(true)] out PriceLadder? ladder,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);

        ladder = null;
        var parts = text.Split('/', StringSplitOptions.TrimEntries);
        var intervals = new List<RateInterval>(parts.Length);

        foreach (var part in parts)
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            {
                error = $"\"{text}\" is not a list of interval lengths such as 60/6";
                return false;
            }

            var isLast = intervals.Count == parts.Length - 1;
            intervals.Add(new(length, isLast ? null : 1, intervals.Count == 0 ? firstPrice : nextPrice));
        }

        // 60/60 at one price is simply 60, and so compiles to the same ladder.
        while (intervals is [.., var previous, var last] && previous with { RepeatCount = null } == last)
        {
            intervals.RemoveAt(intervals.Count - 2);
        }

        return PriceLadder.TryCreate(intervals, out ladder, out error);
    }

    /// <summary>The lengths of a ladder whose limited steps are charged once each; null when it has no notation.</summary>
    public static string? Format(PriceLadder ladder)
    {
        ArgumentNullException.ThrowIfNull(ladder);

        var intervals = ladder.Intervals;

        if (intervals.Any(interval => interval.RepeatCount > 1))
        {
            return null;
        }

        var lengths = intervals.Select(interval => interval.LengthUnits.ToString(CultureInfo.InvariantCulture));

        return string.Join('/', intervals.Length == 1 ? lengths.Concat(lengths) : lengths);
    }
}
