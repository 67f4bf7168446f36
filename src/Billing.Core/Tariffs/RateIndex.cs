using NodaTime;

namespace Billing.Core.Tariffs;

/// <summary>Finds the rates of a destination: prefixes by a table of digits, keywords by a dictionary.</summary>
internal sealed class RateIndex
{
    private readonly Rate[] _rates;
    private readonly RateRun[] _runs;
    private readonly PrefixTable _prefixes;
    private readonly Dictionary<string, RateRun>.AlternateLookup<ReadOnlySpan<char>> _keywords;

    /// <param name="rates">In the order of <see cref="RateOrder"/>.</param>
    internal RateIndex(Rate[] rates)
    {
        _rates = rates;
        var runs = new List<RateRun>(rates.Length);
        var keys = new List<ulong>(rates.Length);
        var keywords = new Dictionary<string, RateRun>(StringComparer.OrdinalIgnoreCase);

        for (int start = 0, end; start < rates.Length; start = end)
        {
            end = RateOrder.EndOfDestination(rates, start);
            var run = new RateRun(rates[start], start, end);

            if (Destination.IsPrefix(rates[start].Destination))
            {
                runs.Add(run);
                keys.Add(PrefixKey.Of(rates[start].Destination));
            }
            else
            {
                keywords.Add(rates[start].Destination, run);
            }
        }

        _runs = [.. runs];
        _prefixes = new PrefixTable([.. keys]);
        _keywords = keywords.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    internal IReadOnlyList<Rate> Rates => _rates;

    /// <summary>The rates of exactly this destination, the newest first.</summary>
    internal ReadOnlySpan<Rate> RatesOf(string destination)
    {
        RateRun run = default;

        if (!Destination.IsPrefix(destination))
        {
            _keywords.TryGetValue(destination, out run);
        }
        else if (_prefixes.FindLongest(PrefixKey.Of(destination)) is >= 0 and var place
            && string.Equals(_runs[place].Newest.Destination, destination, StringComparison.Ordinal))
        {
            run = _runs[place];
        }

        return _rates.AsSpan(run.Start, run.End - run.Start);
    }

    internal Rate? FindKeyword(ReadOnlySpan<char> keyword, Instant startAt) =>
        _keywords.TryGetValue(keyword, out var run) ? Choose(run, startAt) : null;

    internal Rate? FindPrefix(ReadOnlySpan<char> number, Instant startAt)
    {
        var place = _prefixes.FindLongest(PrefixKey.Of(number));

        while (place >= 0)
        {
            if (Choose(_runs[place], startAt) is { } rate)
            {
                return rate;
            }

            place = _prefixes.FindShorter(place);
        }

        return null;
    }

    /// <summary>The newest effective rate of one destination, unless it says that there is none any more.</summary>
    private Rate? Choose(in RateRun run, Instant startAt)
    {
        var rate = run.Newest;

        for (var i = run.Start + 1; !rate.IsEffectiveAt(startAt); i++)
        {
            if (i == run.End)
            {
                return null;
            }

            rate = _rates[i];
        }

        return rate.Status == RateStatus.Discontinued ? null : rate;
    }

    /// <summary>The rates of one destination, which are neighbours, the newest first.</summary>
    private readonly record struct RateRun(Rate Newest, int Start, int End);
}
