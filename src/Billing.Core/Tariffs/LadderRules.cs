using System.Globalization;

namespace Billing.Core.Tariffs;

internal static class LadderRules
{
    internal const int MaxSteps = 32;

    internal static string? FindError(IReadOnlyList<RateInterval> intervals)
    {
        if (intervals.Count is 0 or > MaxSteps)
        {
            return $"has {Text(intervals.Count)} steps; from 1 to {Text(MaxSteps)} are possible";
        }

        var total = 0m;

        for (var i = 0; i < intervals.Count; i++)
        {
            var (length, repeat, price) = intervals[i];
            var isLast = i == intervals.Count - 1;

            if (length is < 1 or > RateLimits.MaxUnits)
            {
                return $"step {Text(i + 1)}: the length must be from 1 to {Text(RateLimits.MaxUnits)} base units";
            }

            if (isLast != repeat is null)
            {
                return $"step {Text(i + 1)}: the last step repeats without limit, and only the last";
            }

            if (repeat < 1)
            {
                return $"step {Text(i + 1)}: the repeat count must be 1 or more";
            }

            if (RateLimits.FindMoneyError(price) is { } error)
            {
                return $"step {Text(i + 1)}: the price {error}";
            }

            total += (decimal)length * (repeat ?? 0);
        }

        return total <= RateLimits.MaxUnits ? null : $"the limited steps cover more than {Text(RateLimits.MaxUnits)} units";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
