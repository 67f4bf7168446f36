using System.Collections.Immutable;
using NodaTime;

namespace Billing.Core.Tariffs;

/// <summary>An ordinary week, cut where the period changes.</summary>
internal sealed class WeekPlan
{
    private const int DaySeconds = 86_400;
    private const int WeekSeconds = 7 * DaySeconds;

    /// <summary>Seconds of the week, from Monday 0:00, at which a slice starts; the first is 0.</summary>
    private readonly int[] _starts;
    private readonly TariffPeriod?[] _periods;

    internal WeekPlan(ImmutableArray<TariffPeriod> periods)
    {
        var ranges = periods
            .SelectMany(period => period.Weekly.SelectMany(Expand).Select(range => (period, range)))
            .ToList();
        var starts = new List<int>();
        var owners = new List<TariffPeriod?>();

        foreach (var start in ranges.SelectMany(pair => new[] { pair.range.From, pair.range.To % WeekSeconds })
            .Append(0).Distinct().Order())
        {
            var owner = ranges.FirstOrDefault(pair => Covers(pair.range, start)).period;

            if (owners.Count == 0 || !ReferenceEquals(owner, owners[^1]))
            {
                starts.Add(start);
                owners.Add(owner);
            }
        }

        _starts = [.. starts];
        _periods = [.. owners];
    }

    /// <summary>The period at a moment of the week, and nanoseconds to its end; null when the week has one slice only.</summary>
    internal (TariffPeriod? Period, long? Remaining) At(IsoDayOfWeek day, long nanosecondOfDay)
    {
        var second = ((int)day - 1) * DaySeconds + (int)(nanosecondOfDay / NodaConstants.NanosecondsPerSecond);
        var slice = Array.BinarySearch(_starts, second);
        slice = slice < 0 ? ~slice - 1 : slice;

        if (_starts.Length == 1)
        {
            return (_periods[0], null);
        }

        var end = slice + 1 < _starts.Length ? _starts[slice + 1] : WeekSeconds;

        return (_periods[slice],
            (end - second) * NodaConstants.NanosecondsPerSecond - nanosecondOfDay % NodaConstants.NanosecondsPerSecond);
    }

    private static IEnumerable<(int From, int To)> Expand(WeeklyRange range)
    {
        var from = SecondOf(range.From);
        var to = SecondOf(range.To);

        for (var day = 0; day < 7; day++)
        {
            if (((int)range.Days & (1 << day)) != 0)
            {
                yield return (day * DaySeconds + from, day * DaySeconds + (to <= from ? to + DaySeconds : to));
            }
        }
    }

    // Sunday night runs on into Monday morning.
    private static bool Covers((int From, int To) range, int second) =>
        (second >= range.From && second < range.To) || second + WeekSeconds < range.To;

    private static int SecondOf(LocalTime time) => (int)(time.NanosecondOfDay / NodaConstants.NanosecondsPerSecond);
}
