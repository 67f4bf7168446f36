using System.Collections.Immutable;

namespace Billing.Core.Tariffs;

/// <summary>The order in which a tariff keeps its rates: by destination, the newest first.</summary>
internal static class RateOrder
{
    internal static Rate[] Sort(List<Rate> rates)
    {
        // Prefixes are compared as numbers: half a million strings would take most of the time of a build.
        var prefixes = rates.Where(rate => Destination.IsPrefix(rate.Destination)).ToArray();
        Array.Sort(Array.ConvertAll(prefixes, rate => KeyOf(rate.Destination)), prefixes);
        SortRuns(prefixes);

        var keywords = rates.Where(rate => !Destination.IsPrefix(rate.Destination))
            .OrderBy(rate => rate.Destination, StringComparer.OrdinalIgnoreCase)
            .ThenByDescending(rate => rate.EffectiveFrom);

        return [.. prefixes, .. keywords];
    }

    internal static ImmutableArray<Rate> FindAmbiguous(Rate[] sorted) =>
    [
        .. sorted.Where((rate, i) => i > 0
            && rate.EffectiveFrom == sorted[i - 1].EffectiveFrom
            && IsSameDestination(rate, sorted[i - 1])),
    ];

    internal static bool IsSameDestination(Rate left, Rate right) =>
        string.Equals(left.Destination, right.Destination, StringComparison.OrdinalIgnoreCase);

    /// <summary>Four bits per digit from the top, 1 to 10, so that a prefix comes before what it is a prefix of.</summary>
    internal static ulong KeyOf(string digits)
    {
        var key = 0UL;

        for (var i = 0; i < digits.Length; i++)
        {
            key |= (ulong)(digits[i] - '0' + 1) << (60 - 4 * i);
        }

        return key;
    }

    private static void SortRuns(Rate[] rates)
    {
        for (int start = 0, end; start < rates.Length; start = end)
        {
            end = start + 1;

            while (end < rates.Length && IsSameDestination(rates[start], rates[end]))
            {
                end++;
            }

            rates.AsSpan(start, end - start).Sort((left, right) => right.EffectiveFrom.CompareTo(left.EffectiveFrom));
        }
    }
}
