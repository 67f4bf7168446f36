using NodaTime;

namespace Billing.Core.Tariffs;

/// <summary>Finds the rates of a destination: prefixes by a trie over digits, keywords by a dictionary.</summary>
internal sealed class RateIndex
{
    private readonly Rate[] _rates;
    private readonly PrefixTrie _prefixes;
    private readonly Dictionary<string, RateRun>.AlternateLookup<ReadOnlySpan<char>> _keywords;

    /// <param name="rates">In the order of <see cref="RateOrder"/>.</param>
    internal RateIndex(Rate[] rates)
    {
        _rates = rates;
        var prefixCount = Array.FindIndex(rates, rate => !Destination.IsPrefix(rate.Destination));
        prefixCount = prefixCount < 0 ? rates.Length : prefixCount;
        _prefixes = new PrefixTrie(rates.AsSpan(0, prefixCount));

        var keywords = new Dictionary<string, RateRun>(StringComparer.OrdinalIgnoreCase);

        for (int start = prefixCount, end; start < rates.Length; start = end)
        {
            end = start + 1;

            while (end < rates.Length && RateOrder.IsSameDestination(rates[start], rates[end]))
            {
                end++;
            }

            keywords.Add(rates[start].Destination, new(start, end - start));
        }

        _keywords = keywords.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    internal IReadOnlyList<Rate> Rates => _rates;

    internal Rate? FindKeyword(ReadOnlySpan<char> keyword, Instant startAt) =>
        _keywords.TryGetValue(keyword, out var run) ? Choose(run, startAt) : null;

    internal Rate? FindPrefix(ReadOnlySpan<char> number, Instant startAt)
    {
        Span<RateRun> runs = stackalloc RateRun[Destination.MaxDigits];
        var count = _prefixes.Match(number, runs);

        while (count > 0)
        {
            if (Choose(runs[--count], startAt) is { } rate)
            {
                return rate;
            }
        }

        return null;
    }

    /// <summary>The newest effective rate of one destination, unless it says that there is none any more.</summary>
    private Rate? Choose(RateRun run, Instant startAt)
    {
        foreach (var rate in _rates.AsSpan(run.Start, run.Count))
        {
            if (rate.IsEffectiveAt(startAt))
            {
                return rate.Status == RateStatus.Discontinued ? null : rate;
            }
        }

        return null;
    }
}

/// <summary>Neighbouring rates: those of one destination.</summary>
internal readonly record struct RateRun(int Start, int Count);
