using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace Billing.Core.Tariffs;

/// <summary>The periods of a tariff, compiled: which one is in force at an instant, and until when.</summary>
/// <remarks>
/// A date listed by a period is in it all day; the first period that lists it wins. On other days the first period with
/// a matching weekly range wins. Where none matches, the default period (null) is in force. Times are those of the
/// zone's wall clock: an hour that daylight saving skips belongs to no session, one that it repeats counts twice.
/// </remarks>
public sealed class TariffPeriods
{
    private readonly WeekPlan _week;
    private readonly ImmutableArray<LocalDate> _dates;
    private readonly ImmutableArray<TariffPeriod> _periodOfDate;

    private TariffPeriods(ImmutableArray<TariffPeriod> periods)
    {
        Periods = periods;
        _week = new WeekPlan(periods);

        var dates = periods
            .SelectMany(period => period.Dates, (period, date) => (Period: period, Date: date))
            .DistinctBy(pair => pair.Date)
            .OrderBy(pair => pair.Date)
            .ToList();
        _dates = [.. dates.Select(pair => pair.Date)];
        _periodOfDate = [.. dates.Select(pair => pair.Period)];
    }

    /// <summary>Its number in the store; a stored set never changes, so a session is pinned to it by number. 0: not stored.</summary>
    public long PeriodSetId { get; private init; }

    /// <summary>In order of precedence.</summary>
    public ImmutableArray<TariffPeriod> Periods { get; }

    /// <summary>Compiles the periods, or says in one sentence what is wrong with them.</summary>
    public static bool TryCreate(
        IEnumerable<TariffPeriod> periods,
        [NotNullWhen(true)] out TariffPeriods? compiled,
        [NotNullWhen(false)] out string? error,
        long periodSetId = 0)
    {
        ImmutableArray<TariffPeriod> list = [.. periods];
        error = PeriodRules.FindError(list);
        compiled = error is null ? new TariffPeriods(list) { PeriodSetId = periodSetId } : null;

        return compiled is not null;
    }

    public TariffPeriod? Find(string name) =>
        Periods.FirstOrDefault(period => string.Equals(period.Name, name, StringComparison.Ordinal));

    /// <summary>The period in force at an instant; null is the default period.</summary>
    public TariffPeriod? At(Instant instant, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);

        return SpanAt(instant, zone).Period;
    }

    /// <summary>The period in force and an instant up to which it surely is; the same one may go on after it.</summary>
    internal PeriodSpan SpanAt(Instant instant, DateTimeZone zone)
    {
        // Within a zone interval the clock runs evenly, so a distance on the clock is a duration.
        var interval = zone.GetZoneInterval(instant);
        var local = instant.WithOffset(interval.WallOffset);
        var date = local.Date;
        var nanoseconds = local.NanosecondOfDay;

        var span = _dates.IsEmpty
            ? OnWeekday(instant, date, nanoseconds, Instant.MaxValue)
            : OnCalendar(instant, date, nanoseconds);

        return interval.HasEnd && interval.End < span.Until ? span with { Until = interval.End } : span;
    }

    private PeriodSpan OnCalendar(Instant instant, LocalDate date, long nanoseconds)
    {
        var index = _dates.BinarySearch(date);

        if (index >= 0)
        {
            return new(_periodOfDate[index], MidnightAfter(1));
        }

        index = ~index;

        return OnWeekday(instant, date, nanoseconds,
            index < _dates.Length ? MidnightAfter(Period.DaysBetween(date, _dates[index])) : Instant.MaxValue);

        Instant MidnightAfter(int days) => instant + Duration.FromDays(days) - Duration.FromNanoseconds(nanoseconds);
    }

    private PeriodSpan OnWeekday(Instant instant, LocalDate date, long nanoseconds, Instant until)
    {
        var (period, remaining) = _week.At(date.DayOfWeek, nanoseconds);

        if (remaining is { } rest && instant + Duration.FromNanoseconds(rest) is var border && border < until)
        {
            until = border;
        }

        return new(period, until);
    }
}

/// <param name="Period">Null is the default period.</param>
/// <param name="Until">The first instant at which another period may be in force.</param>
internal readonly record struct PeriodSpan(TariffPeriod? Period, Instant Until);
