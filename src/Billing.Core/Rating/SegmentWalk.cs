using System.Diagnostics;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Rating;

/// <summary>Walks the metered units of a session from one period border to the next.</summary>
/// <remarks>
/// The ladder of each period lays its grid over the whole session, from the first metered unit. An interval begins where
/// the last one ended and reaches to the next line of the grid of the period in force at its first unit. Where the
/// lengths of the periods are equal, as they mostly are, that is simply the next interval.
/// </remarks>
/// <param name="everyBorder">Stops also at borders where the rate's price does not change: what pays, or the name, may.</param>
internal struct SegmentWalk(RateTerms terms, in RatingClock clock, bool everyBorder = false)
{
    /// <summary>Borders are looked for this long after the start; the period in force then stays in force.</summary>
    internal const long HorizonSeconds = 366 * 86_400L;

    private readonly bool _hasBorders =
        terms.Unit == Unit.Second && (everyBorder || !terms.PeriodLadders.IsEmpty) && clock.Periods is not null;
    private readonly RatingClock _clock = clock;

    internal PriceLadder Ladder { get; private set; } = terms.Ladder;

    internal string? Period { get; private set; }

    /// <summary>Metered units, counted from 0 after the free ones.</summary>
    internal long From { get; private set; }

    /// <summary>The end of the segment's last interval, and so a line of its ladder's grid.</summary>
    internal long To { get; private set; }

    /// <summary>The sum of units × price of the segment.</summary>
    internal readonly decimal Weight => From == 0 ? Ladder.WeightOf(To) : Ladder.WeightOf(To) - Ladder.WeightOf(From);

    /// <summary>Moves to the next segment, cut at <paramref name="limit"/> metered units rounded up.</summary>
    internal bool MoveNext(long limit)
    {
        if (To >= limit)
        {
            return false;
        }

        From = To;
        var border = Enter();
        To = Ladder.Ceiling(long.Min(limit, border));

        // A border that is not ahead would be walked to for ever.
        return To > From ? true : throw new UnreachableException();
    }

    /// <summary>Takes the period in force at the segment's first unit; returns the first unit after its border.</summary>
    private long Enter()
    {
        if (_clock.Periods is not { } periods)
        {
            return long.MaxValue;
        }

        // Bytes and events have no time of their own: the start of the session decides for all of them.
        var second = _hasBorders ? long.Min(terms.FreeUnits + From, HorizonSeconds) : 0;
        var span = periods.SpanAt(_clock.StartAt + Duration.FromSeconds(second), _clock.Zone);
        Period = span.Period?.Name;
        Ladder = terms.LadderIn(Period);

        return _hasBorders && second < HorizonSeconds && span.Until < Instant.MaxValue
            ? WholeSecondsTo(span.Until) - terms.FreeUnits
            : long.MaxValue;
    }

    private readonly long WholeSecondsTo(Instant border)
    {
        var distance = border - _clock.StartAt;
        var seconds = distance.Days * 86_400L + distance.NanosecondOfDay / NodaConstants.NanosecondsPerSecond;

        return distance.NanosecondOfDay % NodaConstants.NanosecondsPerSecond == 0 ? seconds : seconds + 1;
    }
}
