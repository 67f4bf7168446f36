using System.Collections.Immutable;

namespace Billing.Core.Tariffs;

/// <summary>The order in which a tariff keeps its rates: by destination, the newest first.</summary>
internal static class RateOrder
{
    internal static Rate[] Sort(List<Rate> rates)
    {
        // Prefixes are compared as numbers: half a million strings would take most of the time of a build.
        var prefixes = rates.Where(rate => Destination.IsPrefix(rate.Destination)).ToArray();
        Array.Sort(Array.ConvertAll(prefixes, rate => PrefixKey.Of(rate.Destination)), prefixes);
        SortRuns(prefixes);

        var keywords = rates.Where(rate => !Destination.IsPrefix(rate.Destination))
            .OrderBy(rate => rate.Destination, StringComparer.OrdinalIgnoreCase)
            .ThenByDescending(rate => rate.EffectiveFrom);

        return [.. prefixes, .. keywords];
    }

    /// <summary>Both, each in order already, as one.</summary>
    internal static Rate[] Merge(Rate[] left, Rate[] right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length == 0 ? right : left;
        }

        var merged = new Rate[left.Length + right.Length];

        for (int l = 0, r = 0; l + r < merged.Length;)
        {
            merged[l + r] = r == right.Length || (l < left.Length && Compare(left[l], right[r]) <= 0) ? left[l++] : right[r++];
        }

        return merged;
    }

    internal static ImmutableArray<Rate> FindAmbiguous(Rate[] sorted) =>
    [
        .. sorted.Where((rate, i) => i > 0
            && rate.EffectiveFrom == sorted[i - 1].EffectiveFrom
            && IsSameDestination(rate, sorted[i - 1])),
    ];

    private static int Compare(Rate left, Rate right)
    {
        var order = CompareDestinations(left.Destination, right.Destination);

        return order != 0 ? order : right.EffectiveFrom.CompareTo(left.EffectiveFrom);
    }

    /// <summary>Prefixes first, in ordinal order, then keywords, in capitals or not.</summary>
    internal static int CompareDestinations(string left, string right)
    {
        var isPrefix = Destination.IsPrefix(left);

        if (isPrefix != Destination.IsPrefix(right))
        {
            return isPrefix ? -1 : 1;
        }

        return isPrefix
            ? PrefixKey.Of(left).CompareTo(PrefixKey.Of(right))
            : string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsSameDestination(Rate left, Rate right) =>
        string.Equals(left.Destination, right.Destination, StringComparison.OrdinalIgnoreCase);

    /// <summary>The place after the last rate of the destination that begins at <paramref name="start"/>.</summary>
    internal static int EndOfDestination(Rate[] rates, int start)
    {
        var end = start + 1;

        while (end < rates.Length && IsSameDestination(rates[start], rates[end]))
        {
            end++;
        }

        return end;
    }

    private static void SortRuns(Rate[] rates)
    {
        for (int start = 0, end; start < rates.Length; start = end)
        {
            end = EndOfDestination(rates, start);
            rates.AsSpan(start, end - start).Sort((left, right) => right.EffectiveFrom.CompareTo(left.EffectiveFrom));
        }
    }
}
